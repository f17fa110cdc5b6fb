"""The pages of setting a new password by a code."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from clubinterview.auth import bp
from clubinterview.auth.codes.step import CodeStep
from clubinterview.auth.codes.store import WrongCode
from clubinterview.auth.devices import remember_device
from clubinterview.auth.forms import AddressForm, ResetForm
from clubinterview.auth.hashing import hash_password
from clubinterview.auth.origin import origin
from clubinterview.auth.passwords import PasswordRefused, shortest_password
from clubinterview.auth.reset import begin_reset, check_reset, reset_password
from clubinterview.auth.sessions import sign_out
from clubinterview.core.access import public
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, client_key

STEP = CodeStep(
    key="resetting",
    begin=begin_reset,
    asking="auth.request_reset",
    typing="auth.reset",
    template="auth/reset.html",
)


@bp.route("/password/reset", methods=["GET", "POST"])
@public
def request_reset() -> WebAnswer:
    """Ask for the address and send it a code, if it has an account."""
    form = AddressForm()
    if form.validate_on_submit():
        return STEP.send(form.address.address)
    return render_template("auth/request_reset.html", form=form), form.status


@bp.route("/password/reset/code", methods=["GET", "POST"])
@public
def reset() -> WebAnswer:
    """Take code and new password. All sessions end, and the person signs in with the new password."""
    asked = STEP.asked()
    if asked is None:
        return STEP.ask_first()
    form = ResetForm()
    if form.validate_on_submit():
        try:
            return _finish(asked["address"], str(form.code.data), form.password.data or "")
        except WrongCode as error:
            form.code.errors = [str(error)]
        except PasswordRefused as error:
            form.password.errors = [str(error)]
    return STEP.render(form, asked["address"], shortest=shortest_password())


@bp.post("/password/reset/code/resending")
@public
def resend_reset() -> WebAnswer:
    """Send a newer code to the same address; the older one is void."""
    return STEP.resend(_("If there's an account, we've sent a new code. Earlier codes no longer work."))


def _finish(address: str, code: str, password: str) -> WebAnswer:
    """Set the password. It is hashed before the transaction, and the code is taken in it: a busy moment costs nothing."""
    check_reset(address, code, password, ip=client_key(), now=utcnow())
    password_hash = hash_password(password)
    now = utcnow()
    with transaction():
        user = reset_password(address, code, password_hash, origin=origin(), now=now)
        sign_out(now=now)
    flash(_("Password reset. Sign in with your new password."), "success")
    response = redirect(url_for("auth.login"), 303)
    remember_device(response, user)
    return response
