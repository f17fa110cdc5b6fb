"""Health, for what watches over the servers: alive at all, and ready to serve. It says no more than that, and the version."""

import redis
from flask import Blueprint, current_app
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from clubinterview import __version__
from clubinterview.core.access import public
from clubinterview.core.web import WebAnswer
from clubinterview.extensions import db

bp = Blueprint("health", __name__, url_prefix="/healthz")

# Each store is asked in at most two steps, connecting and asking, so that both together take less than 2 s.
STEP_SECONDS = 0.45


@bp.get("/live")
@public
def live() -> WebAnswer:
    """The process answers, and says its version. Touches neither session nor store."""
    return _answer(True, version=__version__)


@bp.get("/ready")
@public
def ready() -> WebAnswer:
    """Database and Redis answer, within 2 s, over connections of their own: the pools may be busy and well."""
    return _answer(_database_answers() and _redis_answers())


def _answer(is_well: bool, **more: str) -> WebAnswer:
    answer = {"status": "ok" if is_well else "unavailable", **more}
    return answer, 200 if is_well else 503, {"Cache-Control": "no-store"}


def _database_answers() -> bool:
    deadlines = dict.fromkeys(("connect_timeout", "read_timeout", "write_timeout"), STEP_SECONDS)
    is_sqlite = db.engine.dialect.name == "sqlite"
    engine = create_engine(
        db.engine.url, poolclass=NullPool, connect_args={"timeout": STEP_SECONDS} if is_sqlite else deadlines
    )
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(text("SELECT 1")) == 1)
    except (SQLAlchemyError, OSError):
        return False


def _redis_answers() -> bool:
    client = redis.Redis.from_url(
        current_app.config["REDIS_URL"],
        socket_connect_timeout=STEP_SECONDS,
        socket_timeout=STEP_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
