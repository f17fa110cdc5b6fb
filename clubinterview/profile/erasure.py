"""Erasing an account: asked for, undone within fourteen days, then done. Nothing that identifies the person is left."""

from datetime import datetime, timedelta

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from clubinterview.auth.codes import store as codes
from clubinterview.auth.events import Event, record_event
from clubinterview.auth.gates import add_gate
from clubinterview.auth.models import (
    Authenticator,
    LoginSession,
    Passkey,
    RecoveryCode,
    SecurityEvent,
    User,
    UserStatus,
)
from clubinterview.auth.origin import Origin
from clubinterview.auth.sessions import end_sessions
from clubinterview.core.audit import AuditEntry
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification, OutboxMessage
from clubinterview.messaging.services import send
from clubinterview.profile import hooks
from clubinterview.profile.avatars import forget_avatar
from clubinterview.profile.export import forget_file
from clubinterview.profile.messages import ERASURE_ASKED, ERASURE_UNDONE
from clubinterview.profile.models import Consent, DataExport, IdentityNumber

log = structlog.get_logger(__name__)

TIME_TO_CHANGE_ONES_MIND = timedelta(days=14)


class LastAdministrator(DomainError):
    """No one would be left to look after the platform."""


def ask_to_erase(user_id: int, *, origin: Origin, now: datetime) -> User:
    """Begin the erasing of an account: sessions end, others see nothing of it any more. Twice is once.

    Applications in progress are withdrawn and roles in clubs end; calling the erasing off does not bring them
    back. Locks the user. Raises LastAdministrator, and what listeners refuse with, as LastOwner.
    """
    user = _locked(user_id)
    if user.erase_at is not None:
        return user
    if user.is_superuser and not _another_administrator(user.id):
        raise LastAdministrator(
            _l("This is the last administrator. Make someone else an administrator first.")
        )
    for listener in hooks.erasure_asked:
        listener(user, now)
    user.erase_at = now + TIME_TO_CHANGE_ONES_MIND
    user.session_version += 1
    end_sessions(user, now=now, reason="erasure")
    for address in filter(None, (user.email, user.phone)):
        codes.void(address)
    record_event(Event.ERASURE_ASKED, user_id=user.id, origin=origin)
    send(ERASURE_ASKED, user.address, {}, locale=user.locale, now=now)
    log.info("erasure asked", user_id=user.id)
    return user


def cancel_erasure(user_id: int, *, origin: Origin, now: datetime) -> User:
    """Call the erasing off. Twice is once. Locks the user."""
    user = _locked(user_id)
    if user.erase_at is None:
        return user
    user.erase_at = None
    for listener in hooks.erasure_undone:
        listener(user)
    record_event(Event.ERASURE_UNDONE, user_id=user.id, origin=origin)
    send(ERASURE_UNDONE, user.address, {}, locale=user.locale, now=now)
    log.info("erasure undone", user_id=user.id)
    return user


def due_for_erasure(now: datetime) -> list[int]:
    """Return accounts whose time to change their mind is over, the longest waiting first. One statement."""
    due = select(User.id).where(User.erase_at <= now, User.deleted_at.is_(None)).order_by(User.erase_at)
    return list(db.session.scalars(due))


def erase(user_id: int, *, now: datetime) -> bool:
    """Erase an account for good, and return whether there was anything to do. Locks the user.

    The row stays, empty, for what others need: counts, scores that were given, entries of the audit.
    """
    user = lock(User, user_id)
    if user is None or user.deleted_at is not None or user.erase_at is None or user.erase_at > now:
        return False
    _erase(user, now=now)
    return True


def erase_unfinished(user_id: int, *, now: datetime) -> bool:
    """Erase an account that its owner never completed, and return whether it still was one. Locks the user."""
    user = lock(User, user_id)
    if user is None or user.deleted_at is not None or user.is_initialised or user.name:
        return False
    _erase(user, now=now)
    return True


def _erase(user: User, *, now: datetime) -> None:
    addresses = [address for address in (user.email, user.phone, user.campus_email) if address]
    for forget in hooks.erasing:
        forget(user, now)
    forget_avatar(user, now)
    end_sessions(user, now=now, reason="erased")
    for export in db.session.scalars(select(DataExport).where(DataExport.user_id == user.id)).all():
        forget_file(export)
    for model in (
        Notification, DataExport, Consent, IdentityNumber, LoginSession, SecurityEvent, Authenticator, RecoveryCode,
        Passkey,
    ):  # fmt: skip
        db.session.execute(delete(model).where(model.__table__.c.user_id == user.id))
    db.session.execute(delete(OutboxMessage).where(OutboxMessage.recipient.in_(addresses)))
    for address in addresses:
        codes.void(address)
    db.session.execute(update(AuditEntry).where(AuditEntry.actor_id == user.id).values(ip=""))
    db.session.execute(
        update(AuditEntry)
        .where(AuditEntry.subject_user_id == user.id, AuditEntry.act.startswith("account."))
        .values(target="")
    )
    _empty(user, now=now)
    log.info("account erased", user_id=user.id)


def _empty(user: User, *, now: datetime) -> None:
    """Empty the row of everything that identifies the person; unique values are free for others at once."""
    user.email = user.phone = user.username = user.campus_email = None
    user.name = user.major = user.student_number = user.bio = user.avatar_key = user.notice_version = ""
    user.password_hash = user.school_id = user.enrolment_year = None
    user.campus_confirmed_at = user.consented_at = None
    user.is_superuser = user.is_club_member = user.has_second_factor = user.needs_second_factor = False
    user.unread_notifications = 0
    user.status = UserStatus.DISABLED
    user.deleted_at = now
    user.session_version += 1


def _another_administrator(user_id: int) -> bool:
    others = select(User.id).where(
        User.is_superuser.is_(True), User.status == UserStatus.ACTIVE, User.id != user_id,
        User.deleted_at.is_(None), User.erase_at.is_(None),
    )  # fmt: skip
    return db.session.scalar(others.limit(1)) is not None


def _locked(user_id: int) -> User:
    user = lock(User, user_id)
    if user is None or user.deleted_at is not None:
        raise NotFound("")
    return user


add_gate(
    10,
    lambda user: user.erase_at is not None,
    "profile.farewell",
    "profile.keep",
    "profile.ask_for_export",
    "profile.export",
    "auth.password_again",
    "auth.second_factor_setup",
)
