"""Signing in and out."""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.auth import bp, throttle
from clubinterview.auth.codes import Purpose, WrongCode, code_minutes, take
from clubinterview.auth.devices import is_known_device, remember_device
from clubinterview.auth.forms import CodeForm, LoginForm
from clubinterview.auth.models import User
from clubinterview.auth.services import (
    Origin,
    Proof,
    WrongPassword,
    accept,
    ask_for_device_code,
    prove_password,
)
from clubinterview.auth.sessions import sign_in, sign_out
from clubinterview.core.access import open_before_completion, public
from clubinterview.core.clock import utcnow
from clubinterview.core.fields import EmptyForm
from clubinterview.core.identity import masked_email
from clubinterview.core.transaction import lock, transaction
from clubinterview.core.web import WebAnswer, client_network, client_place, safe_path

CONFIRMING = "confirming"  # who gave the right password and must confirm the device, in the anonymous session


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> WebAnswer:
    """Sign in by address and password."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    form = LoginForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            proof = prove_password(form.email.address, form.password.data or "", origin=origin())
            return _let_in(proof, form.next.data)
        except WrongPassword as error:
            form.password.errors = [str(error)]
    return render_template("auth/login.html", form=form), form.status


@bp.route("/login/device", methods=["GET", "POST"])
@public
def confirm_device() -> WebAnswer:
    """Take the code that confirms a new device of an account which is being guessed at."""
    waiting = session.get(CONFIRMING)
    if current_user.is_authenticated or waiting is None:
        return redirect(url_for("home.index" if current_user.is_authenticated else "auth.login"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            return _confirm(waiting, str(form.code.data))
        except WrongCode as error:
            form.code.errors = [str(error)]
    page = render_template(
        "auth/device.html", form=form, address=masked_email(waiting["address"]), minutes=code_minutes()
    )
    return page, form.status


@bp.post("/logout")
@public
@open_before_completion
def logout() -> WebAnswer:
    """End this browser's session."""
    if EmptyForm().validate_on_submit():
        with transaction():
            sign_out(now=utcnow())
    return redirect(url_for("home.index"), 303)


def origin() -> Origin:
    """Return where this request came from, as throttling counts it."""
    return Origin(ip=client_place(), network=client_network())


def _let_in(proof: Proof, target: str | None) -> WebAnswer:
    """Sign the proven user in, or ask a new device for a code while the account is guessed at."""
    now = utcnow()
    with transaction():
        user = accept(proof)
        is_confirmed = is_known_device(user) or not throttle.is_guessed_at(str(user.email))
        if is_confirmed:
            sign_in(user, now=now)
        else:
            ask_for_device_code(user, ip=client_place(), now=now)
    if is_confirmed:
        return _welcome(user, target)
    session[CONFIRMING] = {
        "user_id": user.id,
        "version": user.session_version,
        "address": user.email,
        "next": safe_path(target),
    }
    return redirect(url_for("auth.confirm_device"), 303)


def _confirm(waiting: dict[str, Any], code: str) -> WebAnswer:
    now = utcnow()
    with transaction():
        take(Purpose.DEVICE, waiting["address"], code, ip=client_place(), now=now)
        user = lock(User, waiting["user_id"])
        if user is not None and user.is_active and user.session_version == waiting["version"]:
            sign_in(user, now=now)
    if not current_user.is_authenticated:
        session.pop(CONFIRMING)
        flash(_("Your account has changed in the meantime. Please sign in again."), "warning")
        return redirect(url_for("auth.login"), 303)
    return _welcome(current_user._get_current_object(), waiting["next"])


def _welcome(user: User, target: str | None) -> WebAnswer:
    throttle.note_success(str(user.email))
    response = redirect(safe_path(target) or url_for("home.index"), 303)
    remember_device(response, user)
    return response
