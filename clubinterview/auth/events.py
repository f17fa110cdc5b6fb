"""The history of an account's safety, for its owner and for administrators. Nothing secret is ever in it."""

import enum

from clubinterview.auth.models import SecurityEvent
from clubinterview.auth.origin import Origin
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


def note_event(kind: Event, *, user_id: int | None, origin: Origin, detail: str = "") -> None:
    """Add to the history, in the present transaction.

    user_id: None for an address that no account has.  detail: at most 120 characters, addresses masked.
    """
    db.session.add(
        SecurityEvent(
            user_id=user_id, kind=kind.value, detail=detail, ip=origin.address, user_agent=origin.user_agent
        )
    )
