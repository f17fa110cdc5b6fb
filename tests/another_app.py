"""A second application with other settings, beside the one of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from clubinterview.app import create_app
from clubinterview.core.limits import limits
from clubinterview.extensions import db, model_tasks, redis_store, tasks


@contextmanager
def another_app(app: Flask, **settings: Any) -> Iterator[Flask]:
    """Make an application like `app` but for some settings; afterwards the extensions belong to `app` again.

    Errors end in pages, as they do for people, instead of in the test.
    """
    other = create_app(
        {**app.config, "SQLALCHEMY_ENGINE_OPTIONS": {}, "PROPAGATE_EXCEPTIONS": False, **settings}
    )
    try:
        yield other
    finally:
        with other.app_context():
            db.engine.dispose()
        for extension in (redis_store, limits, tasks, model_tasks):
            extension.init_app(app)
