"""The pages for changing mail address, phone and username."""

from datetime import datetime

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.auth import bp
from clubinterview.auth.addresses import (
    AddressTaken,
    UsernameTaken,
    begin_change,
    choose_username,
    finish_change,
    remove_address,
)
from clubinterview.auth.codes.step import CodeStep
from clubinterview.auth.codes.store import WrongCode
from clubinterview.auth.forms import AddressForm, CodeForm, UsernameForm
from clubinterview.auth.origin import origin
from clubinterview.auth.sessions import renew_session
from clubinterview.core.access import needs_recent_password
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer


def _begin(address: str, *, ip: str, now: datetime) -> None:
    begin_change(current_user.id, address, ip=ip, now=now)


STEP = CodeStep(
    key="changing to",
    begin=_begin,
    asking="auth.change_address",
    typing="auth.confirm_address",
    template="auth/confirm_address.html",
)


@bp.route("/me/security/address", methods=["GET", "POST"])
@needs_recent_password
def change_address() -> WebAnswer:
    """Ask for a new mail address or phone, and send it a code."""
    form = AddressForm()
    if form.validate_on_submit():
        if form.address.address in {current_user.email, current_user.phone}:
            form.address.errors = [_("This is already on your account.")]
        else:
            return STEP.send(form.address.address)
    return render_template("auth/change_address.html", form=form), form.status


@bp.route("/me/security/address/code", methods=["GET", "POST"])
@needs_recent_password
def confirm_address() -> WebAnswer:
    """Take the code; the right one gives the account the address."""
    asked = STEP.asked()
    if asked is None:
        return STEP.ask_first()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            return _finish(asked["address"], str(form.code.data))
        except (WrongCode, AddressTaken) as error:
            form.code.errors = [str(error)]
    return STEP.render(form, asked["address"])


@bp.post("/me/security/address/code/resending")
@needs_recent_password
def resend_address() -> WebAnswer:
    """Send a newer code to the same address; the older one is void."""
    return STEP.resend(_("We sent a new code. Earlier codes no longer work."))


@bp.post("/me/security/<any(email,phone):kind>/removal")
@needs_recent_password
def drop_address(kind: str) -> WebAnswer:
    """Remove an address from the account."""
    now = utcnow()
    with transaction():
        user = remove_address(
            current_user.id, kind, login_session_id=session["login_session_id"], origin=origin(), now=now
        )
        renew_session(user, now=now)
    flash(_("Removed. Other devices have been signed out."), "success")
    return redirect(url_for("auth.security"), 303)


@bp.route("/me/security/username", methods=["GET", "POST"])
def username() -> WebAnswer:
    """Choose a username, another one, or none."""
    form = UsernameForm(username=current_user.username)
    if form.validate_on_submit():
        try:
            with transaction():
                choose_username(current_user.id, form.username.address or None, origin=origin())
            flash(_("Username saved."), "success")
            return redirect(url_for("auth.security"), 303)
        except UsernameTaken as error:
            form.username.errors = [str(error)]
    return render_template("auth/username.html", form=form), form.status


def _finish(address: str, code: str) -> WebAnswer:
    now = utcnow()
    with transaction():
        user = finish_change(
            current_user.id, address, code,
            login_session_id=session["login_session_id"], origin=origin(), now=now,
        )  # fmt: skip
        renew_session(user, now=now)
    STEP.forget()
    flash(_("Saved. Other devices have been signed out."), "success")
    return redirect(url_for("auth.security"), 303)
