"""The page of the ID number."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.auth.origin import origin
from clubinterview.core.access import needs_recent_password
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer
from clubinterview.profile import bp
from clubinterview.profile.forms import NumberForm
from clubinterview.profile.numbers import (
    WrongNumber,
    forget_number,
    masked_number,
    normalise_number,
    save_number,
    show_number,
)


@bp.route("/me/number", methods=["GET", "POST"])
@needs_recent_password
def number() -> WebAnswer:
    """Show the number masked, and take one."""
    form = NumberForm()
    if form.validate_on_submit():
        try:
            now = utcnow()
            typed = normalise_number(form.number.data or "", now=now)
            with transaction():
                save_number(current_user.id, typed, now=now)
            flash(_("Your ID number is stored encrypted."), "success")
            return redirect(url_for("profile.number"), 303)
        except WrongNumber as error:
            form.number.errors = [str(error)]
    page = render_template("profile/number.html", form=form, masked=masked_number(current_user.id), whole="")
    return page, form.status


@bp.post("/me/number/showing")
@needs_recent_password
def show_whole_number() -> WebAnswer:
    """Show the whole number to its owner, this once."""
    with transaction():
        whole = show_number(current_user.id, origin=origin())
    form = NumberForm(formdata=None)
    return render_template(
        "profile/number.html", form=form, masked=masked_number(current_user.id), whole=whole
    )


@bp.post("/me/number/removal")
@needs_recent_password
def remove_number() -> WebAnswer:
    """Forget the number, and take the consent back."""
    with transaction():
        forget_number(current_user.id, now=utcnow())
    flash(_("Your ID number has been deleted."), "success")
    return redirect(url_for("profile.number"), 303)
