"""The database and the Redis of a test, emptied."""

from clubinterview.extensions import db, redis_store


def empty_stores() -> None:
    """Delete all rows and all keys, and forget what the session holds."""
    db.session.rollback()
    db.session.remove()
    with db.engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            for column in table.columns:  # MySQL deletes row by row, whatever rows of the same table refer to
                if any(key.column.table is table for key in column.foreign_keys):
                    connection.execute(table.update().values({column: None}))
            connection.execute(table.delete())
    redis_store.client.flushdb()
