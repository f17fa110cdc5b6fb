"""The pages of signing in by a code."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.auth import bp
from clubinterview.auth.admission import admit
from clubinterview.auth.codes.step import CodeStep
from clubinterview.auth.codes.store import WrongCode
from clubinterview.auth.forms import CodeForm, CodeLoginForm
from clubinterview.auth.login_by_code import begin_code_login, finish_code_login
from clubinterview.core.access import public
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, client_key, safe_path

STEP = CodeStep(
    key="signing in by code",
    begin=begin_code_login,
    asking="auth.login_by_code",
    typing="auth.confirm_login",
    template="auth/confirm_login.html",
)


@bp.route("/login/code", methods=["GET", "POST"])
@public
def login_by_code() -> WebAnswer:
    """Ask for the address and send it a code, if it has an account."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    form = CodeLoginForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        remember, target = bool(form.remember.data), safe_path(form.next.data)
        return STEP.send(form.address.address, remember=remember, next=target)
    return render_template("auth/login_by_code.html", form=form), form.status


@bp.route("/login/code/confirmation", methods=["GET", "POST"])
@public
def confirm_login() -> WebAnswer:
    """Take the code; the right one signs in."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    asked = STEP.asked()
    if asked is None:
        return STEP.ask_first()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            return _finish(asked, str(form.code.data))
        except WrongCode as error:
            form.code.errors = [str(error)]
    return STEP.render(form, asked["address"])


@bp.post("/login/code/resending")
@public
def resend_login() -> WebAnswer:
    """Send a newer code to the same address; the older one is void."""
    return STEP.resend(_("If there's an account, we've sent a new code. Earlier codes no longer work."))


def _finish(asked: dict[str, Any], code: str) -> WebAnswer:
    now = utcnow()
    with transaction():
        user = finish_code_login(asked["address"], code, ip=client_key(), now=now)
        return admit(user, method="code", target=asked["next"], remember=asked["remember"], now=now)
