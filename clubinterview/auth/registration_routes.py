"""Registering: an address, a code sent to it, and an account that awaits its completion."""

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.auth import bp
from clubinterview.auth.codes.store import WrongCode, code_minutes
from clubinterview.auth.devices import remember_device
from clubinterview.auth.forms import AddressForm, CodeForm
from clubinterview.auth.services import AlreadyRegistered, begin_registration, finish_registration
from clubinterview.auth.sessions import sign_in
from clubinterview.config import NOTICE_VERSION
from clubinterview.core.access import open_before_completion, public
from clubinterview.core.clock import utcnow
from clubinterview.core.fields import EmptyForm
from clubinterview.core.identity import is_phone, shown_address
from clubinterview.core.language import locale_code
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, client_place

ADDRESS = "registering"  # the address being confirmed, in the anonymous session


@bp.route("/register", methods=["GET", "POST"])
@public
def register() -> WebAnswer:
    """Ask for an address and send it a code."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    form = AddressForm()
    if form.validate_on_submit():
        return _send_code(form.address.address)
    return render_template("auth/register.html", form=form), form.status


@bp.route("/register/code", methods=["GET", "POST"])
@public
def confirm() -> WebAnswer:
    """Take the code; the right one opens the account."""
    address = session.get(ADDRESS)
    if current_user.is_authenticated or address is None:
        return redirect(url_for("home.index" if current_user.is_authenticated else "auth.register"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            with transaction():
                now = utcnow()
                code = str(form.code.data)
                user = finish_registration(address, code, locale=locale_code(), ip=client_place(), now=now)
                sign_in(user, now=now, method="code")
        except WrongCode as error:
            form.code.errors = [str(error)]
        except AlreadyRegistered as error:
            session.pop(ADDRESS)
            flash(str(error), "info")
            return redirect(url_for("auth.login"), 303)
        else:
            response = redirect(url_for("auth.complete"), 303)
            remember_device(response, user)
            return response
    return _code_page(form, address)


@bp.post("/register/code/resending")
@public
def resend() -> WebAnswer:
    """Send a newer code to the same address; the older one is void."""
    address = session.get(ADDRESS)
    if not EmptyForm().validate_on_submit() or address is None or current_user.is_authenticated:
        return redirect(url_for("auth.register"), 303)
    answer = _send_code(address)
    flash(_("A new code is on its way. Older ones do not work any more."), "success")
    return answer


@bp.get("/privacy")
@public
@open_before_completion
def privacy() -> WebAnswer:
    """Say what is kept of a person, and why."""
    return render_template("auth/privacy.html", notice_version=NOTICE_VERSION)


def _code_page(form: CodeForm, address: str) -> WebAnswer:
    page = render_template(
        "auth/code.html",
        form=form,
        address=shown_address(address),
        is_phone=is_phone(address),
        minutes=code_minutes(),
    )
    return page, form.status


def _send_code(address: str) -> WebAnswer:
    with transaction():
        begin_registration(address, ip=client_place(), now=utcnow())
    session[ADDRESS] = address
    return redirect(url_for("auth.confirm"), 303)
