"""What somebody else does between what a request has read and what it writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Executable, event
from sqlalchemy.exc import OperationalError

from clubinterview.extensions import db


@contextmanager
def when_writing_begins(*statements: Executable) -> Iterator[None]:
    """Let the statements run once, as the first thing in the next transaction that writes."""
    waiting = list(statements)

    def run(connection: Any) -> None:
        if connection.get_execution_options().get("begin_immediate"):
            while waiting:
                connection.execute(waiting.pop(0))

    event.listen(db.engine, "begin", run)
    try:
        yield
        assert not waiting, "nothing was written"
    finally:
        event.remove(db.engine, "begin", run)


@contextmanager
def just_before(beginning: str, *statements: Executable) -> Iterator[None]:
    """Let the statements run once, before the next statement that begins so, as "INSERT INTO school "."""
    waiting = list(statements)

    def run(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if waiting and statement.startswith(beginning):
            due = waiting[:]
            waiting.clear()
            for one in due:
                connection.execute(one)

    event.listen(db.engine, "before_cursor_execute", run)
    try:
        yield
        assert not waiting, "no such statement was run"
    finally:
        event.remove(db.engine, "before_cursor_execute", run)


@contextmanager
def answer_to_commit_lost() -> Iterator[None]:
    """Let the next transaction that writes be committed, and its connection break before the answer arrives."""
    lost = []

    def run(connection: Any) -> None:
        if not lost and connection.get_execution_options().get("begin_immediate"):
            lost.append(connection)
            connection.connection.dbapi_connection.commit()
            raise OperationalError("COMMIT", {}, Exception(2013, "Lost connection during query"))

    event.listen(db.engine, "commit", run)
    try:
        yield
        assert lost, "nothing was written"
    finally:
        event.remove(db.engine, "commit", run)
