"""Password hashes: bcrypt over a keyed hash, a bounded number at a time, so that other pages still answer."""

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

import bcrypt
from flask import current_app
from flask_babel import lazy_gettext as _l

from clubinterview.core.errors import Busy
from clubinterview.core.transaction import release_connection

RETRY_SECONDS = 3
BCRYPT_BYTES = 72  # what bcrypt itself takes; other systems cut there
# 128 bits of salt leave four bits of its 22nd character over: bcrypt takes none but these, with all four unset.
BCRYPT = re.compile(r"\$2[aby]\$[0-3][0-9]\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}")
SHA256 = re.compile(r"(?:(?P<salt>[^$]{1,40})\$)?(?P<digest>[0-9a-fA-F]{64})")
LONGEST_SALT_BYTES = 99  # in base64, beside the bcrypt hash, they still fit User.password_hash
FOREIGN_BCRYPT, FOREIGN_SHA256 = "bcrypt:", "sha256:"  # how stored hashes of other systems begin


# (working, admitted) of this process, by (at_once, queue), which are settings: threads that hash; those and waiting ones.
_semaphores: dict[tuple[int, int], tuple[BoundedSemaphore, BoundedSemaphore]] = {}


@contextmanager
def bounded(*, at_once: int, queue: int, seconds: float) -> Iterator[None]:
    """Be one of at most `at_once` threads in here. Raises Busy when `queue` threads wait already, or after `seconds`."""
    new = BoundedSemaphore(at_once), BoundedSemaphore(at_once + queue)
    # Of two threads that come first, setdefault gives both the same pair.
    working, admitted = _semaphores.setdefault((at_once, queue), new)
    if not admitted.acquire(blocking=False):
        raise _busy()
    try:
        if not working.acquire(timeout=seconds):
            raise _busy()
        try:
            yield
        finally:
            working.release()
    finally:
        admitted.release()


def _busy() -> Busy:
    return Busy(
        _l("Many people are signing in right now. Try again in a few seconds."),
        retry_after=RETRY_SECONDS,
    )


def normalise_password(password: str) -> str:
    """Return the password as it is measured, compared and hashed: NFKC, so that keyboards do not matter."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Return the bcrypt hash of a password, at the cost of the settings. Raises Busy.

    The keyed hash before it takes text of any length and any character, where bcrypt ends at 72 bytes or at NUL,
    and without the pepper a stolen table is of no use. The database connection is given back first: never call
    this inside a transaction.
    """
    with _turn():
        salt = bcrypt.gensalt(current_app.config["BCRYPT_COST"])
        return bcrypt.hashpw(_keyed(password), salt).decode("ascii")


def password_matches(password: str, stored: str | None) -> bool:
    """Whether the password belongs to the stored hash. Raises Busy. Never call this inside a transaction.

    stored: None where there is nothing to compare with.  Every kind of hash, and none, takes the time of one bcrypt
    at the cost of the settings: a cheaper one is topped up, since a bcrypt of cost c and dummies of costs c, c+1 …
    up to one below ours are together as much work as one of ours.
    """
    secret, wanted = _compared(password, stored)
    ours = current_app.config["BCRYPT_COST"]
    with _turn():
        found = bcrypt.hashpw(secret, wanted.encode("ascii"))
        for cost in range(_cost(wanted), ours):
            bcrypt.hashpw(secret, _dummy(cost).encode("ascii"))
    return hmac.compare_digest(found, wanted.encode("ascii")) and stored is not None


def needs_renewal(stored: str) -> bool:
    """Whether the hash came from elsewhere, or was made at a lower cost than the settings ask for."""
    return not stored.startswith("$2b$") or _cost(stored) < current_app.config["BCRYPT_COST"]


def adopt_bcrypt(foreign: str) -> str:
    """Return how a bcrypt hash of another system is stored, which hashed the password itself.

    Raises ValueError for one that is not a bcrypt hash, or that costs more than ours: checking it would reveal by its
    time that the account exists.
    """
    if not BCRYPT.fullmatch(foreign):
        raise ValueError("not a bcrypt hash")
    if not 4 <= _cost(foreign) <= current_app.config["BCRYPT_COST"]:
        raise ValueError("its cost is higher than this site's")
    return f"{FOREIGN_BCRYPT}{foreign}"


def check_sha256(foreign: str) -> tuple[str, str]:
    """Return (salt, digest) of a SHA-256 hash of another system. Raises ValueError for one that cannot be stored."""
    found = SHA256.fullmatch(foreign)
    if found is None:
        raise ValueError("not a SHA-256 hash")
    salt = found["salt"] or ""
    if len(salt.encode()) > LONGEST_SALT_BYTES:
        raise ValueError(f"its salt is longer than {LONGEST_SALT_BYTES} bytes")
    return salt, found["digest"].lower()


def adopt_sha256(foreign: str) -> str:
    """Return how a SHA-256 hash of another system is stored: inside of one of ours, so that a stolen table is of no help.

    foreign: 64 hex digits of the password, or "salt$" and those of salt and password.  Slow, as every hash of ours;
    in a command only, for the number at once is not bounded. Raises ValueError.
    """
    salt, digest = check_sha256(foreign)
    inner = bcrypt.hashpw(_keyed(digest), bcrypt.gensalt(current_app.config["BCRYPT_COST"]))
    kept_salt = base64.urlsafe_b64encode(salt.encode()).decode("ascii")
    return f"{FOREIGN_SHA256}{kept_salt}:{inner.decode('ascii')}"


def _compared(password: str, stored: str | None) -> tuple[bytes, str]:
    """Return (what goes into bcrypt, the bcrypt hash that must come out)."""
    if stored is None:
        return _keyed(password), _dummy(current_app.config["BCRYPT_COST"])
    if stored.startswith(FOREIGN_BCRYPT):
        return password.encode()[:BCRYPT_BYTES], stored.removeprefix(FOREIGN_BCRYPT)
    if stored.startswith(FOREIGN_SHA256):
        salt, _, wanted = stored.removeprefix(FOREIGN_SHA256).partition(":")
        salted = base64.urlsafe_b64decode(salt) + password.encode()
        return _keyed(hashlib.sha256(salted).hexdigest()), wanted
    return _keyed(password), stored


def _keyed(password: str) -> bytes:
    pepper = current_app.config["PASSWORD_PEPPER"].encode()
    return base64.b64encode(hmac.new(pepper, normalise_password(password).encode(), hashlib.sha256).digest())


def _dummy(cost: int) -> str:
    return f"$2b${cost:02d}${'.' * 53}"


def _cost(wanted: str) -> int:
    return int(wanted.split("$")[2])


@contextmanager
def _turn() -> Iterator[None]:
    """Give the database connection back, and wait until one more hash may be made. Raises Busy."""
    settings = current_app.config
    release_connection()
    with bounded(
        at_once=settings["BCRYPT_AT_ONCE"],
        queue=settings["BCRYPT_QUEUE"],
        seconds=settings["BCRYPT_WAIT_SECONDS"],
    ):
        yield
