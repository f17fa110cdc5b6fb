"""Verbs that tell people something. They write rows; the worker carries them out."""

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import update

from clubinterview.core.formats import moment
from clubinterview.core.identity import is_phone
from clubinterview.core.transaction import after_commit
from clubinterview.core.web import public_url, safe_path
from clubinterview.extensions import db
from clubinterview.messaging.kinds import Kind
from clubinterview.messaging.models import Channel, Notification, OutboxMessage
from clubinterview.messaging.tasks import wake_worker

LONGEST_SUBJECT = 200


class Reader(Protocol):
    """A person who can be told something: an account, as far as messages need it."""

    id: Any
    email: Any
    phone: Any
    locale: Any
    unread_notifications: Any


def notify(
    reader: Reader, kind: Kind, *, now: datetime, path: str = "", dedupe_key: str = "", **parameters: Any
) -> None:
    """Tell the reader: a notification, and a mail when the kind says so; without a mail address, a text message.

    reader: the account itself, not the proxy `current_user`.  path: where the message leads, a path of this
    site.  parameters: texts, numbers, or aware times, which are shown in the reader's language and the club's
    zone.  dedupe_key: a second mail with the same key is an error of the database, so that twice is once; by
    default each call is a mail of its own.
    Raises TypeError for other parameters, lazily translated texts among them: they would be kept in the
    writer's language. A kind of its own for each such text is drawn in each reader's.
    Locks the reader's row: changing it before the notification refers to it keeps two writers from waiting
    for each other.
    """
    stored = {name: _stored(value) for name, value in parameters.items()}
    if path and safe_path(path) is None:
        raise ValueError(f"{path} is not a path of this site")
    account = type(reader)
    db.session.execute(
        update(account)
        .where(account.id == reader.id)
        .values(unread_notifications=account.unread_notifications + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.add(
        Notification(user_id=reader.id, kind=kind.name, parameters=stored, path=path, created_at=now)
    )
    with force_locale(reader.locale):
        subject, body = kind.render(shown(stored))  # drawn in any case: a lacking parameter shows here
        address = reader.email or (reader.phone if current_app.config["PHONES_OFFERED"] else "")
        if kind.by_mail and address:
            send_message(
                address,
                subject,
                body,
                now=now,
                dedupe_key=dedupe_key,
                action_url=public_url(path) if path else "",
                action_label=str(kind.action or _("Open ClubInterview")),
            )


def send_mail(
    recipient: str,
    subject: str,
    body: str,
    *,
    now: datetime,
    dedupe_key: str = "",
    code: str = "",
    action_url: str = "",
    action_label: str = "",
    expires_at: datetime | None = None,
) -> None:
    """Put a mail into the outbox, drawn as text and HTML in the present language.

    body: paragraphs separated by newlines.  code: a verify code, shown large; the bodies of such a mail are
    wiped once it is done with.  expires_at: when it is no longer worth delivering.
    """
    subject = " ".join(subject.split())[:LONGEST_SUBJECT]
    drawn = {
        "subject": subject,
        "body": body,
        "code": code,
        "action_url": action_url,
        "action_label": action_label,
        "footer": _("You get this mail because of your account at ClubInterview."),
    }
    db.session.add(
        OutboxMessage(
            dedupe_key=dedupe_key or secrets.token_hex(16),
            recipient=recipient,
            subject=subject,
            text_body=render_template("mail/base.txt", **drawn),
            html_body=render_template("mail/base.html", **drawn),
            is_secret=bool(code),
            due_at=now,
            expires_at=expires_at,
        )
    )
    after_commit(wake_worker)


def send_message(address: str, subject: str, body: str, *, now: datetime, **options: Any) -> None:
    """Put a message into the outbox: a mail, or, for a phone, a text message that says the most important.

    address: normalised.  options: as `send_mail` has them.
    """
    if is_phone(address):
        _send_text(address, subject, now=now, **options)
    else:
        send_mail(address, subject, body, now=now, **options)


def _send_text(
    phone: str, subject: str, *, now: datetime, dedupe_key: str = "", code: str = "", action_url: str = "",
    expires_at: datetime | None = None, **_unused: Any,
) -> None:  # fmt: skip
    """Put a text message into the outbox: the subject, and the code or the address that it is about."""
    text = subject
    if code and expires_at is not None:
        minutes = round((expires_at - now).total_seconds() / 60)
        text = _(
            "%(subject)s: %(code)s. It is good for %(minutes)d minutes.",
            subject=subject,
            code=code,
            minutes=minutes,
        )
    elif action_url:
        text = f"{subject} {action_url}"
    db.session.add(
        OutboxMessage(
            channel=Channel.SMS,
            dedupe_key=dedupe_key or secrets.token_hex(16),
            recipient=phone,
            subject=subject[:LONGEST_SUBJECT],
            text_body=text,
            html_body="",
            is_secret=bool(code),
            due_at=now,
            expires_at=expires_at,
        )
    )
    after_commit(wake_worker)


def mark_all_read(reader: Reader, *, now: datetime) -> None:
    """Note that the reader has seen all notifications.

    Locks the reader's row first: who writes a notification meanwhile waits, and is counted afterwards.
    """
    account = type(reader)
    db.session.execute(update(account).where(account.id == reader.id).values(unread_notifications=0))
    db.session.execute(
        update(Notification)
        .where(Notification.user_id == reader.id, Notification.read_at.is_(None))
        .values(read_at=now)
        .execution_options(synchronize_session=False)
    )


def _stored(value: Any) -> str | dict[str, str]:
    """Return a parameter as JSON keeps it: a text, or {"at": …} for a time."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be told")
        return {"at": value.isoformat()}
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise TypeError(f"a message's parameter cannot be a {type(value).__name__}")
    return str(value)


def shown(parameters: dict[str, Any]) -> dict[str, str]:
    """Return stored parameters as the present reader sees them: times in their language and zone."""
    return {
        name: moment(datetime.fromisoformat(value["at"])) if isinstance(value, dict) else value
        for name, value in parameters.items()
    }
