"""Pages by keyset: a page begins beside a row of the page before it, so that its cost does not grow.

The ids of a page come from an index and are joined to their rows, all in one statement.
"""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from flask import abort
from sqlalchemy import ColumnElement, FromClause, Select, and_, or_

from clubinterview.core.database import LARGEST_ID
from clubinterview.core.fields import unstorable
from clubinterview.extensions import db

PAGE_SIZE = 50
LONGEST_TEXT = 250

POSITION = re.compile(r"(?:(?P<value>.*)~)?(?P<id>[0-9]{1,10})", re.DOTALL)

Item = TypeVar("Item")
Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Notation:
    """How the values that a list is sorted by are written in an address; never as nothing, which is NULL.

    read: is given what the whole pattern matches, and raises ValueError for what is still not a value.
    """

    pattern: re.Pattern[str]
    read: Callable[[str], Any]
    write: Callable[[Any], str]

    def value_of(self, text: str) -> Any:
        """Return the value that was written. Raises ValueError."""
        if not self.pattern.fullmatch(text):
            raise ValueError("no value of this list")
        return self.read(text)


def _text_of(text: str) -> str:
    if unstorable(text):
        raise ValueError("no text of a column")
    return text[1:]


# The mark before a text distinguishes an empty one from NULL.
TEXT = Notation(re.compile(rf"'.{{0,{LONGEST_TEXT}}}", re.DOTALL), _text_of, "'{}".format)
TIME = Notation(
    re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?\+00:00"),
    datetime.fromisoformat,
    datetime.isoformat,
)


@dataclass(frozen=True)
class Position:
    """Where a row stands in a list.  value: what the list is sorted by first; None for NULL, or when ids alone sort."""

    id: int
    value: Any = None


@dataclass(frozen=True)
class Order:
    """How a list is sorted: by a column and then by id, or by id alone; the greatest first unless ascending.

    id, value: columns.  has_nulls: whether the value may be NULL; such rows come last either way. One index does not
    answer that in order: a long list reads the rows with and without a value each from an index, as the ranking does.
    notation: of the value in addresses. Without one they have the id alone, and the reader finds the value by it.
    """

    id: Any
    value: Any = None
    is_ascending: bool = False
    has_nulls: bool = False
    notation: Notation | None = None

    def on(self, positions: FromClause) -> "Order":
        """Return the same order for a table whose first two columns are the id and the value."""
        return replace(self, id=positions.c[0], value=None if self.value is None else positions.c[1])

    def columns(self, *, backwards: bool = False) -> list[ColumnElement[Any]]:
        """Return what to sort by: from the first row to the last, or `backwards`.

        MariaDB and SQLite take NULL as the least, so a descending index already has it last.
        """
        up = self.is_ascending != backwards
        columns = [self.id] if self.value is None else [self.value, self.id]
        by = [column.asc() if up else column.desc() for column in columns]
        if self.has_nulls and self.is_ascending:
            is_null = self.value.is_(None)
            by.insert(0, is_null.desc() if backwards else is_null.asc())
        return by

    def beyond(self, position: Position, *, backwards: bool = False) -> ColumnElement[bool]:
        """Return the condition of the rows that follow a position, or those before it.

        It is said so that both databases enter an index of the value and the id at the position: MariaDB just there,
        since each part after OR is a range, and SQLite at the value, since there is one range before them.
        """
        up = self.is_ascending != backwards
        past, reached = (operator.gt, operator.ge) if up else (operator.lt, operator.le)
        id_is_past: ColumnElement[bool] = past(self.id, position.id)
        if self.value is None:
            return id_is_past
        if position.value is None:
            is_null = self.value.is_(None)
            return or_(self.value.is_not(None), id_is_past) if backwards else and_(is_null, id_is_past)
        is_tied = and_(self.value == position.value, id_is_past)
        found = and_(reached(self.value, position.value), or_(past(self.value, position.value), is_tied))
        return or_(found, self.value.is_(None)) if self.has_nulls and not backwards else found

    def read(self, text: str | None) -> Position | None:
        """Read what `write` writes, as 17, 4.20~17, or ~17 for NULL. Anything else answers 404."""
        if text is None:
            return None
        found = POSITION.fullmatch(text)
        if found is None or not 0 < int(found["id"]) <= LARGEST_ID:
            abort(404)
        try:
            return Position(int(found["id"]), self._value_of(found["value"]))
        except ValueError:
            abort(404)

    def _value_of(self, text: str | None) -> Any:
        if (text is None) != (self.notation is None) or (text == "" and not self.has_nulls):
            raise ValueError("no position in this list")
        return self.notation.value_of(text) if self.notation and text else None

    def write(self, position: Position) -> str:
        """Return the position as an address says it."""
        if self.notation is None:
            return str(position.id)
        return f"{'' if position.value is None else self.notation.write(position.value)}~{position.id}"


