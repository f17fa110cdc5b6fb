"""Keyed hashes, so that what must be recognised later need not be stored as it is; and sealing of what must be read."""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

NONCE_BYTES = 12


class CannotUnseal(ValueError):
    """The text was sealed for something else, by a key that is not there, or is damaged."""


def keyed_hash(purpose: str, value: str) -> str:
    """Return a hex HMAC-SHA-256 of `value` under the secret key; equal values differ between purposes."""
    return _hmac(current_app.config["SECRET_KEY"], purpose, value)


def blind_index(purpose: str, value: str) -> str:
    """Return a hex HMAC-SHA-256 of `value` under a key that outlives the others, for finding sealed values."""
    return _hmac(current_app.config["NUMBER_INDEX_KEY"], purpose, value)


def seal(text: str, *, for_what: str) -> str:
    """Return the text encrypted and authenticated by AES-256-GCM, as "<key id>.<base64>".

    for_what: what it belongs to, as "identity number of 17"; unsealing needs the same words, so that a sealed
    text is worth nothing in another row.
    """
    key_id = next(iter(current_app.config["NUMBER_KEYS"]))
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = _cipher(key_id).encrypt(nonce, text.encode(), f"{key_id} {for_what}".encode())
    return f"{key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode('ascii')}"


def unseal(sealed: str, *, for_what: str) -> str:
    """Return what `seal` was given. Raises CannotUnseal."""
    key_id, _, encoded = sealed.partition(".")
    try:
        raw = base64.urlsafe_b64decode(encoded)
        text = _cipher(key_id).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], f"{key_id} {for_what}".encode())
    except (InvalidTag, KeyError, ValueError) as error:
        raise CannotUnseal(for_what) from error
    return text.decode()


def is_sealed_by_present_key(sealed: str) -> bool:
    """Whether the text need not be sealed again when the keys rotate."""
    return bool(sealed.partition(".")[0] == next(iter(current_app.config["NUMBER_KEYS"])))


def _hmac(key: str, purpose: str, value: str) -> str:
    return hmac.new(key.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def _cipher(key_id: str) -> AESGCM:
    return AESGCM(current_app.config["NUMBER_KEYS"][key_id])
