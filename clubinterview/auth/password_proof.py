"""Proving by the password who is signing in. Rule: docs/security.md 2."""

from dataclasses import dataclass

import structlog
from flask_babel import lazy_gettext as _l

from clubinterview.auth import throttle
from clubinterview.auth.accounts import account_of
from clubinterview.auth.hashing import hash_password, needs_renewal, password_matches
from clubinterview.auth.models import User
from clubinterview.auth.origin import Origin
from clubinterview.core.errors import DomainError
from clubinterview.core.identity import masked_address
from clubinterview.core.transaction import lock

log = structlog.get_logger(__name__)


class WrongPassword(DomainError):
    """Address and password do not belong together; whether the address has an account is not said."""

    status = 422


@dataclass(frozen=True)
class Proof:
    """A right password: whose it is, the hash that it matched, and a new hash when that one is renewed."""

    user_id: int
    matched: str
    renewed: str | None = None


def prove_password(address: str, password: str, *, origin: Origin) -> Proof:
    """Check a sign-in's address and password, and return the proof for `accept`.

    address: a mail address, phone or username, normalised.
    The same work is done for every address: one bcrypt run, for unknown, disabled and uninitialised accounts
    against a dummy. Runs outside of transactions. Raises TooMany (before any bcrypt), Busy, WrongPassword.
    """
    throttle.refuse_if_throttled(address, ip=origin.ip, network=origin.network)
    user = account_of(address)
    stored = user.password_hash if user is not None and user.is_active else None
    matches = password_matches(password, stored)
    # Guesses that ran beside this one may have filled the window meanwhile.
    throttle.refuse_if_throttled(address, ip=origin.ip, network=origin.network)
    if user is None or stored is None or not matches:
        log.info("sign-in failed", address=masked_address(address), ip=origin.ip)
        throttle.record_failure(address, user, origin)
        raise _wrong_password()
    return Proof(user.id, stored, hash_password(password) if needs_renewal(stored) else None)


def accept(proof: Proof, *, renew: bool = True) -> User:
    """Return the user, locked, if the proof still holds: the account lives and has that password.

    renew: whether to store the renewed hash.  Raises WrongPassword.
    """
    user = lock(User, proof.user_id)
    if user is None or not user.is_active or user.password_hash != proof.matched:
        raise _wrong_password()
    if proof.renewed is not None and renew:
        user.password_hash = proof.renewed
    return user


def _wrong_password() -> WrongPassword:
    return WrongPassword(_l("Wrong account or password. Check both and try again."))
