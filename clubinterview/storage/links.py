"""Signed links to files: anyone who was shown one may open it, for five minutes."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

LINK_SECONDS = 300


def sign(key: str) -> str:
    """Return a token that opens the file of a key for five minutes."""
    return _serializer().dumps(key)


def key_of(token: str) -> str | None:
    """Return the key of a token from `sign`; None when it is over or not ours."""
    try:
        key = _serializer().loads(token, max_age=LINK_SECONDS)
    except BadSignature:
        return None
    return key if isinstance(key, str) else None


def _serializer() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="file")
