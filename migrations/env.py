"""Runs the migrations of `versions/` on the application's database."""

from alembic import context
from flask import current_app

from clubinterview.core.database import UTCDateTime
from clubinterview.extensions import db

target = db.metadata


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """Name our own column type shortly in generated migrations."""
    if kind == "type" and isinstance(item, UTCDateTime):
        autogen_context.imports.add("from clubinterview.core.database import UTCDateTime")
        return "UTCDateTime()"
    return False


def run_migrations() -> None:
    """Migrate in one connection; batch mode, because SQLite cannot alter most things in place."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target,
            compare_server_default=True,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run_migrations()
