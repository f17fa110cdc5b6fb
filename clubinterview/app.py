"""The application factory. `wiring.py` knows the features that it is made of."""

from typing import Any

from flask import Flask

from clubinterview import wiring
from clubinterview.auth import sessions as auth_sessions
from clubinterview.config import INSTANCE, PACKAGE, load_settings
from clubinterview.core import error_pages, formats, language, logs, static, web
from clubinterview.core.database import engine_options, prepare_engine
from clubinterview.core.limits import limits
from clubinterview.core.session_store import RedisSessions
from clubinterview.extensions import csrf, db, login_manager, mail, migrate, model_tasks, redis_store, tasks
from clubinterview.storage import links


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Return the application: settings, extensions, checks around every request, features, commands.

    overrides: settings that win over the environment's, for tests.
    """
    app = Flask("clubinterview", instance_path=str(INSTANCE), static_folder=None)
    app.config.from_mapping(load_settings(INSTANCE))
    app.config.from_mapping(overrides or {})
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        **engine_options(app.config["SQLALCHEMY_DATABASE_URI"]),
        **app.config["SQLALCHEMY_ENGINE_OPTIONS"],
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    logs.init_app(app)
    _bind_extensions(app)
    language.init_app(app)
    formats.init_app(app)
    app.add_template_filter(links.sign, "signed")
    error_pages.init_app(app)
    wiring.init_app(app)
    static.init_app(app, PACKAGE / "static")
    return app


def _bind_extensions(app: Flask) -> None:
    """Bind the extensions, in the order in which requests meet them."""
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    migrate.init_app(app, directory=str(PACKAGE.parent / "migrations"))
    redis_store.init_app(app)
    limits.init_app(app)
    tasks.init_app(app)
    model_tasks.init_app(app)
    mail.init_app(app)
    app.session_interface = RedisSessions(app, redis_store.client)
    web.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    login_manager.session_protection = None
    login_manager.user_loader(auth_sessions.load_user)
    app.before_request(auth_sessions.guard)
