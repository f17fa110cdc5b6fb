"""The pages of the second factor: asking for it at sign-in, setting it up, switching it off."""

from typing import Any

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from clubinterview.auth import bp
from clubinterview.auth.admission import (
    PENDING,
    PENDING_SECONDS,
    complete_sign_in,
    pending_sign_in,
    still_holds,
)
from clubinterview.auth.codes.store import TEN_MINUTES
from clubinterview.auth.events import Event, record_event
from clubinterview.auth.forms import FactorForm, FactorSetupForm
from clubinterview.auth.models import User
from clubinterview.auth.origin import origin
from clubinterview.auth.second_factor import (
    WrongFactor,
    has_app,
    is_app_code,
    must_have_factor,
    new_recovery_codes,
    new_secret,
    qr_code,
    recovery_codes_left,
    switch_off,
    switch_on,
    use_app_code,
    use_recovery_code,
)
from clubinterview.core.access import needs_recent_password, public
from clubinterview.core.clock import utcnow
from clubinterview.core.crypto import seal, unseal
from clubinterview.core.errors import TooMany
from clubinterview.core.limits import limits
from clubinterview.core.transaction import lock, transaction
from clubinterview.core.web import WebAnswer, client_key

SECRET = "second factor"  # noqa: S105 - where the session holds the sealed secret that is being set up
MOST_GUESSES = (5, PENDING_SECONDS)  # for one right password
MOST_GUESSES_AT_APP = (20, 3600)  # for one account; recovery codes and passkeys stay open
MOST_GUESSES_OF_CLIENT = (30, TEN_MINUTES)


@bp.route("/login/second", methods=["GET", "POST"])
@public
def second_factor() -> WebAnswer:
    """Ask a person who gave the first proof for a code of the app or a recovery code."""
    pending = pending_sign_in(utcnow())
    if current_user.is_authenticated or pending is None:
        return redirect(url_for("home.index" if current_user.is_authenticated else "auth.login"))
    form = FactorForm()
    if form.validate_on_submit():
        try:
            return _finish(pending, form.code.data or "")
        except WrongFactor as error:
            _count_guess(pending, form.code.data or "")
            form.code.errors = [str(error)]
    return render_template("auth/second_factor.html", form=form), form.status


@bp.route("/me/security/second-factor", methods=["GET", "POST"])
@needs_recent_password
def second_factor_setup() -> WebAnswer:
    """Show a secret for an app, and take the first code; then the recovery codes come."""
    form, user_id = FactorSetupForm(), current_user.id
    secret = _pending_secret(user_id)
    if form.validate_on_submit():
        try:
            with transaction():
                codes = switch_on(user_id, secret, form.code.data or "", origin=origin(), now=utcnow())
            session.pop(SECRET)
            return render_template("auth/recovery_codes.html", codes=codes)
        except WrongFactor as error:
            form.code.errors = [str(error)]
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    page = render_template(
        "auth/second_factor_setup.html",
        form=form,
        picture=qr_code(current_user, secret),
        secret=groups,
        is_on=has_app(user_id),
        is_demanded=must_have_factor(current_user),
        codes_left=recovery_codes_left(user_id),
    )
    return page, form.status


@bp.post("/me/security/second-factor/removal")
@needs_recent_password
def remove_second_factor() -> WebAnswer:
    """Switch the app off."""
    with transaction():
        switch_off(current_user.id, origin=origin(), now=utcnow())
    flash(_("Two-step verification is off."), "success")
    return redirect(url_for("auth.security"), 303)


@bp.post("/me/security/recovery-codes")
@needs_recent_password
def recovery_codes() -> WebAnswer:
    """Make new recovery codes, and show them once."""
    with transaction():
        codes = new_recovery_codes(current_user.id, origin=origin())
    return render_template("auth/recovery_codes.html", codes=codes)


def _finish(pending: dict[str, Any], text: str) -> WebAnswer:
    """Take the second proof. If the account has changed since the first one, signing in begins again."""
    now, who = utcnow(), str(pending["user_id"])
    limits.check(MOST_GUESSES_OF_CLIENT, "wrong codes", client_key())
    if is_app_code(text):
        limits.check(MOST_GUESSES_AT_APP, "second factor", who)
    with transaction():
        user = lock(User, pending["user_id"])
        if user is not None and still_holds(pending, user):
            if is_app_code(text):
                use_app_code(user, text, now=now)
            else:
                left = use_recovery_code(user, text, now=now, origin=origin())
                flash(
                    ngettext(
                        "You used a recovery code. %(count)d is left.",
                        "You used a recovery code. %(count)d are left.",
                        left,
                        count=left,
                    ),
                    "warning",
                )
            return complete_sign_in(user, pending, now=now)
    session.pop(PENDING)
    flash(_("Your account has just changed. Sign in again."), "warning")
    return redirect(url_for("auth.login"), 303)


def _count_guess(pending: dict[str, Any], text: str) -> None:
    """Count a wrong code. After five, the first proof has to be given again. Raises TooMany."""
    limits.hit(MOST_GUESSES_OF_CLIENT, "wrong codes", client_key())
    if is_app_code(text):
        limits.hit(MOST_GUESSES_AT_APP, "second factor", str(pending["user_id"]))
    with transaction():
        record_event(Event.SECOND_FACTOR_FAILED, user_id=pending["user_id"], origin=origin())
    try:
        limits.hit(MOST_GUESSES, "second factor of one sign-in", f"{pending['user_id']} {pending['at']}")
        limits.check(MOST_GUESSES, "second factor of one sign-in", f"{pending['user_id']} {pending['at']}")
    except TooMany:
        session.pop(PENDING)
        raise


def _pending_secret(user_id: int) -> str:
    """Return the secret that is being set up in this session, a new one at first. It is stored sealed."""
    name = f"pending authenticator of {user_id}"
    if SECRET not in session:
        session[SECRET] = seal(new_secret(), for_what=name)
    return unseal(session[SECRET], for_what=name)
