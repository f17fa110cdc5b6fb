"""Delivery of the outbox: each mail and text message once, retried with growing pauses, given up after a day."""

import hashlib
import re
import smtplib
import time
from datetime import datetime, timedelta
from email.errors import MessageError
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import current_app
from flask_mail import BadHeaderError, Message
from sqlalchemy import select, update

from clubinterview.core.identity import is_phone, masked_address
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Channel, MailStatus, OutboxMessage
from clubinterview.messaging.rendering import CannotRender, Letter, render
from clubinterview.messaging.sms import GatewayAway, GatewayBusy, GatewayRefused, gateway_answers, send_text
from clubinterview.messaging.smtp import ServerConnection

log = structlog.get_logger(__name__)

AT_ONCE = 100
LEASE_SECONDS = (
    120  # longer than the dozen steps of one delivery may take; after it another worker takes it up
)
LONGEST_PAUSE_MINUTES = 60
UNREACHABLE = "unreachable"
LONGEST_FILE_NAME = 100


class ServerUnreachable(Exception):
    """The mail server or the gateway did not answer at all: there is no point in trying its next message."""


def deliver_due(now: datetime) -> int:
    """Deliver the messages that are due and return how many went. Many workers may run this at the same time.

    A channel whose server does not answer is left alone for the rest of the run; the other one goes on.
    `now` is when the run begins; the time that it takes counts.
    """
    begun = time.monotonic()
    went = 0
    channels = set(Channel)
    while due := _due(now, channels):
        for message_id, channel in due:
            if channel not in channels:
                continue
            moment = now + timedelta(seconds=time.monotonic() - begun)
            try:
                went += _deliver(message_id, moment)
            except ServerUnreachable:
                channels.discard(channel)
    return went


def take_up_after_outage(now: datetime) -> None:
    """Make due at once what waits only because a server was away, if that server answers again."""
    for channel, answers in ((Channel.MAIL, _server_answers), (Channel.SMS, gateway_answers)):
        waiting = (
            OutboxMessage.status == MailStatus.QUEUED,
            OutboxMessage.due_at > now,
            OutboxMessage.channel == channel,
            OutboxMessage.last_error.startswith(UNREACHABLE),
        )
        if db.session.scalar(select(OutboxMessage.id).where(*waiting).limit(1)) is not None and answers():
            with transaction():
                db.session.execute(update(OutboxMessage).where(*waiting).values(due_at=now))


def _due(now: datetime, channels: set[Channel]) -> list[tuple[int, Channel]]:
    """Return (id, channel) of messages that are due, the longest waiting first."""
    if not channels:
        return []
    rows = db.session.execute(
        select(OutboxMessage.id, OutboxMessage.channel)
        .where(
            OutboxMessage.status == MailStatus.QUEUED,
            OutboxMessage.due_at <= now,
            OutboxMessage.channel.in_(channels),
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(AT_ONCE)
    )
    return [(message_id, channel) for message_id, channel in rows]


def _deliver(message_id: int, now: datetime) -> bool:
    """Claim one message, render and send it, and record the result. Returns whether it went. Raises ServerUnreachable.

    A worker that is killed between sending and recording leaves a mail that is sent again after its lease; it
    carries the same Message-ID, by which mail programs show it once. What this worker cannot render waits like
    what the server did not want: another one may know its kind.
    """
    message = _claim(message_id, now)
    if message is None:
        return False
    try:
        _send(message, render(message))
    except CannotRender as error:
        _postpone(message, error.reason, now)
        return False
    except OSError as error:
        name = type(error).__name__
        if _is_unreachable(error):
            _postpone(message, f"{UNREACHABLE}: {name}", now)
            raise ServerUnreachable from error
        _postpone(message, name, now)
        return False
    except (ValueError, MessageError, BadHeaderError) as error:
        log.error("message refused", message_id=message.id, error=type(error).__name__)
        _record_delivery(message, status=MailStatus.FAILED, last_error=type(error).__name__)
        return False
    _record_delivery(message, status=MailStatus.SENT, sent_at=now)
    return True


def _claim(message_id: int, now: datetime) -> OutboxMessage | None:
    """Take the mail for this worker, by one conditional update; None when another has it or it is too late.

    The error of an earlier try is cleared, so that `take_up_after_outage` leaves a mail on its way alone.
    """
    with transaction():
        claimed = db.session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.id == message_id,
                OutboxMessage.status == MailStatus.QUEUED,
                OutboxMessage.due_at <= now,
            )
            .values(
                due_at=now + timedelta(seconds=LEASE_SECONDS),
                attempts=OutboxMessage.attempts + 1,
                last_error="",
            )
            .execution_options(synchronize_session=False)
        )
        if claimed.rowcount != 1:  # type: ignore[attr-defined]
            return None
        message = db.session.get_one(OutboxMessage, message_id, populate_existing=True)
    if message.expires_at is not None and message.expires_at <= now:
        _record_delivery(message, status=MailStatus.VOID)
        return None
    return message


