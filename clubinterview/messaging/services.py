"""Verbs that notify people of something. They write rows; the worker carries them out."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import update

from clubinterview.core.identity import is_phone
from clubinterview.core.transaction import change_rows
from clubinterview.core.web import safe_path
from clubinterview.extensions import db
from clubinterview.messaging.kinds import Kind, kind_named
from clubinterview.messaging.models import Channel, Notification, OutboxMessage
from clubinterview.messaging.parameters import Stored, sealed, stored
from clubinterview.messaging.tasks import DELIVER_OUTBOX


class Reader(Protocol):
    """A person who can be notified: an account, as far as messages need it."""

    id: int
    email: str | None
    phone: str | None
    locale: str
    unread_notifications: int


def notify(
    reader: Reader, kind: Kind, *, now: datetime, path: str = "", dedupe_key: str = "", **parameters: Any
) -> None:
    """Notify the reader: a notification, and a mail when the kind says so; without a mail address, a text message.

    reader: the account itself, not the proxy `current_user`.  path: where the message leads, a path of this
    site.  parameters: texts, numbers, or aware times, which are shown in the reader's language and the club's
    zone.  dedupe_key: a second mail with the same key is an error of the database, so that twice is once; by
    default each call is a mail of its own.
    Raises TypeError for other parameters, lazily translated texts among them: they would be stored in the
    writer's language. A kind of its own for each such text is rendered in each reader's. Raises KeyError for a
    parameter that lacks, and ValueError for a kind with secrets, which a notification would show.
    Locks the reader's row: changing it before the notification refers to it prevents two writers from waiting
    for each other.
    """
    if kind.secret:
        raise ValueError(f"{kind.name} holds a secret and cannot be a notification")
    values = _checked(kind, parameters, path)
    account: Any = type(reader)  # whose attributes are columns
    change_rows(
        update(account)
        .where(account.id == reader.id)
        .values(unread_notifications=account.unread_notifications + 1)
    )
    db.session.add(
        Notification(user_id=reader.id, kind=kind.name, parameters=values, path=path, created_at=now)
    )
    address = reader.email or (reader.phone if current_app.config["PHONES_OFFERED"] else "")
    if kind.by_mail and address:
        send(kind, address, parameters, locale=reader.locale, now=now, path=path, dedupe_key=dedupe_key)


def send(
    kind: Kind,
    address: str,
    parameters: Mapping[str, Any],
    *,
    locale: str,
    now: datetime,
    path: str = "",
    dedupe_key: str = "",
    expires_at: datetime | None = None,
) -> None:
    """Put a message to an address into the outbox: a mail, or, for a phone, a text message of the most important.

    Nothing is rendered here: the worker does that, in the language `locale`.
    address: normalised.  parameters, path, dedupe_key and what is raised: as `notify` has them; the kind's secrets
    are sealed.  expires_at: when it is no longer worth delivering.
    """
    row = dedupe_key or secrets.token_hex(16)
    db.session.add(
        OutboxMessage(
            dedupe_key=row,
            channel=Channel.SMS if is_phone(address) else Channel.MAIL,
            recipient=address,
            kind=kind.name,
            parameters=sealed(_checked(kind, parameters, path), kind, row=row),
            path=path,
            locale=locale,
            is_secret=bool(kind.secret),
            due_at=now,
            expires_at=expires_at,
        )
    )
    DELIVER_OUTBOX.wake()


def mark_all_read(reader: Reader, *, now: datetime) -> None:
    """Record that the reader has seen all notifications.

    Locks the reader's row first: a notification that is written meanwhile waits, and is counted afterwards.
    """
    account: Any = type(reader)  # whose attributes are columns
    db.session.execute(update(account).where(account.id == reader.id).values(unread_notifications=0))
    change_rows(
        update(Notification)
        .where(Notification.user_id == reader.id, Notification.read_at.is_(None))
        .values(read_at=now)
    )


def _checked(kind: Kind, parameters: Mapping[str, Any], path: str) -> dict[str, Stored]:
    """Return the parameters as they are stored, once it is sure that the worker can render the message."""
    if kind_named(kind.name) is not kind:
        raise ValueError(f"the kind {kind.name} is not registered")
    if path and safe_path(path) is None:
        raise ValueError(f"{path} is not a path of this site")
    kind.check(parameters)
    return stored(parameters)
