"""Verify codes: six digits by mail or text message that prove an address. Stored in Redis as keyed hashes. Rule: docs/security.md 1."""

import enum
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import current_app
from flask_babel import lazy_gettext as _l

from clubinterview.core.crypto import keyed_hash
from clubinterview.core.errors import DomainError
from clubinterview.core.identity import masked_address
from clubinterview.core.limits import limits
from clubinterview.extensions import redis_store

log = structlog.get_logger(__name__)

DIGITS = 6
HOUR, DAY, TEN_MINUTES = 3600, 86400, 600

# KEYS: the code.  ARGV: present time, most wrong guesses, hash of the guess, whether to take the code.
# Gives the stored hash, nothing when the code is over. One step, so that one caller takes the code and wrong
# guesses at the same time are all counted. The hashes are keyed: how long comparing them takes reveals nothing.
GUESS = """
local code = redis.call('HMGET', KEYS[1], 'hash', 'expires_at')
if not code[1] then return false end
if tonumber(ARGV[1]) > tonumber(code[2]) then
  redis.call('DEL', KEYS[1])
  return false
end
if code[1] == ARGV[3] then
  if ARGV[4] == '1' then redis.call('DEL', KEYS[1]) end
elseif redis.call('HINCRBY', KEYS[1], 'guesses', 1) >= tonumber(ARGV[2]) then
  redis.call('DEL', KEYS[1])
end
return code[1]
"""


class Purpose(enum.StrEnum):
    """What a code allows; a code for one is worth nothing for another."""

    REGISTER = "register"
    LOGIN = "login"
    RESET = "reset"
    CHANGE = "change"
    CAMPUS = "campus"
    DEVICE = "device"


class WrongCode(DomainError):
    """The code is wrong, over, used, or was guessed at too often: which of these, is not said."""

    status = 422


@dataclass(frozen=True)
class Code:
    """A code on its way to its address."""

    text: str
    expires_at: datetime


def code_minutes() -> int:
    """Return for how many minutes a code is good."""
    return int(current_app.config["CODE_SECONDS"] // 60)


def allow_sending(address: str, *, ip: str) -> None:
    """Count one message to `address`. Raises TooMany, with nothing counted, beyond the limits of sending."""
    settings, key = current_app.config, keyed_hash("code address", address)
    counted = [
        ((1, settings["CODE_GAP_SECONDS"]), "code gap", key),
        ((settings["CODES_PER_HOUR"], HOUR), "codes", key),
        ((settings["CODES_PER_DAY"], DAY), "codes", key),
        ((settings["CODES_PER_HOUR_PER_IP"], HOUR), "codes ip", ip),
    ]
    for limit, *keys in counted:
        limits.check(limit, *keys)
    for limit, *keys in counted:
        limits.hit(limit, *keys)


def issue(purpose: Purpose, address: str, *, now: datetime, bound_to: int | None = None) -> Code:
    """Make a code for the address; an earlier one for the same purpose is void from now on.

    bound_to: the id of the only account that may use it.
    """
    text = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    return Code(text, _store(purpose, address, _hash(purpose, address, text, bound_to), now))


def issue_decoy(purpose: Purpose, address: str, *, now: datetime) -> None:
    """Do what `issue` does, for an address that gets no code: no guess will match, and nothing shows it."""
    _store(purpose, address, secrets.token_hex(32), now)


def _store(purpose: Purpose, address: str, hashed: str, now: datetime) -> datetime:
    seconds = current_app.config["CODE_SECONDS"]
    expires_at = now + timedelta(seconds=seconds)
    key = _key(purpose, address)
    pipeline = redis_store.client.pipeline(transaction=True)
    pipeline.delete(key)
    pipeline.hset(key, mapping={"hash": hashed, "expires_at": expires_at.timestamp(), "guesses": 0})
    pipeline.expire(key, seconds)
    pipeline.execute()
    return expires_at


def check(purpose: Purpose, address: str, guess: str, *, ip: str, now: datetime) -> None:
    """Raise WrongCode unless the guess is right; a right one leaves the code usable.

    Raises TooMany when too many wrong guesses came from `ip`, over all addresses.
    """
    _guess(purpose, address, guess, ip=ip, now=now, take=False)


def take(
    purpose: Purpose, address: str, guess: str, *, ip: str, now: datetime, bound_to: int | None = None
) -> None:
    """Use the code up. Of several who hold it, one gets it; all others, and wrong guesses, get WrongCode.

    Raises TooMany when too many wrong guesses came from `ip`, over all addresses.
    """
    _guess(purpose, address, guess, ip=ip, now=now, take=True, bound_to=bound_to)


def void(address: str) -> None:
    """Make every open code of the address worthless."""
    redis_store.client.delete(*(_key(purpose, address) for purpose in Purpose))


def _guess(
    purpose: Purpose,
    address: str,
    guess: str,
    *,
    ip: str,
    now: datetime,
    take: bool,
    bound_to: int | None = None,
) -> None:
    settings = current_app.config
    ip_limit = ((settings["WRONG_CODES_PER_10_MINUTES_PER_IP"], TEN_MINUTES), "wrong codes", ip)
    limits.check(*ip_limit)
    hashed = _hash(purpose, address, guess, bound_to)
    arguments = (now.timestamp(), settings["CODE_GUESSES"], hashed, int(take))
    stored = redis_store.client.eval(GUESS, 1, _key(purpose, address), *arguments)
    if stored is None or not hmac.compare_digest(stored, hashed.encode("ascii")):
        log.info("wrong code", purpose=purpose.value, address=masked_address(address), ip=ip)
        limits.hit(*ip_limit)
        raise WrongCode(_l("Wrong or expired code. Check the newest message, or request a new code."))


def _key(purpose: Purpose, address: str) -> str:
    return f"code:{purpose}:{keyed_hash('code address', address)}"


def _hash(purpose: Purpose, address: str, text: str, bound_to: int | None) -> str:
    return keyed_hash(f"code {purpose}", f"{address}\0{text}\0{bound_to or ''}")