NEWEST_FIRST = Order(id=None)  # of any table: of the ids that a page is made from


@dataclass(frozen=True)
class Cursor:
    """Where a page lies: after a row's position, or before one; at the top when both are None. `before` comes first."""

    after: Position | None = None
    before: Position | None = None

    @classmethod
    def from_arguments(cls, arguments: Any, order: Order = NEWEST_FIRST) -> "Cursor":
        """Read `?after=` or `?before=`. Anything that cannot be a position answers 404."""
        return cls(order.read(arguments.get("after")), order.read(arguments.get("before")))

    @property
    def position(self) -> Position | None:
        return self.before or self.after

    @property
    def is_backwards(self) -> bool:
        return self.before is not None


TOP = Cursor()


@dataclass
class Page(Generic[Item]):
    """One page of a list, and what is beside it (None when there is no such page).

    before, after: the positions of the first and the last row, as an address says them.  previous_url, next_url: the
    addresses of the pages there.
    """

    items: Sequence[Item]
    before: str | None = None
    after: str | None = None
    previous_url: str | None = None
    next_url: str | None = None

    def with_urls(self, url: Callable[..., str]) -> "Page[Item]":
        """Return the page with the addresses beside it.  url: makes one from the keyword `before` or `after`."""
        return replace(
            self,
            previous_url=url(before=self.before) if self.before else None,
            next_url=url(after=self.after) if self.after else None,
        )


def page_of(
    rows: Query,
    ids: Select[Any],
    cursor: Cursor,
    order: Order = NEWEST_FIRST,
    size: int = PAGE_SIZE,
) -> Page[Any]:
    """Return the page of a list that lies at the cursor. One statement.

    rows: a select of the listed model, which may have more columns beside it (an item is a tuple then), without
    filters and order.  ids: a select of the ids alone, with the filters but without order and limit.
    """
    return page_at(rows, ids_of_page(ids, cursor, order, size), cursor, order, size)


def ids_of_page(
    ids: Select[Any], cursor: Cursor, order: Order = NEWEST_FIRST, size: int = PAGE_SIZE
) -> Select[Any]:
    """Return the select of a page's ids, with their values if there are, and one more row for `page_at`."""
    order = replace(order, id=ids.selected_columns[0]) if order.id is None else order
    if order.value is not None:
        ids = ids.add_columns(order.value)
    if cursor.position is not None:
        ids = ids.where(order.beyond(cursor.position, backwards=cursor.is_backwards))
    return ids.order_by(*order.columns(backwards=cursor.is_backwards)).limit(size + 1)


def page_at(rows: Query, positions: Query, cursor: Cursor, order: Order, size: int = PAGE_SIZE) -> Page[Any]:
    """Return the page whose positions are known. One statement.

    rows: as `page_of` takes them.  positions: a select as `ids_of_page` makes it, of one more than the page shows: by
    that it is known whether there is a page on the far side; on the side that the cursor came from there is.
    """
    shown, width = positions.subquery(), len(rows.column_descriptions)
    model = rows.column_descriptions[0]["entity"]
    statement = rows.join(shown, shown.c[0] == model.id).add_columns(*shown.c)
    found = db.session.execute(statement.order_by(*order.on(shown).columns())).unique().all()
    is_full = len(found) > size
    if cursor.is_backwards:
        found, newer, older = found[-size:], is_full, True
    else:
        found, newer, older = found[:size], cursor.after is not None, is_full
    return Page(
        [row[0] if width == 1 else row[:width] for row in found],
        order.write(Position(*found[0][width:])) if found and newer else None,
        order.write(Position(*found[-1][width:])) if found and older else None,
    )
