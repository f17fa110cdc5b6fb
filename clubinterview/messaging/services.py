"""Verbs that tell people something. They write rows; the worker carries them out."""

import secrets
from datetime import datetime
from typing import Any, Protocol

from flask import current_app, render_template
from flask_babel import force_locale, format_datetime
from flask_babel import gettext as _
from sqlalchemy import update

from clubinterview.core.transaction import after_commit
from clubinterview.core.web import public_url
from clubinterview.extensions import db
from clubinterview.messaging.kinds import Kind
from clubinterview.messaging.models import Notification, OutboxMessage
from clubinterview.messaging.tasks import wake_worker

LONGEST_SUBJECT = 200


class Reader(Protocol):
    """A person who can be told something: an account, as far as messages need it."""

    id: Any
    email: Any
    locale: Any
    unread_notifications: Any


def notify(
    reader: Reader, kind: Kind, *, now: datetime, path: str = "", dedupe_key: str = "", **parameters: Any
) -> None:
    """Tell the reader: a notification, and a mail when the kind says so and there is an address.

    path: where the message leads, a path of this site.  parameters: texts, numbers, or aware times, which are
    shown in the reader's language and the club's zone.  dedupe_key: a second mail with the same key is an error
    of the database, so that twice is once; by default each call is a mail of its own.
    """
    stored = {name: _stored(value) for name, value in parameters.items()}
    db.session.add(
        Notification(user_id=reader.id, kind=kind.name, parameters=stored, path=path, created_at=now)
    )
    account = type(reader)
    db.session.execute(
        update(account)
        .where(account.id == reader.id)
        .values(unread_notifications=account.unread_notifications + 1)
        .execution_options(synchronize_session=False)
    )
    if kind.by_mail and reader.email:
        with force_locale(reader.locale):
            subject, body = kind.render(shown(stored))
            send_mail(
                reader.email,
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


def mark_all_read(reader: Reader, *, now: datetime) -> None:
    """Note that the reader has seen all notifications."""
    db.session.execute(
        update(Notification)
        .where(Notification.user_id == reader.id, Notification.read_at.is_(None))
        .values(read_at=now)
    )
    account = type(reader)
    db.session.execute(update(account).where(account.id == reader.id).values(unread_notifications=0))


def _stored(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, datetime) else str(value)


def shown(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return stored parameters as the present reader sees them: times in their language and zone."""
    return {
        name: format_datetime(datetime.fromisoformat(value["at"]), "medium")
        if isinstance(value, dict)
        else value
        for name, value in parameters.items()
    }


def development_mail() -> bool:
    """Whether mails are written to a folder instead of being sent."""
    return not current_app.config["MAIL_SERVER"]
