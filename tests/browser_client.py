"""A test browser: keeps cookies, sends the CSRF token as a person's browser would, and can be somebody."""

import re
import time
from dataclasses import dataclass
from typing import Any, Self

from flask import Flask, has_app_context, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import inspect
from werkzeug.test import TestResponse

from clubinterview.auth.models import User
from clubinterview.auth.sessions import sign_in
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db

TOKEN_SECONDS = 600  # a sixth of how long a token is good for
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Token:
    """A CSRF token, the cookie of its session, and when it was made."""

    sid: str | None
    value: str
    made_at: float

    def is_good_in(self, sid: str | None) -> bool:
        return self.sid == sid and abs(time.time() - self.made_at) < TOKEN_SECONDS


class BrowserClient(FlaskClient):
    """`get` and `post` as Flask's client; `submit` posts a form with a token taken from a page of the site."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, app.response_class, use_cookies=True)
        self._shown: Token | None = None

    def as_user(self, user: User) -> Self:
        """Sign `user` in without a password and return this browser."""
        app = self.application
        with app.app_context(), app.test_request_context("/", headers={"User-Agent": "test browser"}):
            with transaction():
                sign_in(db.session.get_one(User, user.id), now=utcnow())
            token = generate_csrf()
            app.session_interface.save_session(app, session, app.response_class())
            sid = session.sid
        self.set_cookie(app.config["SESSION_COOKIE_NAME"], sid)
        self._shown = Token(sid, token, time.time())
        return self

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request in an application context of its own, as a server does.

        Without it a request would meet the user, token and rows of the one before in the test's own context.
        """
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        _read_anew()
        return response

    def token(self, path: str = "") -> str:
        """Return a CSRF token of this browser's session, as a page of the site shows it.

        Without a path it is the one of the form that was open already, while the session is the same.
        """
        if not path and self._shown and self._shown.is_good_in(self._sid()):
            return self._shown.value
        path = path or "/preferences"
        found = TOKEN.search(self.get(path).text)
        assert found, f"{path} draws no CSRF token"
        self._shown = Token(self._sid(), found.group(1), time.time())
        return self._shown.value

    def _sid(self) -> str | None:
        cookie = self.get_cookie(self.application.config["SESSION_COOKIE_NAME"])
        return cookie.value if cookie else None

    def submit(self, path: str, fields: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Post `fields` to `path` with a CSRF token."""
        return self.post(path, data={"csrf_token": self.token(), **(fields or {})}, **kwargs)


def _read_anew() -> None:
    """Let the rows that the test holds show what the request has written. Loaded relationships stay."""
    if not has_app_context():
        return
    db.session.commit()
    for row in db.session:
        db.session.expire(row, [column.key for column in inspect(type(row)).column_attrs])
