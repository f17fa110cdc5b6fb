"""Failed sign-ins: how many are answered, and when an account is being guessed at. Rule: docs/security.md 2.

Only failures count, because a campus is one address, and nothing here locks an account: strangers who guess
are turned away where they are, and at worst new devices have to confirm by a code.
"""

from flask import current_app

from clubinterview.auth.models import User
from clubinterview.auth.origin import Origin
from clubinterview.core.crypto import keyed_hash
from clubinterview.core.limits import limits
from clubinterview.extensions import redis_store

QUARTER_HOUR = 900

Counter = tuple[tuple[int, int], str, str]


def refuse_if_throttled(address: str, *, ip: str, network: str) -> None:
    """Raise TooMany when too many sign-ins failed: for this account from this network, or from this address.

    address: as typed, normalised, whether an account has it or not.
    """
    for limit, *keys in (_by_account(address, network), _by_ip(ip)):
        limits.check(limit, *keys)


def record_failure(address: str, user: User | None, origin: Origin) -> None:
    """Count a failed sign-in. Raises TooMany when others filled the window at this moment.

    user: the account of the address, if it has one. The row of failures is the account's, so that guessing by mail
    address, phone and username in turn does not get around it; the window is the address's, because it shows, and
    would give away that two addresses are one person's.
    """
    client, key = redis_store.client, _row_key(str(user.id) if user else address)
    client.incr(key)
    client.expire(key, current_app.config["LOGIN_FAILURES_KEPT_SECONDS"])
    for limit, *keys in (_by_account(address, origin.network), _by_ip(origin.ip)):
        limits.hit(limit, *keys)


def record_success(user: User) -> None:
    """End the row of failures."""
    redis_store.client.delete(_row_key(str(user.id)))


def is_guessed_at(user: User) -> bool:
    """Whether so many sign-ins failed in a row, from anywhere, that new devices must confirm by a code."""
    failures = int(redis_store.client.get(_row_key(str(user.id))) or 0)
    return bool(failures >= current_app.config["LOGIN_FAILURES_IN_A_ROW"])


def _by_account(address: str, network: str) -> Counter:
    limit = (current_app.config["LOGIN_FAILURES_PER_15_MINUTES"], QUARTER_HOUR)
    return limit, "sign-in failures", keyed_hash("sign-in", f"{address}\0{network}")


def _by_ip(ip: str) -> Counter:
    limit = (current_app.config["LOGIN_FAILURES_PER_15_MINUTES_PER_IP"], QUARTER_HOUR)
    return limit, "sign-in failures ip", ip


def _row_key(whose: str) -> str:
    return f"login failures:{keyed_hash('sign-in', whose)}"
