"""The extensions, unbound. `create_app` binds them."""

from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from huey import RedisHuey
from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import ConnectionPool
from redis.exceptions import ConnectionError
from redis.retry import Retry

from clubinterview.core.database import Base

REDIS_CONNECT_SECONDS = 0.5
REDIS_OPERATION_SECONDS = 1.0
TASK_READ_SECONDS = 5.0  # longer than the worker's blocking read of one second


def redis_pool(url: str, operation_seconds: float = REDIS_OPERATION_SECONDS) -> ConnectionPool:
    """Return a pool whose operations end in time. The client's own ten retries would hold a page for 20 s.

    A connection that was lost is tried once more; after a silence nothing is, since the command may have been done.
    """
    return ConnectionPool.from_url(
        url,
        socket_connect_timeout=REDIS_CONNECT_SECONDS,
        socket_timeout=operation_seconds,
        retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionError,)),
    )


class RedisStore:
    """The application's Redis client: `redis_store.client` once the application is made."""

    client: Redis

    def init_app(self, app: Flask) -> None:
        self.client = Redis.from_pool(redis_pool(app.config["REDIS_URL"]))


class Tasks(RedisHuey):
    """Background tasks over Redis, bound to the application late, as the other extensions are."""

    app: Flask

    def init_app(self, app: Flask) -> None:
        self.app = app
        self.storage_kwargs["connection_pool"] = redis_pool(app.config["REDIS_URL"], TASK_READ_SECONDS)
        self.storage = self.create_storage()


class TokenOnEveryChange(CSRFProtect):
    """CSRF protection that asks for a token on every change, whatever blueprint or view answers it."""

    def exempt(self, view: Any) -> Any:
        raise RuntimeError("no page is exempt from the CSRF token")


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate(db=db, render_as_batch=True, compare_type=True)
login_manager = LoginManager()
csrf = TokenOnEveryChange()
mail = Mail()
babel = Babel()
redis_store = RedisStore()
tasks = Tasks("clubinterview", results=False)
model_tasks = Tasks("clubinterview-model", results=False)
"""Tasks that may wait for the language model, in a queue of their own: a slow model delays no mail and no score."""
