"""The history of an account's safety, for its owner and for administrators. Nothing secret is ever in it."""

import enum
from collections.abc import Sequence

from sqlalchemy import select

from clubinterview.auth.models import SecurityEvent, User
from clubinterview.auth.origin import Origin
from clubinterview.auth.throttle import QUARTER_HOUR
from clubinterview.core.crypto import keyed_hash
from clubinterview.core.errors import TooMany
from clubinterview.core.identity import masked_address
from clubinterview.core.limits import limits
from clubinterview.extensions import db


class Event(enum.StrEnum):
    """What happened. Each has its words in auth.event_words, by which pages show it."""

    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "sign-in failed"
    SIGN_IN_THROTTLED = "sign-in throttled"
    SIGNED_OUT = "signed out"
    DEVICES_SIGNED_OUT = "devices signed out"
    PASSWORD_CHANGED = "password changed"  # noqa: S105 - the name of an event
    PASSWORD_RESET = "password reset"  # noqa: S105
    PASSWORD_DEMANDED = "new password demanded"  # noqa: S105
    EMAIL_CHANGED = "email changed"
    PHONE_CHANGED = "phone changed"
    USERNAME_CHANGED = "username changed"
    SECOND_FACTOR_ON = "second factor on"
    SECOND_FACTOR_OFF = "second factor off"
    SECOND_FACTOR_FAILED = "second factor failed"
    RECOVERY_CODES_MADE = "recovery codes made"
    RECOVERY_CODE_USED = "recovery code used"
    PASSKEY_ADDED = "passkey added"
    PASSKEY_REMOVED = "passkey removed"
    NUMBER_SHOWN = "identity number shown"
    DATA_EXPORTED = "data exported"
    ERASURE_ASKED = "erasure asked"
    ERASURE_UNDONE = "erasure undone"
    ACCOUNT_DISABLED = "account disabled"
    ACCOUNT_ENABLED = "account enabled"


def record_event(kind: Event, *, user_id: int | None, origin: Origin, detail: str = "") -> None:
    """Add to the history, in the present transaction.

    user_id: None for an address that no account has.  detail: at most 120 characters, addresses masked.
    """
    db.session.add(
        SecurityEvent(
            user_id=user_id, kind=kind.value, detail=detail, ip=origin.address, user_agent=origin.user_agent
        )
    )


def record_failed_sign_in(kind: Event, address: str, user: User | None, origin: Origin) -> None:
    """Add a failed sign-in to the history: one for an address and a network in a quarter of an hour.

    So a stranger who guesses fills neither the table nor the list of the owner. For an address without account,
    the same is done, for no account.
    """
    try:
        limits.hit((1, QUARTER_HOUR), kind.value, keyed_hash("sign-in", f"{address}\0{origin.network}"))
    except TooMany:
        return
    record_event(kind, user_id=user.id if user else None, origin=origin, detail=masked_address(address))


def newest_events(user_id: int, *, how_many: int) -> Sequence[SecurityEvent]:
    """Return the newest events of an account. One statement."""
    return db.session.scalars(
        select(SecurityEvent)
        .where(SecurityEvent.user_id == user_id)
        .order_by(SecurityEvent.id.desc())
        .limit(how_many)
    ).all()
