"""The pages of registering: an address, the code sent to it, and the privacy notice."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.auth import bp
from clubinterview.auth.codes.step import CodeStep
from clubinterview.auth.codes.store import WrongCode
from clubinterview.auth.devices import remember_device
from clubinterview.auth.forms import CodeForm, RegistrationForm
from clubinterview.auth.registration import AlreadyRegistered, begin_registration, finish_registration
from clubinterview.auth.sessions import sign_in
from clubinterview.config import NOTICE_VERSION
from clubinterview.core.access import open_before_completion, public
from clubinterview.core.clock import utcnow
from clubinterview.core.language import locale_code
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, client_key, safe_path

STEP = CodeStep(
    key="registering",
    begin=begin_registration,
    asking="auth.register",
    typing="auth.confirm",
    template="auth/code.html",
)


@bp.route("/register", methods=["GET", "POST"])
@public
def register() -> WebAnswer:
    """Ask for an address and send it a code."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    form = RegistrationForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        return STEP.send(form.address.address, next=safe_path(form.next.data))
    return render_template("auth/register.html", form=form), form.status


@bp.route("/register/code", methods=["GET", "POST"])
@public
def confirm() -> WebAnswer:
    """Take the code; the right one opens the account."""
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
        except AlreadyRegistered as error:
            STEP.forget()
            flash(str(error), "info")
            return redirect(url_for("auth.login", next=asked.get("next")), 303)
    return STEP.render(form, asked["address"])


@bp.post("/register/code/resending")
@public
def resend() -> WebAnswer:
    """Send a newer code to the same address; the older one is void."""
    return STEP.resend(_("We sent a new code. Earlier codes no longer work."))


@bp.get("/privacy")
@public
@open_before_completion
def privacy() -> WebAnswer:
    """Show the privacy notice: what is stored about a person, and why."""
    return render_template("auth/privacy.html", notice_version=NOTICE_VERSION)


def _finish(asked: dict[str, Any], code: str) -> WebAnswer:
    """Open the account and go to where the person came from; the gate before it has the account completed first."""
    now = utcnow()
    with transaction():
        user = finish_registration(asked["address"], code, locale=locale_code(), ip=client_key(), now=now)
        sign_in(user, now=now, method="code")
    response = redirect(asked.get("next") or url_for("auth.complete"), 303)
    remember_device(response, user)
    return response
