"""Pages by keyset in one statement: the ids of the page from a covering index, joined to their rows."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select

from clubinterview.core.pagination import PAGE_SIZE, Cursor, Page

Row = TypeVar("Row")


def ids_of_page(query: Select[Any], id_column: Any, cursor: Cursor, size: int = PAGE_SIZE) -> Select[Any]:
    """Return the select of a page's ids and one more, by which `page_of` knows if there is another page.

    query: a select of `id_column`, with its filters but without order and limit.
    """
    if cursor.before is not None:
        return query.where(id_column > cursor.before).order_by(id_column).limit(size + 1)
    if cursor.after is not None:
        query = query.where(id_column < cursor.after)
    return query.order_by(id_column.desc()).limit(size + 1)


def page_of(
    rows: Sequence[Row],
    cursor: Cursor,
    url: Callable[..., str],
    key: Callable[[Row], int],
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """Return the page that the rows of `ids_of_page`, newest first, are.

    url: makes an address from the keyword `before` or `after`.  key: the id of a row.
    """
    full = len(rows) > size
    if cursor.before is not None:
        rows, newer, older = rows[-size:], full, True
    else:
        rows, newer, older = rows[:size], cursor.after is not None, full
    return Page(
        rows,
        url(before=key(rows[0])) if rows and newer else None,
        url(after=key(rows[-1])) if rows and older else None,
    )
