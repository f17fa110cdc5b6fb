"""Setting a new password without the old one: by a code sent to the account's address."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from clubinterview.auth.accounts import account_of
from clubinterview.auth.codes import store as codes
from clubinterview.auth.codes.sending import send_code, send_decoy
from clubinterview.auth.codes.store import Purpose, WrongCode
from clubinterview.auth.events import Event, record_event
from clubinterview.auth.hashing import password_matches
from clubinterview.auth.models import User
from clubinterview.auth.origin import Origin
from clubinterview.auth.password_change import set_password
from clubinterview.auth.passwords import PasswordRefused, check_password, facts_about, known_facts


def begin_reset(address: str, *, ip: str, now: datetime) -> None:
    """Send a code to an account that has a password; nothing is sent to any other address. Raises TooMany."""
    codes.allow_sending(address, ip=ip)
    user = account_of(address)
    if user is None or not user.is_active or not user.is_initialised:
        send_decoy(Purpose.RESET, address, now=now)
    else:
        send_code(Purpose.RESET, address, now=now, locale=user.locale)


def check_reset(address: str, guess: str, password: str, *, ip: str, now: datetime) -> None:
    """Check code and new password; a password that is refused does not use the code up.

    What is known of the person is compared only for a holder of the code. Raises WrongCode, TooMany, PasswordRefused.
    """
    check_password(password, known_facts(address=address))
    codes.check(Purpose.RESET, address, guess, ip=ip, now=now)
    user = account_of(address, with_school=True)
    if user is not None:
        check_password(password, facts_about(user), is_superuser=user.is_superuser)
        # An administrator may have demanded another password: a reset must not restore the old one.
        if user.must_change_password and password_matches(password, user.password_hash):
            raise PasswordRefused(_l("This is your current password. Choose another one."))


def reset_password(address: str, guess: str, password_hash: str, *, origin: Origin, now: datetime) -> User:
    """Take the code and set the password: all sessions end, open codes die, a notice goes out.

    Locks the user. Raises WrongCode, TooMany.
    """
    codes.take(Purpose.RESET, address, guess, ip=origin.ip, now=now)
    user = account_of(address, for_update=True)
    if user is None or not user.is_active or not user.is_initialised:
        raise WrongCode(_l("This account can no longer be used."))
    set_password(user, password_hash, now=now)
    record_event(Event.PASSWORD_RESET, user_id=user.id, origin=origin)
    return user
