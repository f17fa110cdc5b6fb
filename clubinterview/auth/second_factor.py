"""The second factor: codes of an app on the person's phone (TOTP), and recovery codes for when the phone is lost."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
import segno
import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, select, update

from clubinterview.auth.accounts import lock_account
from clubinterview.auth.events import Event, record_event
from clubinterview.auth.gates import add_gate
from clubinterview.auth.messages import SECOND_FACTOR_OFF, SECOND_FACTOR_ON
from clubinterview.auth.models import Authenticator, Passkey, RecoveryCode, User
from clubinterview.auth.origin import Origin
from clubinterview.core.crypto import keyed_hash, seal, unseal
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import change_rows
from clubinterview.extensions import db
from clubinterview.messaging.services import notify

log = structlog.get_logger(__name__)

ISSUER = "ClubInterview"
STEP_SECONDS = 30
STEPS_ASIDE = 1  # how far the clock of a phone may be off
RECOVERY_CODES = 10
RECOVERY_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that look like others
RECOVERY_LENGTH = 10


class WrongFactor(DomainError):
    """The code of the app or the recovery code is wrong, or was used before."""

    status = 422


class FactorNeeded(DomainError):
    """This account must have a second factor, and this is its last."""


def must_have_factor(user: User) -> bool:
    """Whether the account must have a second factor: administrators, and officers whose club demands it."""
    return user.is_superuser or user.needs_second_factor


def new_secret() -> str:
    """Return a secret for an app, 160 bits in base 32."""
    return pyotp.random_base32()


def qr_code(user: User, secret: str) -> str:
    """Return a picture (data: address) that an app reads the secret from."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.address, issuer_name=ISSUER)
    return segno.make(uri, error="m").svg_data_uri(scale=5, border=3, light="white")


def switch_on(user_id: int, secret: str, code: str, *, origin: Origin, now: datetime) -> list[str]:
    """Save the secret, once a code shows that the app has it, and return new recovery codes. They are never shown again.

    Locks the user. Raises WrongFactor.
    """
    user = lock_account(user_id)
    step = _step_of(secret, code, now, after=0)
    if step is None:
        raise _wrong()
    authenticator = db.session.get(Authenticator, user.id) or Authenticator(user_id=user.id)
    authenticator.sealed_secret = seal(secret, for_what=seal_name(user.id))
    authenticator.last_step = step
    db.session.add(authenticator)
    codes = _make_recovery_codes(user)
    update_factor_flag(user)
    record_event(Event.SECOND_FACTOR_ON, user_id=user.id, origin=origin)
    notify(user, SECOND_FACTOR_ON, now=now, path="/me/security", at=now)
    log.info("second factor on", user_id=user.id)
    return codes


def switch_off(user_id: int, *, origin: Origin, now: datetime, by_administrator: bool = False) -> None:
    """Delete app and recovery codes; passkeys stay. Twice is once. Locks the user. Raises FactorNeeded.

    by_administrator: for a person who lost everything; the passkeys go too, and an account that must have a factor
    sets up a new one at the next sign-in.
    """
    user = lock_account(user_id)
    if not by_administrator and must_have_factor(user) and not _has_passkey(user.id):
        raise FactorNeeded(
            _l("Your account must use two-step verification. Add a passkey before turning this off.")
        )
    db.session.execute(delete(Authenticator).where(Authenticator.user_id == user.id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    if by_administrator:
        db.session.execute(delete(Passkey).where(Passkey.user_id == user.id))
    update_factor_flag(user)
    record_event(Event.SECOND_FACTOR_OFF, user_id=user.id, origin=origin)
    notify(user, SECOND_FACTOR_OFF, now=now, path="/me/security", at=now)
    log.info("second factor off", user_id=user.id)


def new_recovery_codes(user_id: int, *, origin: Origin) -> list[str]:
    """Return recovery codes in place of the old ones. Locks the user. Raises NotFound without an app."""
    user = lock_account(user_id)
    if db.session.get(Authenticator, user.id) is None:
        raise NotFound("")
    record_event(Event.RECOVERY_CODES_MADE, user_id=user.id, origin=origin)
    return _make_recovery_codes(user)


def use_app_code(user: User, code: str, *, now: datetime) -> None:
    """Use a code of the app up.  user: locked, so that a code lets only one of two holders in.  Raises WrongFactor."""
    authenticator = db.session.get(Authenticator, user.id, populate_existing=True)
    if authenticator is None:
        raise _wrong()
    secret = unseal(authenticator.sealed_secret, for_what=seal_name(user.id))
    step = _step_of(secret, code, now, after=authenticator.last_step)
    if step is None:
        raise _wrong()
    authenticator.last_step = step


def use_recovery_code(user: User, text: str, *, now: datetime, origin: Origin) -> int:
    """Use a recovery code up, and return how many are left.  user: locked.  Raises WrongFactor."""
    used = change_rows(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == _hash(user.id, text),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    if used != 1:
        raise _wrong()
    record_event(Event.RECOVERY_CODE_USED, user_id=user.id, origin=origin)
    return recovery_codes_left(user.id)


def recovery_codes_left(user_id: int) -> int:
    """Return how many recovery codes are unused. One statement."""
    left = select(RecoveryCode.id).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return len(db.session.scalars(left).all())


def has_app(user_id: int) -> bool:
    """Whether an app is set up. One statement."""
    return bool(db.session.scalar(select(exists().where(Authenticator.user_id == user_id))))


def update_factor_flag(user: User) -> None:
    """Bring `User.has_second_factor` up to date: whether there is an app or a passkey. Runs in a transaction.  user: locked."""
    db.session.flush()
    user.has_second_factor = has_app(user.id) or _has_passkey(user.id)


def is_app_code(text: str) -> bool:
    """Whether a text is spelled like a code of the app, not like a recovery code."""
    return text.isascii() and text.isdigit() and len(text) == 6


def _has_passkey(user_id: int) -> bool:
    return bool(db.session.scalar(select(exists().where(Passkey.user_id == user_id))))


def _step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """Return the time step of a code, one of the present and its neighbours later than `after`; None for a wrong code."""
    present = int(now.timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    for step in range(present - STEPS_ASIDE, present + STEPS_ASIDE + 1):
        if step > after and pyotp.utils.strings_equal(code, app.generate_otp(step)):
            return step
    return None


def _make_recovery_codes(user: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [
        "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(user.id, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _hash(user_id: int, text: str) -> str:
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    return keyed_hash("recovery code", f"{user_id} {letters}")


def seal_name(user_id: int) -> str:
    """Return what the secret of an account is sealed for."""
    return f"authenticator of {user_id}"


def sealed_secrets(after: int, *, how_many: int) -> Sequence[Authenticator]:
    """Return authenticators by their accounts' ids, for sealing them again. One statement."""
    rows = select(Authenticator).where(Authenticator.user_id > after).order_by(Authenticator.user_id)
    return db.session.scalars(rows.limit(how_many)).all()


def reseal(authenticator: Authenticator) -> None:
    """Seal a secret under the present key. Runs in a transaction, with the row locked."""
    name = seal_name(authenticator.user_id)
    authenticator.sealed_secret = seal(unseal(authenticator.sealed_secret, for_what=name), for_what=name)


def _wrong() -> WrongFactor:
    return WrongFactor(_l("Wrong, expired or used code. Enter the one shown now."))


add_gate(
    40,
    lambda user: must_have_factor(user) and not user.has_second_factor,
    "auth.second_factor_setup",
    "auth.password_again",
    "auth.passkeys",
    "auth.add_passkey",
    "auth.passkey_options",
)
