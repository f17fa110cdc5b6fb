"""Runs the migrations of `versions/` on the application's database."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from clubinterview.core.database import UTCDateTime
from clubinterview.extensions import db

target = db.metadata


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """Name our own column type shortly in generated migrations."""
    if kind == "type" and isinstance(item, UTCDateTime):
        autogen_context.imports.add("from clubinterview.core.database import UTCDateTime")
        return "UTCDateTime()"
    return False


def check_keys_later(connection: Connection) -> None:
    """Keep SQLite from taking rows along when a table is made anew; `refuse_loose_ends` looks at them in the end."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")


def refuse_loose_ends(connection: Connection) -> None:
    """Raise RuntimeError when a row of an SQLite database refers to one that is not there."""
    if connection.dialect.name == "sqlite":
        loose = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if loose:
            raise RuntimeError(f"after the migration these rows refer to nothing: {loose[:5]}")


def run_migrations() -> None:
    """Migrate in one connection; batch mode, because SQLite cannot alter most things in place."""
    with db.engine.connect() as connection:
        check_keys_later(connection)
        context.configure(
            connection=connection,
            target_metadata=target,
            compare_server_default=True,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            refuse_loose_ends(connection)
        connection.commit()
        connection.invalidate()  # its foreign keys are not checked


run_migrations()
