"""Pages by keyset: a page starts after the last row of the one before, so that its cost does not grow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import abort

from clubinterview.extensions import db

PAGE_SIZE = 50
LARGEST_ID = 2**31 - 1

Item = TypeVar("Item")


@dataclass(frozen=True)
class Cursor:
    """Where a page starts: after the row `after`, or before the row `before`; at the top when both are None."""

    after: int | None = None
    before: int | None = None

    @classmethod
    def from_arguments(cls, arguments: Any) -> "Cursor":
        """Read `?after=` or `?before=` (row ids). Anything that cannot be a row id answers 404."""
        return cls(after=_row_id(arguments.get("after")), before=_row_id(arguments.get("before")))


def _row_id(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:12]) <= LARGEST_ID:
        abort(404)
    return int(text)


@dataclass
class Page(Generic[Item]):
    """One page of a list, newest first, and the addresses beside it (None when there is no such page)."""

    items: Sequence[Item]
    previous_url: str | None = None
    next_url: str | None = None
    summary: str = ""


def page_of_ids(
    query: Any, id_column: Any, cursor: Cursor, size: int = PAGE_SIZE
) -> tuple[list[int], bool, bool]:
    """Return (ids newest first, whether newer rows exist, whether older rows exist) for one page.

    query: a select of `id_column` alone, with its filters but without order and limit. One statement.
    The side that the cursor came from is known to have rows; only the other one is looked at.
    """
    if cursor.before is not None:
        ids = list(
            db.session.scalars(query.where(id_column > cursor.before).order_by(id_column).limit(size + 1))
        )
        more = len(ids) > size
        return ids[:size][::-1], more, True
    if cursor.after is not None:
        query = query.where(id_column < cursor.after)
    ids = list(db.session.scalars(query.order_by(id_column.desc()).limit(size + 1)))
    return ids[:size], cursor.after is not None, len(ids) > size


def page_urls(
    ids: list[int], newer: bool, older: bool, url: Callable[..., str]
) -> tuple[str | None, str | None]:
    """Return (previous, next) addresses. url: makes an address from the keyword `before` or `after`."""
    if not ids:
        return None, None
    return (url(before=ids[0]) if newer else None), (url(after=ids[-1]) if older else None)
