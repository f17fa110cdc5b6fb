"""Giving an account another password, and what follows from that."""

from datetime import datetime

import structlog

from clubinterview.auth.codes import store as codes
from clubinterview.auth.events import Event, record_event
from clubinterview.auth.messages import PASSWORD_CHANGED
from clubinterview.auth.models import User
from clubinterview.auth.origin import Origin
from clubinterview.auth.password_proof import Proof, accept
from clubinterview.auth.sessions import end_sessions
from clubinterview.messaging.services import notify

log = structlog.get_logger(__name__)


def change_password(
    proof: Proof, password_hash: str, *, login_session_id: int | None, origin: Origin, now: datetime
) -> User:
    """Set a new password: all sessions but `login_session_id` end, open codes die, a notice goes out.

    That session goes on by `sessions.renew_session`. Locks the user. Raises WrongPassword.
    """
    user = accept(proof, renew=False)
    set_password(user, password_hash, but=login_session_id, now=now)
    record_event(Event.PASSWORD_CHANGED, user_id=user.id, origin=origin)
    return user


def set_password(user: User, password_hash: str, *, now: datetime, but: int | None = None) -> None:
    """Set the password and do what follows. Runs in a transaction.  user: locked.  but: a session that goes on."""
    user.password_hash = password_hash
    user.must_change_password = False
    user.session_version += 1
    end_sessions(user, now=now, reason="password", but=but)
    for address in filter(None, (user.email, user.phone)):
        codes.void(address)
    notify(user, PASSWORD_CHANGED, now=now, path="/me/security", at=now)
    log.info("password changed", user_id=user.id)
