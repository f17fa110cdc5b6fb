"""Transactions: begun and ended here and nowhere else."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog
from sqlalchemy import ColumnElement, Delete, Update, select
from sqlalchemy.exc import DBAPIError

from clubinterview.extensions import db

log = structlog.get_logger(__name__)

TRIES = 3
MYSQL_LOCK_WAIT_TIMEOUT = 1205
MYSQL_DEADLOCK = 1213
MYSQL_NO_SAVEPOINT = 1305  # a deadlock inside a savepoint took the whole transaction, the savepoint with it

Row = TypeVar("Row")
Result = TypeVar("Result")


@contextmanager
def transaction() -> Iterator[None]:
    """Run the verbs inside as one transaction: all of it is written, or none.

    What was read before is let go first, so that the reads inside see the present; SQLite takes its write
    lock at once. Calls given to `after_commit` run when, and only when, everything has been written.
    """
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside of a transaction")
    session.commit()  # ends the reading before; loaded objects stay usable
    session.info["after_commit"] = []
    session.connection(execution_options={"begin_immediate": True})
    try:
        yield
        session.commit()
    except BaseException:
        session.info["after_commit"] = []
        session.rollback()
        raise
    calls, session.info["after_commit"] = session.info["after_commit"], []
    for call in calls:
        try:
            call()
        except Exception:  # noqa: BLE001 - what was committed stands, whatever the follow-up does
            log.exception("after_commit call failed")


def after_commit(call: Callable[[], Any]) -> None:
    """Let `call` run when the present transaction is committed; a failure there is logged, not raised.

    The same call asked for twice runs once: a thousand mails in one transaction wake the worker once.
    """
    calls = db.session().info.setdefault("after_commit", [])
    if call not in calls:
        calls.append(call)


def in_transaction(work: Callable[[], Result]) -> Result:
    """Run `work` in one transaction and try again, up to three times, when the database breaks a deadlock.

    For verbs that lock rows which many people want at the same time. `work` must load what it changes.
    """
    for attempt in range(1, TRIES + 1):
        try:
            with transaction():
                return work()
        except DBAPIError as error:
            if attempt == TRIES or not is_lock_conflict(error):
                raise
    raise AssertionError("unreachable")


def release_connection() -> None:
    """Give the database connection back before slow work. What was loaded stays usable; not inside a transaction."""
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside of a transaction")
    session.commit()


def is_lock_conflict(error: DBAPIError) -> bool:
    """Whether the database gave up on this transaction only because of another one's locks."""
    code = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return code in {MYSQL_LOCK_WAIT_TIMEOUT, MYSQL_DEADLOCK, MYSQL_NO_SAVEPOINT}


def lock(model: type[Row], row_id: int, *, shared: bool = False) -> Row | None:
    """Return the row locked FOR UPDATE and freshly read, or None.

    shared: for a row that is only referred to: several may hold it, and no one changes or deletes it meanwhile.
    """
    how: Any = {"read": True} if shared else True
    return db.session.get(model, row_id, with_for_update=how, populate_existing=True)


def lock_all(model: type[Row], ids: Iterable[int], *conditions: ColumnElement[bool]) -> dict[int, Row]:
    """Return the rows by id, locked FOR UPDATE in the order of their ids and freshly read. One statement.

    ids: in any order; an id that has no row is left out.  conditions: what a row has to meet besides, when its lock is
    had. Where several rows of a table are locked it is always in this order, so that no two wait for each other.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    row_id: Any = model.id  # type: ignore[attr-defined]
    rows: Any = db.session.scalars(
        select(model)
        .where(row_id.in_(wanted), *conditions)
        .order_by(row_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def change_rows(statement: Update | Delete) -> int:
    """Run an UPDATE or DELETE and return how many rows it changed.

    What the session has loaded of them stays as it was read: looking for it would cost another statement.
    """
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
