"""The parameters of messages as their rows store them: texts and numbers, times, and what is sealed."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from clubinterview.core.crypto import seal, unseal
from clubinterview.core.formats import moment
from clubinterview.core.language import Phrase
from clubinterview.messaging.kinds import Kind

# A text, a count, {"at": …} for a time, {"phrase": …} for a text of the catalogue, or {"sealed": …}.
Stored = str | int | dict[str, str]


def stored(parameters: Mapping[str, Any]) -> dict[str, Stored]:
    """Return parameters as JSON stores them. Raises TypeError, and ValueError for a time without a zone."""
    return {name: _stored(value) for name, value in parameters.items()}


def shown(parameters: dict[str, Stored]) -> dict[str, str | int]:
    """Return stored parameters as the present reader sees them: phrases and times in their language and zone.

    What is sealed is left out.
    """
    return {name: _shown(value) for name, value in parameters.items() if not _is_sealed(value)}


def sealed(parameters: dict[str, Stored], kind: Kind, *, row: str) -> dict[str, Stored]:
    """Return stored parameters with those that the kind calls secret sealed for one row of the outbox.

    row: its dedupe key, which is its own, never changes, and is known before the row is written.
    """
    return {
        name: {"sealed": seal(str(value), for_what=_seal_name(row, name))} if name in kind.secret else value
        for name, value in parameters.items()
    }


def unsealed(parameters: dict[str, Stored], *, row: str) -> dict[str, Stored]:
    """Return what `sealed` was given. Raises CannotUnseal."""
    return {
        name: unseal(value["sealed"], for_what=_seal_name(row, name))
        if isinstance(value, dict) and _is_sealed(value)
        else value
        for name, value in parameters.items()
    }


def _stored(value: Any) -> Stored:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be told")
        return {"at": value.isoformat()}
    if isinstance(value, Phrase):
        return {"phrase": str(value)}
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise TypeError(f"a message's parameter cannot be a {type(value).__name__}")
    return value if isinstance(value, int) else str(value)


def _shown(value: Stored) -> str | int:
    if not isinstance(value, dict):
        return value
    return (
        Phrase(value["phrase"]).translated()
        if "phrase" in value
        else moment(datetime.fromisoformat(value["at"]))
    )


def _is_sealed(value: Stored) -> bool:
    return isinstance(value, dict) and "sealed" in value


def _seal_name(row: str, name: str) -> str:
    return f"outbox_message.parameters {name} of {row}"
