"""The page of the campus check."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.auth.codes.step import CodeStep
from clubinterview.auth.codes.store import WrongCode
from clubinterview.auth.forms import CodeForm
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, client_key
from clubinterview.profile import bp
from clubinterview.profile.campus import (
    CampusAddressTaken,
    NotOfThisSchool,
    begin_confirmation,
    belongs_to,
    domains_of,
    finish_confirmation,
)
from clubinterview.profile.forms import CampusForm


def _begin(email: str, *, ip: str, now: datetime) -> None:
    begin_confirmation(current_user._get_current_object(), email, ip=ip, now=now)


STEP = CodeStep(
    key="campus address",
    begin=_begin,
    asking="profile.campus",
    typing="profile.confirm_campus",
    template="profile/confirm_campus.html",
)


@bp.route("/me/campus", methods=["GET", "POST"])
def campus() -> WebAnswer:
    """Ask for a campus address and send it a code."""
    form, domains = CampusForm(), domains_of(current_user.school_id)
    if form.validate_on_submit():
        try:
            return STEP.send(form.email.address)
        except NotOfThisSchool as error:
            form.email.errors = [str(error)]
    own = current_user.email
    if own and belongs_to(own, domains) and not form.is_submitted():
        form.email.data = own
    return render_template("profile/campus.html", form=form, domains=domains), form.status


@bp.route("/me/campus/code", methods=["GET", "POST"])
def confirm_campus() -> WebAnswer:
    """Take the code; the right one sets the mark."""
    asked = STEP.asked()
    if asked is None:
        return STEP.ask_first()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            return _finish(asked["address"], str(form.code.data))
        except (WrongCode, NotOfThisSchool, CampusAddressTaken) as error:
            form.code.errors = [str(error)]
    return STEP.render(form, asked["address"])


def _finish(address: str, code: str) -> WebAnswer:
    with transaction():
        finish_confirmation(current_user.id, address, code, ip=client_key(), now=utcnow())
    STEP.forget()
    flash(_("You're a verified student."), "success")
    return redirect(url_for("profile.show"), 303)
