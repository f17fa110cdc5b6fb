"""Delivery of the outbox: each mail once, retried with growing pauses, given up after a day."""

import re
import smtplib
from datetime import datetime, timedelta
from email.utils import make_msgid
from pathlib import Path

import structlog
from flask import current_app
from flask_mail import Message
from sqlalchemy import select, update

from clubinterview.core.identity import masked_email
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db, mail
from clubinterview.messaging.models import MailStatus, OutboxMessage

log = structlog.get_logger(__name__)

AT_ONCE = 100
LEASE_SECONDS = 120  # longer than one delivery may take; after it another worker takes the mail up
LONGEST_PAUSE_MINUTES = 60


def deliver_due(now: datetime) -> int:
    """Deliver the mails that are due and return how many went. Many workers may run this at the same time."""
    due = db.session.scalars(
        select(OutboxMessage.id)
        .where(OutboxMessage.status == MailStatus.QUEUED, OutboxMessage.due_at <= now)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(AT_ONCE)
    ).all()
    return sum(_deliver(message_id, now) for message_id in due)


def _deliver(message_id: int, now: datetime) -> bool:
    """Claim one mail, send it, and note the result. Returns whether it went.

    A worker that is killed between sending and noting leaves a mail that is sent again after its lease; it
    carries the same Message-ID, by which mail programs show it once.
    """
    message = _claim(message_id, now)
    if message is None:
        return False
    try:
        send(message)
    except (smtplib.SMTPException, OSError) as error:
        _postpone(message, error, now)
        return False
    with transaction():
        _finish(message, MailStatus.SENT, sent_at=now)
    return True


def _claim(message_id: int, now: datetime) -> OutboxMessage | None:
    """Take the mail for this worker, by one conditional update; None when another has it or it is too late."""
    with transaction():
        claimed = db.session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.id == message_id,
                OutboxMessage.status == MailStatus.QUEUED,
                OutboxMessage.due_at <= now,
            )
            .values(due_at=now + timedelta(seconds=LEASE_SECONDS), attempts=OutboxMessage.attempts + 1)
        )
        if claimed.rowcount != 1:
            return None
        message = db.session.get_one(OutboxMessage, message_id, populate_existing=True)
        if message.expires_at is not None and message.expires_at <= now:
            _finish(message, MailStatus.VOID)
            return None
    return message


def _postpone(message: OutboxMessage, error: Exception, now: datetime) -> None:
    """Try again after 1, 2, 4 … 60 minutes, for a day; then give up and leave it to an administrator."""
    log.warning(
        "mail failed", message_id=message.id, to=masked_email(message.recipient), error=type(error).__name__
    )
    pause = timedelta(minutes=min(2 ** (message.attempts - 1), LONGEST_PAUSE_MINUTES))
    give_up = timedelta(seconds=current_app.config["OUTBOX_GIVE_UP_SECONDS"])
    with transaction():
        message.last_error = type(error).__name__
        if now - message.created_at >= give_up:
            _finish(message, MailStatus.FAILED)
        else:
            message.due_at = now + pause


def _finish(message: OutboxMessage, status: MailStatus, sent_at: datetime | None = None) -> None:
    message.status = status
    message.sent_at = sent_at
    if message.is_secret:
        message.text_body = message.html_body = ""


def send(message: OutboxMessage) -> None:
    """Send one mail by SMTP, or write it to the outbox folder where no server is set (development)."""
    letter = Message(
        message.subject, recipients=[message.recipient], body=message.text_body, html=message.html_body
    )
    letter.msgId = make_msgid(idstring=message.dedupe_key, domain="clubinterview")
    if current_app.config["MAIL_SERVER"]:
        mail.send(letter)
    else:
        write_letter(letter.as_bytes(), message)


def write_letter(content: bytes, message: OutboxMessage) -> None:
    """Keep a mail as a file, named so that the newest sorts last."""
    folder = Path(current_app.config["OUTBOX_PATH"])
    folder.mkdir(parents=True, exist_ok=True)
    recipient = re.sub(r"[^a-z0-9@.+-]", "_", message.recipient)
    (folder / f"{message.id:08d}-{recipient}.eml").write_bytes(content)
