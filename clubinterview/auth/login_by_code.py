"""Signing in without the password: by a code sent to the account's address."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from clubinterview.auth.accounts import account_of
from clubinterview.auth.codes import store as codes
from clubinterview.auth.codes.sending import send_code, send_decoy
from clubinterview.auth.codes.store import Purpose, WrongCode
from clubinterview.auth.models import User


def begin_code_login(address: str, *, ip: str, now: datetime) -> None:
    """Send a code for signing in to an account, complete or not; nothing is sent to any other address. Raises TooMany."""
    codes.allow_sending(address, ip=ip)
    user = account_of(address)
    if user is None or not user.is_active:
        send_decoy(Purpose.LOGIN, address, now=now)
    else:
        send_code(Purpose.LOGIN, address, now=now, locale=user.locale)


def finish_code_login(address: str, guess: str, *, ip: str, now: datetime) -> User:
    """Take the code and return the account of the address, locked. Raises WrongCode, TooMany."""
    codes.take(Purpose.LOGIN, address, guess, ip=ip, now=now)
    user = account_of(address, for_update=True)
    if user is None or not user.is_active:
        raise WrongCode(_l("This account can no longer be used."))
    return user
