"""Signing in and out."""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.auth import bp
from clubinterview.auth.accounts import account_of
from clubinterview.auth.admission import PENDING, admit, complete_sign_in, pending_sign_in, still_holds
from clubinterview.auth.codes import store as codes
from clubinterview.auth.codes.step import render_code_page
from clubinterview.auth.codes.store import Purpose, WrongCode
from clubinterview.auth.events import Event, record_failed_sign_in
from clubinterview.auth.forms import CodeForm, LoginForm
from clubinterview.auth.models import User
from clubinterview.auth.origin import origin
from clubinterview.auth.password_proof import Proof, WrongPassword, accept, prove_password
from clubinterview.auth.sessions import sign_out
from clubinterview.core.access import open_before_completion, public
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import TooMany
from clubinterview.core.identity import is_phone, masked_address
from clubinterview.core.transaction import lock, transaction
from clubinterview.core.web import WebAnswer, client_key


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> WebAnswer:
    """Sign in by mail address, phone or username, and password."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    form = LoginForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            proof = prove_password(form.address.address, form.password.data or "", origin=origin())
            return _enter(proof, form.next.data, remember=bool(form.remember.data))
        except WrongPassword as error:
            _record_failure(Event.SIGN_IN_FAILED, form.address.address)
            form.password.errors = [str(error)]
        except TooMany:
            _record_failure(Event.SIGN_IN_THROTTLED, form.address.address)
            raise
    return render_template("auth/login.html", form=form), form.status


@bp.route("/login/device", methods=["GET", "POST"])
@public
def confirm_device() -> WebAnswer:
    """Take the code that confirms a new device of an account which is being guessed at."""
    pending = pending_sign_in(utcnow())
    if current_user.is_authenticated or pending is None:
        return redirect(url_for("home.index" if current_user.is_authenticated else "auth.login"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            return _finish(pending, str(form.code.data))
        except WrongCode as error:
            form.code.errors = [str(error)]
    address = pending["address"]
    return render_code_page("auth/device.html", form, masked_address(address), is_phone=is_phone(address))


@bp.post("/logout")
@public
@open_before_completion
def logout() -> WebAnswer:
    """End this browser's session."""
    with transaction():
        sign_out(now=utcnow())
    response = redirect(url_for("home.index"), 303)
    response.headers["Clear-Site-Data"] = '"storage"'  # what practice stores in the browser until it is saved
    return response


def _record_failure(kind: Event, address: str) -> None:
    with transaction():
        record_failed_sign_in(kind, address, account_of(address), origin())


def _enter(proof: Proof, target: str | None, *, remember: bool) -> WebAnswer:
    now = utcnow()
    with transaction():
        return admit(accept(proof), method="password", target=target, remember=remember, now=now)


def _finish(pending: dict[str, Any], code: str) -> WebAnswer:
    """Take the code of a new device. If the account has changed since the password, signing in begins again."""
    now = utcnow()
    with transaction():
        codes.take(Purpose.DEVICE, pending["address"], code, ip=client_key(), now=now)
        user = lock(User, pending["user_id"])
        if user is not None and still_holds(pending, user):
            return complete_sign_in(user, pending, now=now)
    session.pop(PENDING)
    flash(_("Your account has just changed. Sign in again."), "warning")
    return redirect(url_for("auth.login"), 303)
