"""Password hashes: bcrypt over a keyed hash, a bounded number at a time, so that other pages keep answering."""

import base64
import hashlib
import hmac
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import bcrypt
from flask import current_app
from flask_babel import lazy_gettext as _l

from clubinterview.core.errors import Busy
from clubinterview.core.transaction import release_connection

RETRY_SECONDS = 3


class Gate:
    """Lets a few threads through at a time, has a few more wait for a while, and turns the others away."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running = self._waiting = 0

    @contextmanager
    def passage(self, *, at_once: int, queue: int, seconds: float) -> Iterator[None]:
        """Hold one of `at_once` places. Raises Busy when `queue` threads wait already, or after `seconds`."""
        with self._changed:
            if self._running >= at_once:
                self._wait(at_once, queue, seconds)
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify()

    def _wait(self, at_once: int, queue: int, seconds: float) -> None:
        if self._waiting >= queue:
            raise _busy()
        self._waiting += 1
        try:
            if not self._changed.wait_for(lambda: self._running < at_once, seconds):
                raise _busy()
        finally:
            self._waiting -= 1


def _busy() -> Busy:
    return Busy(
        _l("Many people are signing in at this moment. Please try again in a few seconds."),
        retry_after=RETRY_SECONDS,
    )


gate = Gate()  # of this process, as its share of the cores is


def normalise_password(password: str) -> str:
    """Return the password as it is measured, compared and hashed: NFKC, so that keyboards do not matter."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Return the bcrypt hash of a password, at the cost of the settings. Raises Busy.

    The keyed hash before it takes text of any length and any character, where bcrypt ends at 72 bytes or at NUL,
    and without the pepper a stolen table is of no use. The database connection is given back first: never call
    this inside a transaction.
    """
    salt = bcrypt.gensalt(current_app.config["BCRYPT_COST"])
    return _bcrypt(password, salt).decode("ascii")


def password_matches(password: str, stored: str | None) -> bool:
    """Whether the password belongs to the stored hash. Raises Busy. Never call this inside a transaction.

    stored: None where there is nothing to compare with; that takes the same time, and never matches.
    """
    wanted = stored or f"$2b${current_app.config['BCRYPT_COST']:02d}${'.' * 53}"
    found = _bcrypt(password, wanted.encode("ascii"))
    return hmac.compare_digest(found, wanted.encode("ascii")) and stored is not None


def needs_renewal(stored: str) -> bool:
    """Whether the hash was made at a lower cost than the settings ask for."""
    return int(stored.split("$")[2]) < current_app.config["BCRYPT_COST"]


def _bcrypt(password: str, salt: bytes) -> bytes:
    settings = current_app.config
    pepper = settings["PASSWORD_PEPPER"].encode()
    keyed = hmac.new(pepper, normalise_password(password).encode(), hashlib.sha256).digest()
    release_connection()
    with gate.passage(
        at_once=settings["BCRYPT_AT_ONCE"],
        queue=settings["BCRYPT_QUEUE"],
        seconds=settings["BCRYPT_WAIT_SECONDS"],
    ):
        return bcrypt.hashpw(base64.b64encode(keyed), salt)
