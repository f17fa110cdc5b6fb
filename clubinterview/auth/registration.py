"""Registering: a code proves the address, and the account that it opens awaits its completion."""

from datetime import datetime

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from clubinterview.auth.accounts import account_of, column_of
from clubinterview.auth.codes import store as codes
from clubinterview.auth.codes.sending import send_code, send_decoy
from clubinterview.auth.codes.store import Purpose
from clubinterview.auth.models import User
from clubinterview.core.errors import DomainError
from clubinterview.core.identity import masked_address
from clubinterview.extensions import db

log = structlog.get_logger(__name__)


class AlreadyRegistered(DomainError):
    """The address has an account already. Said only to a person who has confirmed the address."""


def begin_registration(address: str, *, ip: str, now: datetime) -> None:
    """Send a code to the address, or notify its owner that they have an account; both look the same from outside.

    address: a mail address or a phone, normalised.  Raises TooMany.  Runs in a transaction, with the message.
    """
    codes.allow_sending(address, ip=ip)
    user = account_of(address)
    if user is None or user.awaits_completion:
        send_code(Purpose.REGISTER, address, now=now)
    else:
        send_decoy(Purpose.REGISTER, address, now=now, owner_locale=user.locale)


def finish_registration(address: str, guess: str, *, locale: str, ip: str, now: datetime) -> User:
    """Take the code and return the account of the address, new or begun before, without a password yet.

    Two at once make one account. Locks the user. Raises WrongCode, TooMany, AlreadyRegistered.
    """
    codes.take(Purpose.REGISTER, address, guess, ip=ip, now=now)
    return open_account(address, locale=locale)


def open_account(address: str, *, locale: str) -> User:
    """Return the account of a confirmed address that awaits its completion; made when there is none.

    The unique address decides when two come at once. Locks the user. Raises AlreadyRegistered.
    """
    user = account_of(address, for_update=True)
    if user is None:
        try:
            with db.session.begin_nested():
                user = User(**{column_of(address).key: address}, locale=locale)
                db.session.add(user)
            log.info("account opened", user_id=user.id, address=masked_address(address))
        except IntegrityError:
            user = account_of(address, for_update=True)
    if user is None or not user.awaits_completion:
        raise AlreadyRegistered(_l("You already have an account. Sign in instead."))
    return user