def _postpone(message: OutboxMessage, error: str, now: datetime) -> None:
    """Try again after 1, 2, 4 … 60 minutes, for a day; then give up and leave it to an administrator."""
    log.warning(
        "message failed",
        message_id=message.id,
        kind=message.kind,
        to=masked_address(message.recipient),
        error=error,
    )
    if now - message.created_at >= timedelta(seconds=current_app.config["OUTBOX_GIVE_UP_SECONDS"]):
        _record_delivery(message, status=MailStatus.FAILED, last_error=error)
    else:
        minutes = min(2 ** min(message.attempts - 1, 10), LONGEST_PAUSE_MINUTES)
        _record_delivery(message, due_at=now + timedelta(minutes=minutes), last_error=error)


def _record_delivery(message: OutboxMessage, **values: Any) -> None:
    """Write the result of a claim, unless it took so long that another worker has taken the mail up.

    That the mail went is recorded in any case. What it said is emptied, unless an administrator may send it again.
    """
    status = values.get("status")
    if status is not None and (message.is_secret or status != MailStatus.FAILED):
        values["parameters"] = {}
    mine = [OutboxMessage.id == message.id, OutboxMessage.status == MailStatus.QUEUED]
    if status != MailStatus.SENT:
        mine.append(OutboxMessage.attempts == message.attempts)
    with transaction():
        db.session.execute(update(OutboxMessage).where(*mine).values(**values))


def _is_unreachable(error: OSError) -> bool:
    """Whether the server did not answer, as opposed to answering that it does not want this mail."""
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPServerDisconnected | GatewayAway):
        return True
    return not isinstance(error, smtplib.SMTPException | GatewayBusy)


def _server_answers() -> bool:
    if not current_app.config["MAIL_SERVER"]:
        return True
    try:
        with ServerConnection():
            return True
    except OSError:
        return False


def _send(message: OutboxMessage, letter: Letter) -> None:
    """Send one message: by SMTP, or by the SMS gateway; or write it to the outbox folder where none is set (development)."""
    key = hashlib.sha256(message.dedupe_key.encode()).hexdigest()[:32]
    if message.channel == Channel.SMS and current_app.config["SMS_GATEWAY_URL"]:
        send_text(message.recipient, letter.text, key=key)
        return
    if message.channel == Channel.SMS and not current_app.config["PHONES_OFFERED"]:
        raise GatewayRefused("there is no gateway")
    mail = Message(
        letter.subject,
        recipients=[_mail_address(message.recipient)],
        body=letter.text,
        html=letter.html or None,
    )
    mail.msgId = f"<{key}@{urlsplit(current_app.config['PUBLIC_URL']).hostname}>"
    if message.channel == Channel.MAIL and current_app.config["MAIL_SERVER"]:
        with ServerConnection() as connection:
            connection.send(mail)
    else:
        _write_letter(mail.as_bytes(), message)


def _mail_address(recipient: str) -> str:
    """Return what stands in the To line: a phone, which only development writes to a file, gets a domain of its own."""
    return f"{recipient}@sms.invalid" if is_phone(recipient) else recipient


def _write_letter(content: bytes, message: OutboxMessage) -> None:
    """Save a mail as a file, named so that the newest sorts last."""
    folder = Path(current_app.config["OUTBOX_PATH"])
    folder.mkdir(parents=True, exist_ok=True)
    recipient = re.sub(r"[^a-z0-9@.+-]", "_", message.recipient)[:LONGEST_FILE_NAME]
    unfinished = folder / f"{message.id:08d}.unfinished"
    unfinished.write_bytes(content)
    unfinished.rename(folder / f"{message.id:08d}-{recipient}.eml")
