"""Signing in without the password: by a code sent to the account's address."""

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.auth import bp
from clubinterview.auth.codes.store import WrongCode, code_minutes
from clubinterview.auth.entry import admit
from clubinterview.auth.forms import CodeForm, CodeLoginForm
from clubinterview.auth.services import begin_code_login, finish_code_login
from clubinterview.core.access import public
from clubinterview.core.clock import utcnow
from clubinterview.core.fields import EmptyForm
from clubinterview.core.identity import shown_address
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, client_place, safe_path

ADDRESS = "signing in by code"  # whose code is asked for and how to go on, in the anonymous session


@bp.route("/login/code", methods=["GET", "POST"])
@public
def login_by_code() -> WebAnswer:
    """Ask for the address and send it a code, if it has an account."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    form = CodeLoginForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        _send_code(form.address.address)
        session[ADDRESS] = {
            "address": form.address.address,
            "remember": bool(form.remember.data),
            "next": safe_path(form.next.data),
        }
        return redirect(url_for("auth.confirm_login"), 303)
    return render_template("auth/login_by_code.html", form=form), form.status


@bp.route("/login/code/confirmation", methods=["GET", "POST"])
@public
def confirm_login() -> WebAnswer:
    """Take the code; the right one signs in."""
    asked = session.get(ADDRESS)
    if current_user.is_authenticated or asked is None:
        return redirect(url_for("home.index" if current_user.is_authenticated else "auth.login_by_code"))
    form = CodeForm()
    if form.validate_on_submit():
        now = utcnow()
        try:
            with transaction():
                user = finish_code_login(asked["address"], str(form.code.data), ip=client_place(), now=now)
                return admit(user, method="code", target=asked["next"], remember=asked["remember"], now=now)
        except WrongCode as error:
            form.code.errors = [str(error)]
    address = shown_address(asked["address"])
    page = render_template("auth/confirm_login.html", form=form, address=address, minutes=code_minutes())
    return page, form.status


@bp.post("/login/code/resending")
@public
def resend_login() -> WebAnswer:
    """Send a newer code to the same address; the older one is void."""
    asked = session.get(ADDRESS)
    if not EmptyForm().validate_on_submit() or asked is None or current_user.is_authenticated:
        return redirect(url_for("auth.login_by_code"), 303)
    _send_code(asked["address"])
    flash(
        _("If the address has an account, a new code is on its way. Older ones do not work any more."),
        "success",
    )
    return redirect(url_for("auth.confirm_login"), 303)


def _send_code(address: str) -> None:
    with transaction():
        begin_code_login(address, ip=client_place(), now=utcnow())
