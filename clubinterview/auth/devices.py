"""Devices that signed in before. They go on signing in undisturbed while a stranger guesses at the account."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from clubinterview.auth.models import User
from clubinterview.core.web import get_cookie, set_cookie

COOKIE = "device"
MOST_ACCOUNTS = 5  # people who share a computer


def is_known_device(user: User) -> bool:
    """Whether this browser carries our signed word that the user signed in with it."""
    return user.id in _accounts()


def remember_device(response: Response, user: User) -> None:
    """Give the browser our signed word that the user signed in with it."""
    accounts = [user.id, *(account for account in _accounts() if account != user.id)]
    set_cookie(
        response,
        COOKIE,
        _serializer().dumps(accounts[:MOST_ACCOUNTS]),
        max_age=current_app.config["KNOWN_DEVICE_SECONDS"],
    )


def _accounts() -> list[int]:
    try:
        accounts: list[int] = _serializer().loads(
            get_cookie(COOKIE) or "", max_age=current_app.config["KNOWN_DEVICE_SECONDS"]
        )
    except BadSignature:
        return []
    return accounts


def _serializer() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="device")
