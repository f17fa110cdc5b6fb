"""The history of an account's safety, for its owner and for administrators. Nothing secret is ever in it."""

import enum

from clubinterview.auth.models import SecurityEvent
from clubinterview.auth.origin import Origin
from clubinterview.extensions import db


class Event(enum.StrEnum):
    """What happened. Each has its words in auth.event_words, by which pages show it."""

    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "sign-in failed"
    SIGNED_OUT = "signed out"
    PASSWORD_CHANGED = "password changed"  # noqa: S105 - the name of an event
    PASSWORD_RESET = "password reset"  # noqa: S105


def note_event(kind: Event, *, user_id: int | None, origin: Origin, detail: str = "") -> None:
    """Add to the history, in the present transaction.

    user_id: None for an address that no account has.  detail: at most 120 characters, addresses masked.
    """
    db.session.add(
        SecurityEvent(
            user_id=user_id, kind=kind.value, detail=detail, ip=origin.address, user_agent=origin.user_agent
        )
    )
