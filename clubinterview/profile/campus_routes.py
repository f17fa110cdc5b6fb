"""The page of the campus check."""

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.auth.codes.store import WrongCode, code_minutes
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, client_place
from clubinterview.profile import bp
from clubinterview.profile.campus import (
    CampusAddressTaken,
    NotOfThisSchool,
    begin_confirmation,
    belongs_to,
    domains_of,
    finish_confirmation,
)
from clubinterview.profile.forms import CampusCodeForm, CampusForm

ADDRESS = "campus address"  # that is being confirmed, in the session


@bp.route("/me/campus", methods=["GET", "POST"])
def campus() -> WebAnswer:
    """Ask for a campus address and send it a code."""
    form, domains = CampusForm(), domains_of(current_user.school_id)
    if form.validate_on_submit():
        try:
            with transaction():
                begin_confirmation(
                    current_user._get_current_object(), form.email.address, ip=client_place(), now=utcnow()
                )
            session[ADDRESS] = form.email.address
            return redirect(url_for("profile.confirm_campus"), 303)
        except NotOfThisSchool as error:
            form.email.errors = [str(error)]
    own = current_user.email
    if own and belongs_to(own, domains) and not form.is_submitted():
        form.email.data = own
    return render_template("profile/campus.html", form=form, domains=domains), form.status


@bp.route("/me/campus/code", methods=["GET", "POST"])
def confirm_campus() -> WebAnswer:
    """Take the code; the right one sets the mark."""
    address = session.get(ADDRESS)
    if address is None:
        return redirect(url_for("profile.campus"))
    form = CampusCodeForm()
    if form.validate_on_submit():
        try:
            with transaction():
                finish_confirmation(
                    current_user.id, address, str(form.code.data), ip=client_place(), now=utcnow()
                )
            return _confirmed()
        except (WrongCode, NotOfThisSchool, CampusAddressTaken) as error:
            form.code.errors = [str(error)]
    page = render_template("profile/confirm_campus.html", form=form, address=address, minutes=code_minutes())
    return page, form.status


def _confirmed() -> WebAnswer:
    session.pop(ADDRESS, None)
    flash(_("You are campus confirmed."), "success")
    return redirect(url_for("profile.show"), 303)
