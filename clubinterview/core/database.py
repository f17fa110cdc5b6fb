"""What every table has, and how the two databases are made to behave alike."""

import enum
import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Engine, Enum, MetaData, Table, TypeDecorator, event
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from clubinterview.core.clock import utcnow

LARGEST_ID = 2**31 - 1  # of a row
PING_AFTER_IDLE_SECONDS = 5

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An instant with microseconds. Refuses naive times on the way in, gives aware UTC on the way out."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name in {"mysql", "mariadb"}:
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def text_enum(kind: type[enum.StrEnum]) -> Enum:
    """Return the column type that stores `kind` by value in a plain VARCHAR(20)."""
    return Enum(
        kind, native_enum=False, length=20, values_callable=lambda members: [m.value for m in members]
    )


class Base(DeclarativeBase):
    """The parent of all models: when a row was made and last changed."""

    metadata = MetaData(naming_convention=NAMING)

    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, sort_order=900)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, onupdate=utcnow, sort_order=901)


@event.listens_for(Table, "after_parent_attach")
def _compare_text_by_its_bytes(table: Table, metadata: MetaData) -> None:
    """MySQL tables hold any character and compare text exactly, as SQLite does."""
    table.dialect_options["mysql"]["charset"] = "utf8mb4"
    table.dialect_options["mysql"]["collate"] = "utf8mb4_bin"
    table.dialect_options["mysql"]["engine"] = "InnoDB"


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine's options for a database address: deadlines, pool and isolation."""
    hidden = {"hide_parameters": True}  # they are people's data, and errors end in the log
    if url.startswith("sqlite"):
        return {**hidden, "connect_args": {"timeout": 5, "check_same_thread": False}}
    return {
        **hidden,
        "isolation_level": "READ COMMITTED",
        "pool_size": 8,
        "max_overflow": 4,
        "pool_timeout": 5,
        "pool_recycle": 600,
        "connect_args": {"charset": "utf8mb4", "connect_timeout": 3, "read_timeout": 10, "write_timeout": 10},
    }


def prepare_engine(engine: Engine) -> None:
    """Attach what each database needs: write locks and foreign keys on SQLite, a ping after idling on MySQL."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "checkin", _record_checkin)
        event.listen(engine, "checkout", _ping_if_idle)


def _set_up_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the begin event below says when a transaction starts
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("begin_immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _record_checkin(connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["idle_since"] = time.monotonic()


def _ping_if_idle(connection: Any, record: ConnectionPoolEntry, proxy: Any) -> None:
    """A ping on each checkout costs a sixth of a small page, so only connections that lay unused get one."""
    if time.monotonic() - record.info.get("idle_since", time.monotonic()) > PING_AFTER_IDLE_SECONDS:
        try:
            connection.ping(reconnect=False)
        except connection.Error as error:
            raise DisconnectionError from error
