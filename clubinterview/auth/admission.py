"""The last step of every way in: a person who gave a first proof is signed in, or asked for a second proof."""

from datetime import datetime
from functools import partial
from typing import Any

from flask import redirect, session, url_for
from werkzeug.wrappers import Response

from clubinterview.auth import throttle
from clubinterview.auth.codes import store as codes
from clubinterview.auth.codes.sending import send_code
from clubinterview.auth.codes.store import Purpose
from clubinterview.auth.devices import is_known_device, remember_device
from clubinterview.auth.models import User
from clubinterview.auth.origin import origin
from clubinterview.auth.sessions import sign_in
from clubinterview.core.transaction import after_commit
from clubinterview.core.web import safe_path

PENDING = "confirming"  # who gave the first proof and owes a second one, in the anonymous session
PENDING_SECONDS = 600


def admit(user: User, *, method: str, target: str | None, remember: bool, now: datetime) -> Response:
    """Sign in a person who gave a first proof, and return where they go; or ask them for a second proof.

    Runs in a transaction.  user: locked.  method: how they proved it, as "password", at most 20 characters.
    target: where they wanted to go.  remember: whether this browser is theirs alone.
    Raises TooMany when a code has to be mailed and too many were.
    """
    pending = {
        "user_id": user.id, "version": user.session_version, "address": user.address, "next": safe_path(target),
        "method": method, "remember": remember, "at": now.timestamp(),
    }  # fmt: skip
    if user.has_second_factor:
        after_commit(partial(session.__setitem__, PENDING, pending))
        return redirect(url_for("auth.second_factor"), 303)
    if method == "password" and not is_known_device(user) and throttle.is_guessed_at(user):
        _send_device_code(user, ip=origin().ip, now=now)
        after_commit(partial(session.__setitem__, PENDING, pending))
        return redirect(url_for("auth.confirm_device"), 303)
    return complete_sign_in(user, pending, now=now)


def pending_sign_in(now: datetime) -> dict[str, Any] | None:
    """Return the sign-in of this browser that has a first proof and lacks the second; None without one, or when it has expired."""
    pending: dict[str, Any] | None = session.get(PENDING)
    if pending is None or now.timestamp() - pending["at"] > PENDING_SECONDS:
        return None
    return pending


def still_holds(pending: dict[str, Any], user: User | None) -> bool:
    """Whether the account of a pending sign-in is as it was when the first proof was given.  user: locked."""
    return user is not None and user.is_active and user.session_version == pending["version"]


def complete_sign_in(user: User, pending: dict[str, Any], *, now: datetime) -> Response:
    """Begin the session of a person who gave all proofs. Runs in a transaction.  user: locked."""
    sign_in(user, now=now, method=pending["method"], remember=pending["remember"])
    after_commit(partial(throttle.record_success, user))
    response = redirect(pending["next"] or url_for("home.index"), 303)
    remember_device(response, user)
    return response


def _send_device_code(user: User, *, ip: str, now: datetime) -> None:
    """Send the code by which a new device is confirmed while the account is guessed at. Raises TooMany."""
    codes.allow_sending(user.address, ip=ip)
    send_code(Purpose.DEVICE, user.address, now=now, locale=user.locale)
