"""A test browser: keeps cookies, sends the CSRF token as a person's browser would, and can be somebody."""

import re
from typing import Any, Self

from flask import Flask, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clubinterview.auth.models import User
from clubinterview.auth.sessions import sign_in
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class BrowserClient(FlaskClient):
    """`get` and `post` as Flask's client; `submit` posts a form with a token taken from a page of the site."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, app.response_class, use_cookies=True)

    def as_user(self, user: User) -> Self:
        """Sign `user` in without a password and return this browser."""
        app = self.application
        with app.test_request_context("/", headers={"User-Agent": "test browser"}):
            with transaction():
                sign_in(db.session.get_one(User, user.id), now=utcnow())
            app.session_interface.save_session(app, session, app.response_class())
            sid = session.sid
        self.set_cookie(app.config["SESSION_COOKIE_NAME"], sid)
        return self

    def token(self, path: str = "/preferences") -> str:
        """Return a CSRF token of this browser's session, as a page of the site shows it."""
        found = TOKEN.search(self.get(path).text)
        assert found, f"{path} draws no CSRF token"
        return found.group(1)

    def submit(self, path: str, fields: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Post `fields` to `path` with a CSRF token."""
        return self.post(path, data={"csrf_token": self.token(), **(fields or {})}, **kwargs)
