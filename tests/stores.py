"""The database and the Redis of a test, emptied."""

from clubinterview.extensions import db, redis_store


def empty_stores() -> None:
    """Delete all rows and all keys, and forget what the session holds."""
    db.session.rollback()
    db.session.remove()
    with db.engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
    redis_store.client.flushdb()
