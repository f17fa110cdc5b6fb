"""What happens to accounts: registration by code, sign-in, reset and change of the password."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from clubinterview.auth import throttle
from clubinterview.auth.codes import store as codes
from clubinterview.auth.codes.store import Code, Purpose, WrongCode, code_minutes
from clubinterview.auth.events import Event, note_event
from clubinterview.auth.hashing import hash_password, needs_renewal, password_matches
from clubinterview.auth.messages import PASSWORD_CHANGED
from clubinterview.auth.models import User
from clubinterview.auth.origin import Origin
from clubinterview.auth.passwords import PasswordRefused, check_password, facts_about, known_facts
from clubinterview.auth.sessions import end_sessions
from clubinterview.core.errors import DomainError
from clubinterview.core.identity import is_phone, masked_address
from clubinterview.core.transaction import lock
from clubinterview.core.web import public_url
from clubinterview.extensions import db
from clubinterview.messaging.services import notify, send_message

log = structlog.get_logger(__name__)


class AlreadyRegistered(DomainError):
    """The address has an account already. Only who has confirmed the address is told."""


class WrongPassword(DomainError):
    """Address and password do not belong together; whether the address has an account is not said."""

    status = 422


@dataclass(frozen=True)
class Proof:
    """A right password: whose it is, the hash that it matched, and a new hash when that one is renewed."""

    user_id: int
    matched: str
    renewed: str | None = None


def begin_registration(address: str, *, ip: str, now: datetime) -> None:
    """Send a code to the address, or tell its owner that they have an account; both look the same from outside.

    address: a mail address or a phone, normalised.  Raises TooMany.  Runs in a transaction, with the message.
    """
    codes.allow_sending(address, ip=ip)
    user = account_of(address)
    if user is None or user.awaits_completion:
        code = codes.issue(Purpose.REGISTER, address, now=now)
        _send_code(
            address,
            _("Your code for registering at ClubInterview"),
            _(
                "Enter this code on the page where you began. It is good for %(minutes)d minutes.",
                minutes=code_minutes(),
            ),
            code,
            now=now,
        )
        return
    codes.issue_decoy(Purpose.REGISTER, address, now=now)
    with force_locale(user.locale):
        send_message(
            address,
            _("You already have an account"),
            _(
                "Somebody, probably you, tried to register with this address, which already has an account.\n"
                "Sign in with it. If you have forgotten the password, you can set a new one from the sign-in page."
            ),
            now=now,
            action_url=public_url("/login"),
            action_label=_("Sign in"),
        )


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
                user = User(**{_kind_of(address).key: address}, locale=locale)
                db.session.add(user)
            log.info("account opened", user_id=user.id, address=masked_address(address))
        except IntegrityError:
            user = account_of(address, for_update=True)
    if user is None or not user.awaits_completion:
        raise AlreadyRegistered(_l("You already have an account. Please sign in."))
    return user


def prove_password(address: str, password: str, *, origin: Origin) -> Proof:
    """Check a sign-in's address and password, and return the proof for `accept`.

    address: a mail address, phone or username, normalised.
    The same work is done for every address: one bcrypt run, for unknown, disabled and uninitialised accounts
    against a dummy. Runs outside of transactions. Raises TooMany (before any bcrypt), Busy, WrongPassword.
    """
    throttle.refuse_if_throttled(address, ip=origin.ip, network=origin.network)
    user = account_of(address)
    stored = user.password_hash if user is not None and user.is_active else None
    matches = password_matches(password, stored)
    # Guesses that ran beside this one may have filled the window meanwhile.
    throttle.refuse_if_throttled(address, ip=origin.ip, network=origin.network)
    if user is None or stored is None or not matches:
        log.info("sign-in failed", address=masked_address(address), ip=origin.ip)
        throttle.note_failure(address, user, origin)
        raise _wrong_password()
    return Proof(user.id, stored, hash_password(password) if needs_renewal(stored) else None)


def accept(proof: Proof, *, renew: bool = True) -> User:
    """Return the user, locked, if the proof still holds: the account lives and has that password.

    renew: whether to store the renewed hash.  Raises WrongPassword.
    """
    user = lock(User, proof.user_id)
    if user is None or not user.is_active or user.password_hash != proof.matched:
        raise _wrong_password()
    if proof.renewed is not None and renew:
        user.password_hash = proof.renewed
    return user


def ask_for_device_code(user: User, *, ip: str, now: datetime) -> None:
    """Send the code by which a new device is confirmed while the account is guessed at. Raises TooMany."""
    address = user.address
    codes.allow_sending(address, ip=ip)
    code = codes.issue(Purpose.DEVICE, address, now=now)
    with force_locale(user.locale):
        _send_code(
            address,
            _("Your code for signing in on a new device"),
            _(
                "Somebody has tried many passwords for your account. To keep it yours, new devices confirm by a code.\n"
                "Enter this code to sign in. It is good for %(minutes)d minutes. If you are not signing in just now, "
                "set a new password.",
                minutes=code_minutes(),
            ),
            code,
            now=now,
        )


def begin_reset(address: str, *, ip: str, now: datetime) -> None:
    """Send a code to an account that has a password; nothing is sent to any other address. Raises TooMany."""
    codes.allow_sending(address, ip=ip)
    user = account_of(address)
    if user is None or not user.is_active or not user.is_initialised:
        codes.issue_decoy(Purpose.RESET, address, now=now)
        return
    code = codes.issue(Purpose.RESET, address, now=now)
    with force_locale(user.locale):
        _send_code(
            address,
            _("Your code for a new password"),
            _(
                "Enter this code on the page where you began. It is good for %(minutes)d minutes.\n"
                "If you did not ask for it, you need not do anything: your password stays as it is.",
                minutes=code_minutes(),
            ),
            code,
            now=now,
        )


def begin_code_login(address: str, *, ip: str, now: datetime) -> None:
    """Send a code for signing in to an account, complete or not; nothing is sent to any other address. Raises TooMany."""
    codes.allow_sending(address, ip=ip)
    user = account_of(address)
    if user is None or not user.is_active:
        codes.issue_decoy(Purpose.LOGIN, address, now=now)
        return
    code = codes.issue(Purpose.LOGIN, address, now=now)
    with force_locale(user.locale):
        _send_code(
            address,
            _("Your code for signing in"),
            _(
                "Enter this code on the page where you began. It is good for %(minutes)d minutes.\n"
                "If you are not signing in just now, somebody else has typed your address. Tell the code to nobody.",
                minutes=code_minutes(),
            ),
            code,
            now=now,
        )


def finish_code_login(address: str, guess: str, *, ip: str, now: datetime) -> User:
    """Take the code and return the account of the address, locked. Raises WrongCode, TooMany."""
    codes.take(Purpose.LOGIN, address, guess, ip=ip, now=now)
    user = account_of(address, for_update=True)
    if user is None or not user.is_active:
        raise WrongCode(_l("This account cannot be used any more."))
    return user


def check_reset(address: str, guess: str, password: str, *, ip: str, now: datetime) -> None:
    """Check code and new password; a password that is refused does not use the code up.

    What is known of the person is compared only for who holds the code. Raises WrongCode, TooMany, PasswordRefused.
    """
    check_password(password, known_facts(address=address))
    codes.check(Purpose.RESET, address, guess, ip=ip, now=now)
    user = account_of(address, with_school=True)
    if user is not None:
        check_password(password, facts_about(user), is_superuser=user.is_superuser)
        # Who must choose another password cannot keep the old one by way of a reset.
        if user.must_change_password and password_matches(password, user.password_hash):
            raise PasswordRefused(_l("This is your present password. Please choose another one."))


def reset_password(address: str, guess: str, password_hash: str, *, origin: Origin, now: datetime) -> User:
    """Take the code and set the password: all sessions end, open codes die, a notice goes out.

    Locks the user. Raises WrongCode, TooMany.
    """
    codes.take(Purpose.RESET, address, guess, ip=origin.ip, now=now)
    user = account_of(address, for_update=True)
    if user is None or not user.is_active or not user.is_initialised:
        raise WrongCode(_l("This account cannot be used any more."))
    _set_password(user, password_hash, now=now)
    note_event(Event.PASSWORD_RESET, user_id=user.id, origin=origin)
    return user


def change_password(
    proof: Proof, password_hash: str, *, login_session_id: int | None, origin: Origin, now: datetime
) -> User:
    """Set a new password: all sessions but `login_session_id` end, open codes die, a notice goes out.

    That session goes on by `sessions.renew_session`. Locks the user. Raises WrongPassword.
    """
    user = accept(proof, renew=False)
    _set_password(user, password_hash, but=login_session_id, now=now)
    note_event(Event.PASSWORD_CHANGED, user_id=user.id, origin=origin)
    return user


def account_of(address: str, *, for_update: bool = False, with_school: bool = False) -> User | None:
    """Return the account of a normalised mail address, phone or username, or None.

    for_update: locked and freshly read.
    """
    query = select(User).where(_kind_of(address) == address)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    if with_school:
        query = query.options(joinedload(User.school))
    return db.session.scalar(query)


def _kind_of(address: str) -> InstrumentedAttribute[str | None]:
    """Return the column in which an address of this spelling stands."""
    if "@" in address:
        return User.email
    return User.phone if is_phone(address) else User.username


def _set_password(user: User, password_hash: str, *, now: datetime, but: int | None = None) -> None:
    user.password_hash = password_hash
    user.must_change_password = False
    user.session_version += 1
    end_sessions(user, now=now, reason="password", but=but)
    for address in filter(None, (user.email, user.phone)):
        codes.void(address)
    notify(user, PASSWORD_CHANGED, now=now, path="/me/security", at=now)
    log.info("password changed", user_id=user.id)


def _send_code(address: str, subject: str, body: str, code: Code, *, now: datetime) -> None:
    send_message(address, subject, body, now=now, code=code.text, expires_at=code.expires_at)


def _wrong_password() -> WrongPassword:
    return WrongPassword(_l("Address and password do not belong together. Please check both."))
