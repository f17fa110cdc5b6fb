"""Keyed hashes, so that what must be recognised later need not be stored as it is."""

import hashlib
import hmac

from flask import current_app


def keyed_hash(purpose: str, value: str) -> str:
    """Return a hex HMAC-SHA-256 of `value` under the secret key; equal values differ between purposes."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()
