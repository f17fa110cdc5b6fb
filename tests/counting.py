"""Counts what a block of code asks of the database and of Redis."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import redis
import redis.client
from sqlalchemy import event

from clubinterview.extensions import db

READING = ("SELECT", "WITH")
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@dataclass
class Count:
    """What was asked so far: `sql` statements and `redis` commands, and each of them in order."""

    statements: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    @property
    def sql(self) -> int:
        return len(self.statements)

    @property
    def redis(self) -> int:
        return len(self.commands)

    @property
    def written(self) -> list[str]:
        """The statements that change rows."""
        return [statement for statement in self.statements if statement.startswith(WRITING)]


@contextmanager
def counted() -> Iterator[Count]:
    """Count within the block, for all threads: `with counted() as count: …; count.sql, count.redis`.

    Beginnings and ends of transactions and settings of connections are left out; a Lua script is one command.
    """
    count = Count()

    def note_statement(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith((*READING, *WRITING)):
            count.statements.append(statement.lstrip())

    def noting(original: Any) -> Any:
        def execute_command(client: Any, *args: Any, **options: Any) -> Any:
            count.commands.append(" ".join(str(word) for word in args[:2]))
            return original(client, *args, **options)

        return execute_command

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note_statement)
    try:
        with (
            mock.patch.object(redis.Redis, "execute_command", noting(redis.Redis.execute_command)),
            mock.patch.object(
                redis.client.Pipeline, "execute_command", noting(redis.client.Pipeline.execute_command)
            ),
        ):
            yield count
    finally:
        event.remove(engine, "before_cursor_execute", note_statement)
