"""The last step of every way in: who has proved to be somebody is let in, or asked for one proof more."""

from datetime import datetime
from functools import partial
from typing import Any

from flask import redirect, session, url_for
from werkzeug.wrappers import Response

from clubinterview.auth import throttle
from clubinterview.auth.devices import is_known_device, remember_device
from clubinterview.auth.models import User
from clubinterview.auth.origin import origin
from clubinterview.auth.services import ask_for_device_code
from clubinterview.auth.sessions import sign_in
from clubinterview.core.transaction import after_commit
from clubinterview.core.web import safe_path

WAITING = "confirming"  # who gave the first proof and owes another one, in the anonymous session
WAITING_SECONDS = 600


def admit(user: User, *, method: str, target: str | None, remember: bool, now: datetime) -> Response:
    """Let a person in who gave a first proof, and return where they go; or ask them for another proof.

    Runs in a transaction.  user: locked.  method: how they proved it, as "password", at most 20 characters.
    target: where they wanted to go.  remember: whether this browser is theirs alone.
    Raises TooMany when a code has to be mailed and too many were.
    """
    owed = {
        "user_id": user.id, "version": user.session_version, "address": user.address, "next": safe_path(target),
        "method": method, "remember": remember, "at": now.timestamp(),
    }  # fmt: skip
    if user.has_second_factor:
        after_commit(partial(session.__setitem__, WAITING, owed))
        return redirect(url_for("auth.second_factor"), 303)
    if method == "password" and not is_known_device(user) and throttle.is_guessed_at(user):
        ask_for_device_code(user, ip=origin().ip, now=now)
        after_commit(partial(session.__setitem__, WAITING, owed))
        return redirect(url_for("auth.confirm_device"), 303)
    return welcome(user, owed, now=now)


def owing(now: datetime) -> dict[str, Any] | None:
    """Return who gave a first proof in this browser and owes another one; None when nobody does, or not any more."""
    owed = session.get(WAITING)
    if owed is None or now.timestamp() - owed["at"] > WAITING_SECONDS:
        return None
    return owed


def still_holds(owed: dict[str, Any], user: User | None) -> bool:
    """Whether the account of `owing` is still as it was when the first proof was given.  user: locked."""
    return user is not None and user.is_active and user.session_version == owed["version"]


def welcome(user: User, owed: dict[str, Any], *, now: datetime) -> Response:
    """Begin the session of a person who owes nothing more. Runs in a transaction.  user: locked."""
    sign_in(user, now=now, method=owed["method"], remember=owed["remember"])
    after_commit(partial(throttle.note_success, user))
    response = redirect(owed["next"] or url_for("home.index"), 303)
    remember_device(response, user)
    return response
