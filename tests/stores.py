"""The database and the Redis of a test: emptied, and put back to how they were."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    String,
    Table,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    text,
    union_all,
)

from clubinterview.extensions import db, redis_store


@dataclass(frozen=True)
class Saved:
    """What the stores held at one moment.

    rows: each table's, as the driver gives them.  keys: of each key its milliseconds to live (0 for ever) and its
    value as Redis dumps it.  marks: `marks()` of that moment.
    """

    rows: dict[str, list[dict[str, Any]]]
    keys: dict[bytes, tuple[int, bytes]]
    marks: dict[str, tuple[int, str | None]]


def empty_stores() -> None:
    """Delete all rows and all keys, and forget what the session holds."""
    db.session.rollback()
    db.session.remove()
    with db.engine.connect() as connection:
        filled = filled_tables(connection)
    if filled:
        with db.engine.begin() as connection:
            _empty(connection, filled)
    redis_store.client.flushdb()


def filled_tables(connection: Connection) -> set[str]:
    """Return the names of the tables that hold rows, asked in one statement.

    The database itself is asked, so it does not matter who has written: another connection, a thread, or a process
    that a test has started.
    """
    return set(connection.scalars(_which_are_filled()))


def save_stores() -> Saved:
    """Return all rows and all keys."""
    db.session.remove()
    with db.engine.connect() as connection:
        filled = filled_tables(connection)
        rows = {name: _rows(connection, name) for name in filled}
        marked = marks(connection)
    client = redis_store.client
    keys = {key: (max(client.pttl(key), 0), client.dump(key)) for key in client.scan_iter()}
    return Saved(rows, keys, marked)


def rounds(times: int) -> Iterator[int]:
    """Give the number of each round; every round begins with the rows and keys that the first began with.

    A test's rows are let go of: what it holds of them are the values that were loaded.
    """
    saved = save_stores()
    for number in range(times):
        if number:
            restore_rows(saved)
            restore_keys(saved)
        yield number


def restore_rows(saved: Saved) -> None:
    """Let the tables hold what was saved and nothing else."""
    db.session.remove()
    with db.engine.begin() as connection:
        _empty(connection, filled_tables(connection))
        for table in db.metadata.sorted_tables:
            if rows := saved.rows.get(table.name):
                quote = connection.dialect.identifier_preparer.quote
                columns = ", ".join(quote(name) for name in rows[0])
                values = ", ".join(f":{name}" for name in rows[0])
                insertion = f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({values})"  # noqa: S608 - our names
                connection.execute(text(insertion), rows)


def restore_keys(saved: Saved) -> None:
    """Let Redis hold what was saved and nothing else."""
    with redis_store.client.pipeline(transaction=False) as pipeline:
        pipeline.flushdb()
        for key, (milliseconds, value) in saved.keys.items():
            pipeline.restore(key, milliseconds, value)
        pipeline.execute()


def marks(connection: Connection) -> dict[str, tuple[int, str | None]]:
    """Return of each table how many rows it holds and when one was last changed: equal while nothing was written."""
    return {name: (total, last) for name, total, last in connection.execute(_how_much_and_when())}


def changed_tables(saved: Saved) -> set[str]:
    """Return the tables that were written since."""
    db.session.remove()
    with db.engine.connect() as connection:
        now = marks(connection)
    return {name for name, mark in now.items() if mark != saved.marks[name]}


def _rows(connection: Connection, name: str) -> list[dict[str, Any]]:
    quote = connection.dialect.identifier_preparer.quote
    return [
        dict(row)
        for row in connection.execute(text(f"SELECT * FROM {quote(name)}")).mappings()  # noqa: S608 - our names
    ]


def _empty(connection: Connection, names: Iterable[str]) -> None:
    for table in reversed(db.metadata.sorted_tables):
        if table.name in names:
            for column in _columns_to_itself(table):
                connection.execute(table.update().values({column: None}))
            connection.execute(table.delete())


def _columns_to_itself(table: Table) -> list[str]:
    """Return the columns to set to NULL first: MySQL deletes row by row, whatever rows of the same table refer to."""
    return [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]


@cache
def _which_are_filled() -> CompoundSelect[tuple[str]]:
    return union_all(
        *(
            select(literal(table.name)).where(exists(select(1).select_from(table)))
            for table in db.metadata.sorted_tables
        )
    )


@cache
def _how_much_and_when() -> CompoundSelect[tuple[str, int, str | None]]:
    return union_all(
        *(
            select(
                literal(table.name),
                func.count(),
                cast(func.max(table.c.updated_at), String(40)) if "updated_at" in table.c else null(),
            ).select_from(table)
            for table in db.metadata.sorted_tables
        )
    )
