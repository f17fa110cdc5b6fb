"""Verbs of the platform's administrators."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.auth.events import Event, record_event
from clubinterview.auth.models import User, UserStatus
from clubinterview.auth.sessions import end_sessions
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock, lock_all
from clubinterview.extensions import db
from clubinterview.messaging.models import MailStatus, OutboxMessage
from clubinterview.messaging.tasks import DELIVER_OUTBOX
from clubinterview.platform.account_acts import NOWHERE


class CannotDisable(DomainError):
    """Oneself, or the last administrator."""


class NothingToSend(DomainError):
    """The mail held a code, and its text is wiped."""


def disable_account(user_id: int, *, reason: str, by: By) -> User:
    """Disable an account: its sessions end, and no one can sign in to it. Twice is once.

    Locks the account; when it is an administrator's, all administrators, by id. Raises NotFound, CannotDisable.
    """
    if user_id == by.actor_id:
        raise CannotDisable(_l("You can't disable your own account. Ask another administrator."))
    administrators = _active_administrators()
    if user_id in administrators:
        # Locked by id, because a locking search by is_superuser would wait for every account of the table.
        lock_all(User, administrators)
        if _active_administrators() == [user_id]:
            raise CannotDisable(_l("This is the last administrator."))
    user = _locked(user_id)
    if user.status == UserStatus.DISABLED:
        return user
    user.status = UserStatus.DISABLED
    user.session_version += 1
    end_sessions(user, now=by.now, reason="disabled")
    record_event(Event.ACCOUNT_DISABLED, user_id=user.id, origin=NOWHERE)
    audit("account.disable", by=by, subject_user_id=user_id, target=reason, old="active", new="disabled")
    return user


def enable_account(user_id: int, *, by: By) -> User:
    """Enable a disabled account. Twice is once. Locks the account. Raises NotFound."""
    user = _locked(user_id)
    if user.status == UserStatus.DISABLED:
        user.status = UserStatus.ACTIVE
        record_event(Event.ACCOUNT_ENABLED, user_id=user.id, origin=NOWHERE)
        audit("account.enable", by=by, subject_user_id=user_id, old="disabled", new="active")
    return user


def send_again(message_id: int, *, by: By) -> None:
    """Put a mail that was given up back into the outbox. Twice is once. Locks the mail.

    Raises NotFound, and NothingToSend for one that held a code: nothing is left of its text.
    """
    message = lock(OutboxMessage, message_id)
    if message is None:
        raise NotFound("")
    if message.status != MailStatus.FAILED:
        return
    if message.is_secret:
        raise NothingToSend(_l("Codes aren't resent. The person can request a new one."))
    message.status, message.attempts = MailStatus.QUEUED, 0
    message.due_at = message.created_at = by.now  # it is given a day again
    audit("mail.again", by=by, target=f"mail {message_id}")
    DELIVER_OUTBOX.wake()


def _active_administrators() -> list[int]:
    query = select(User.id).where(
        User.is_superuser.is_(True), User.status == UserStatus.ACTIVE, User.deleted_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(User.id)))


def _locked(user_id: int) -> User:
    user = lock(User, user_id)
    if user is None or user.deleted_at is not None:
        raise NotFound("")
    return user
