"""The ID number: optional, by a consent of its own, sealed, shown masked, whole only to its owner."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from clubinterview.auth.events import Event, record_event
from clubinterview.auth.models import Authenticator, User
from clubinterview.auth.origin import Origin
from clubinterview.auth.second_factor import reseal, sealed_secrets
from clubinterview.core.clock import to_local
from clubinterview.core.crypto import CannotUnseal, blind_index, is_sealed_by_present_key, seal, unseal
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.profile import consents
from clubinterview.profile.consents import Purpose
from clubinterview.profile.models import IdentityNumber

log = structlog.get_logger(__name__)

SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")  # \d would take the digits of other scripts
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999: ISO 7064, MOD 11-2
CHECK_DIGITS = "10X98765432"
YOUNGEST_YEARS = 14
INDEX = "identity number"
AT_ONCE = 200


class WrongNumber(DomainError):
    """The text is not an ID number, or the number of a person who is too young for an account."""

    status = 422


@dataclass
class Rotation:
    """What sealing again came to.  sealed: how many of each kind.  damaged: (kind, id of the account) pairs."""

    sealed: dict[str, int] = field(default_factory=lambda: {"identity numbers": 0, "second factors": 0})
    damaged: list[tuple[str, int]] = field(default_factory=list)

    def count(self, kind: str, user_id: int, reseal_one: Callable[[], None]) -> None:
        """Seal one again and count it, or record that it is damaged."""
        try:
            reseal_one()
            self.sealed[kind] += 1
        except CannotUnseal:
            log.error("cannot unseal", kind=kind, user_id=user_id)
            self.damaged.append((kind, user_id))


def normalise_number(text: str, *, now: datetime) -> str:
    """Return an ID number in its one spelling, 18 characters. Raises WrongNumber with the reason."""
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if not SHAPE.fullmatch(number):
        raise WrongNumber(_l("An ID number is 17 digits followed by a digit or X."))
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number[:17], strict=True))
    if CHECK_DIGITS[total % 11] != number[17]:
        raise WrongNumber(_l("One digit looks wrong. Check it against the ID card."))
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise WrongNumber(_l("One digit looks wrong. Check it against the ID card.")) from error
    today = to_local(now).date()
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if not 0 <= years < 120:
        raise WrongNumber(_l("One digit looks wrong. Check it against the ID card."))
    if years < YOUNGEST_YEARS:
        raise WrongNumber(_l("You must be 14 or older to have an account."))
    return number


def save_number(user_id: int, number: str, *, now: datetime) -> IdentityNumber:
    """Seal and save a person's number, with the consent to it. Locks the user.  number: normalised."""
    user = lock(User, user_id)
    if user is None or not user.is_active:
        raise NotFound("")
    consents.give(user, Purpose.ID_NUMBER, now=now)
    row = db.session.get(IdentityNumber, user_id) or IdentityNumber(user_id=user_id)
    row.sealed = seal(number, for_what=_seal_name(user_id))
    row.blind_index = blind_index(INDEX, number)
    row.masked = f"{number[:3]}{'*' * 13}{number[-2:]}"
    db.session.add(row)
    log.info("identity number kept", user_id=user_id)
    return row


def show_number(user_id: int, *, origin: Origin) -> str:
    """Return the whole number to its owner, and record that it was shown. Raises NotFound."""
    row = db.session.get(IdentityNumber, user_id)
    if row is None:
        raise NotFound("")
    record_event(Event.NUMBER_SHOWN, user_id=user_id, origin=origin)
    return unseal(row.sealed, for_what=_seal_name(user_id))


def forget_number(user_id: int, *, now: datetime) -> None:
    """Delete the number and take the consent back. Twice is once. Locks the user. Raises NotFound."""
    if lock(User, user_id) is None:
        raise NotFound("")
    db.session.execute(delete(IdentityNumber).where(IdentityNumber.user_id == user_id))
    consents.withdraw(user_id, Purpose.ID_NUMBER, now=now)
    log.info("identity number forgotten", user_id=user_id)


def masked_number(user_id: int) -> str:
    """Return the number as it is shown, "" for none. One statement."""
    return db.session.scalar(select(IdentityNumber.masked).where(IdentityNumber.user_id == user_id)) or ""


def users_with_number(number: str) -> list[int]:
    """Return the accounts that have a number, normalised. Nothing is unsealed. One statement."""
    rows = select(IdentityNumber.user_id).where(IdentityNumber.blind_index == blind_index(INDEX, number))
    return list(db.session.scalars(rows))


def rotate_keys() -> Rotation:
    """Seal under the present key what older ones sealed. In small transactions; killed, it goes on.

    What cannot be unsealed stays as it is, and does not prevent the others from being sealed again.
    """
    rotation = Rotation()
    last = 0
    while rows := _numbers(after=last):
        with transaction():
            for old in rows:
                row = lock(IdentityNumber, old)
                if row is not None and not is_sealed_by_present_key(row.sealed):
                    rotation.count("identity numbers", row.user_id, partial(_reseal, row))
        last = rows[-1]
    last = 0
    while secrets := sealed_secrets(last, how_many=AT_ONCE):
        last = secrets[-1].user_id
        with transaction():
            for secret in secrets:
                held = lock(Authenticator, secret.user_id)
                if held is not None and not is_sealed_by_present_key(held.sealed_secret):
                    rotation.count("second factors", held.user_id, partial(reseal, held))
    return rotation


def _numbers(*, after: int) -> list[int]:
    rows = (
        select(IdentityNumber.user_id).where(IdentityNumber.user_id > after).order_by(IdentityNumber.user_id)
    )
    return list(db.session.scalars(rows.limit(AT_ONCE)))


def _reseal(row: IdentityNumber) -> None:
    name = _seal_name(row.user_id)
    row.sealed = seal(unseal(row.sealed, for_what=name), for_what=name)


def _seal_name(user_id: int) -> str:
    return f"identity number of {user_id}"
