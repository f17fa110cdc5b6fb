"""Passkeys: the page of one's own, and the JSON that the browser and the device exchange."""

import time
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.auth import bp
from clubinterview.auth.admission import PENDING, complete_sign_in, pending_sign_in
from clubinterview.auth.codes.store import TEN_MINUTES
from clubinterview.auth.forms import PasskeyForm
from clubinterview.auth.origin import origin
from clubinterview.auth.passkeys import (
    CHALLENGE_SECONDS,
    PasskeyRefused,
    check_registration,
    passkeys_of,
    registration_options,
    remove_passkey,
    sign_in_options,
    use_passkey,
)
from clubinterview.auth.passkeys import (
    add_passkey as save_passkey,
)
from clubinterview.core.access import needs_recent_password, public
from clubinterview.core.clock import utcnow
from clubinterview.core.limits import limits
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, client_key

CHALLENGE = "passkey challenge"  # (hex, when it was made), in the session; each is good once


@bp.get("/me/security/passkeys")
@needs_recent_password
def passkeys() -> WebAnswer:
    """List the passkeys, and offer to add one where the browser can."""
    return render_template("auth/passkeys.html", passkeys=passkeys_of(current_user.id), form=PasskeyForm())


@bp.post("/me/security/passkeys/options")
@needs_recent_password
def passkey_options() -> WebAnswer:
    """Give the browser what it needs for making a passkey."""
    options, challenge = registration_options(current_user, passkeys_of(current_user.id))
    return _with_challenge(options, challenge)


@bp.post("/me/security/passkeys")
@needs_recent_password
def add_passkey() -> WebAnswer:
    """Save the passkey that the device has made: JSON with its name and the credential."""
    sent = _sent()
    form = PasskeyForm(formdata=None, data={"name": sent.get("name")}, meta={"csrf": False})
    if not form.validate():
        return {"error": " ".join(str(error) for error in form.name.errors)}, 422
    try:
        new = check_registration(_credential(sent), _challenge())
        with transaction():
            save_passkey(current_user.id, new, name=str(form.name.data), origin=origin(), now=utcnow())
    except PasskeyRefused as error:
        return {"error": str(error)}, error.status
    flash(_("Passkey added."), "success")
    return {"next": url_for("auth.passkeys")}, 200


@bp.post("/me/security/passkeys/<int:passkey_id>/removal")
@needs_recent_password
def drop_passkey(passkey_id: int) -> WebAnswer:
    """Delete a passkey."""
    with transaction():
        remove_passkey(current_user.id, passkey_id, origin=origin(), now=utcnow())
    flash(_("Passkey removed."), "success")
    return redirect(url_for("auth.passkeys"), 303)


@bp.post("/login/passkey/options")
@public
def passkey_sign_in_options() -> WebAnswer:
    """Give the browser what it needs for signing in by a passkey."""
    options, challenge = sign_in_options()
    return _with_challenge(options, challenge)


@bp.post("/login/passkey")
@public
def passkey_sign_in() -> WebAnswer:
    """Take the answer of a passkey, which is a whole sign-in: the device has made sure of the person."""
    limit = (current_app.config["WRONG_CODES_PER_10_MINUTES_PER_IP"], TEN_MINUTES)
    limits.check(limit, "wrong codes", client_key())
    now = utcnow()
    pending = pending_sign_in(now) or {}
    try:
        challenge, credential = _challenge(), _credential(_sent())
        with transaction():
            user = use_passkey(credential, challenge, now=now)
            is_same = pending.get("user_id") == user.id
            sign_in = {
                "method": "passkey",
                "remember": pending["remember"] if is_same else True,
                "next": pending["next"] if is_same else None,
            }
            answer = complete_sign_in(user, sign_in, now=now)
    except PasskeyRefused as error:
        limits.hit(limit, "wrong codes", client_key())
        return {"error": str(error)}, error.status
    session.pop(PENDING, None)
    response = current_app.json.response(next=answer.location)
    for cookie in answer.headers.getlist("Set-Cookie"):
        response.headers.add("Set-Cookie", cookie)
    return response


def _with_challenge(options: str, challenge: bytes) -> Response:
    session[CHALLENGE] = [challenge.hex(), time.time()]
    return Response(options, mimetype="application/json")


def _challenge() -> bytes:
    """Return the challenge that was given to this browser, once. Raises PasskeyRefused."""
    given, made_at = session.pop(CHALLENGE, ("", 0))
    if not given or time.time() - made_at > CHALLENGE_SECONDS:
        raise PasskeyRefused(_("That took too long. Try again."))
    return bytes.fromhex(given)


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


def _credential(sent: dict[str, Any]) -> dict[str, Any]:
    credential = sent.get("credential")
    return credential if isinstance(credential, dict) else {}
