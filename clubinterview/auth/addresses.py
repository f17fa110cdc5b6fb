"""Changing what an account is reached by: mail address and phone, proven by a code; and the username."""

from datetime import datetime

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from clubinterview.auth.accounts import account_of, lock_account
from clubinterview.auth.codes import store as codes
from clubinterview.auth.codes.sending import send_code, send_decoy
from clubinterview.auth.codes.store import Purpose
from clubinterview.auth.events import Event, record_event
from clubinterview.auth.messages import ADDRESS_CHANGED, ADDRESS_LEFT
from clubinterview.auth.models import User
from clubinterview.auth.origin import Origin
from clubinterview.auth.sessions import end_sessions
from clubinterview.core.errors import DomainError
from clubinterview.core.identity import is_phone, masked_address
from clubinterview.core.limits import limits
from clubinterview.extensions import db
from clubinterview.messaging.services import notify, send

log = structlog.get_logger(__name__)

HOUR = 3600
USERNAMES_PER_HOUR = 10
RESERVED = frozenset(
    [
        "admin",
        "administrator",
        "root",
        "support",
        "help",
        "security",
        "system",
        "moderator",
        "official",
        "staff",
        "clubinterview",
        "管理员",
        "系统管理员",
        "官方",
        "客服",
        "平台",
    ]
)


class AddressTaken(DomainError):
    """Another account got the address while the code was on its way."""


class OnlyAddress(DomainError):
    """Without this address nothing would reach the account any more."""


class UsernameTaken(DomainError):
    """Another account has this username, or no one may have it."""

    status = 422


def begin_change(user_id: int, address: str, *, ip: str, now: datetime) -> None:
    """Send a code to an address for this account; when another account has it, its owner is notified instead.

    Both look the same from outside.  address: a mail address or a phone, normalised.  Raises TooMany.
    """
    codes.allow_sending(address, ip=ip)
    other = account_of(address)
    if other is None or other.id == user_id:
        send_code(Purpose.CHANGE, address, now=now, bound_to=user_id)
    else:
        send_decoy(Purpose.CHANGE, address, now=now, owner_locale=other.locale)


def finish_change(
    user_id: int, address: str, guess: str, *, login_session_id: int, origin: Origin, now: datetime
) -> User:
    """Take the code and give the account the address. All other sessions end, open codes die, the old address gets a notice.

    The session `login_session_id` goes on by `sessions.renew_session`. Locks the user. Raises WrongCode, TooMany,
    AddressTaken.
    """
    codes.take(Purpose.CHANGE, address, guess, ip=origin.ip, now=now, bound_to=user_id)
    user = lock_account(user_id)
    kind = "phone" if is_phone(address) else "email"
    old = getattr(user, kind)
    try:
        with db.session.begin_nested():
            setattr(user, kind, address)
    except IntegrityError as error:
        raise AddressTaken(
            _l("This email or phone has just been used by another account. Use a different one.")
        ) from error
    _settle(user, kind, old, login_session_id=login_session_id, origin=origin, now=now)
    return user


def remove_address(user_id: int, kind: str, *, login_session_id: int, origin: Origin, now: datetime) -> User:
    """Remove an address from the account, which has another one. Twice is once.

    kind: "email" or "phone".  Other sessions end, and the removed address gets a notice. Locks the user. Raises OnlyAddress.
    """
    user = lock_account(user_id)
    old = getattr(user, kind)
    if old is None:
        return user
    if not (user.phone if kind == "email" else user.email):
        raise OnlyAddress(_l("Your account needs at least one email or phone. Add another one first."))
    setattr(user, kind, None)
    _settle(user, kind, old, login_session_id=login_session_id, origin=origin, now=now)
    return user


def choose_username(user_id: int, username: str | None, *, origin: Origin) -> User:
    """Give the account a username, or none. Locks the user. Raises UsernameTaken, TooMany.

    username: normalised.  A taken one is refused as taken: usernames are no secret. Ten tries an hour make that
    useless for searching.
    """
    limits.hit((USERNAMES_PER_HOUR, HOUR), "usernames", str(user_id))
    user = lock_account(user_id)
    if username == user.username:
        return user
    if username in RESERVED:
        raise UsernameTaken(_l("This username is taken. Choose another one."))
    try:
        with db.session.begin_nested():
            user.username = username
    except IntegrityError as error:
        raise UsernameTaken(_l("This username is taken. Choose another one.")) from error
    record_event(Event.USERNAME_CHANGED, user_id=user.id, origin=origin)
    return user


def _settle(
    user: User, kind: str, old: str | None, *, login_session_id: int, origin: Origin, now: datetime
) -> None:
    """Do what follows from every change of an address."""
    user.session_version += 1
    end_sessions(user, now=now, reason="address", but=login_session_id)
    for address in filter(None, (old, user.email, user.phone)):
        codes.void(address)
    if old is not None:
        send(ADDRESS_LEFT, old, {}, locale=user.locale, now=now)
    notify(user, ADDRESS_CHANGED, now=now, path="/me/security", at=now)
    event = Event.PHONE_CHANGED if kind == "phone" else Event.EMAIL_CHANGED
    record_event(event, user_id=user.id, origin=origin, detail=masked_address(old) if old else "")
    log.info("address changed", user_id=user.id, kind=kind)
