"""A person's own page: what they said about themselves."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer
from clubinterview.extensions import db
from clubinterview.profile import bp
from clubinterview.profile.forms import EditForm
from clubinterview.profile.models import School
from clubinterview.profile.new_schools import SchoolGone, saved_school, within_limit
from clubinterview.profile.services import change_facts


@bp.get("/me")
def show() -> WebAnswer:
    """Show the person's own facts."""
    return render_template("profile/show.html", school=_own_school())


@bp.route("/me/edit", methods=["GET", "POST"])
def edit() -> WebAnswer:
    """Change what the person says about themselves."""
    school = _own_school()
    form = EditForm(kept_year=current_user.enrolment_year, own_school=school, **_present_facts(school))
    is_valid = form.validate_on_submit()
    chosen = form.chosen_school() if form.is_submitted() else None
    if is_valid and chosen is not None and within_limit(form.school, chosen, current_user.id):
        try:
            with transaction():
                saved = saved_school(chosen, now=utcnow())
                change_facts(current_user.id, form.facts(saved), bio=form.bio.data or "")
            flash(_("Profile saved."), "success")
            return redirect(url_for("profile.show"), 303)
        except SchoolGone as error:
            form.school.errors = [str(error)]
    return render_template("profile/edit.html", form=form), form.status


def _present_facts(school: School | None) -> dict[str, object]:
    """Return what the form begins with, by the names of its fields."""
    names = ("name", "major", "student_number", "enrolment_year", "bio")
    return {"school": school.name if school else "", **{name: getattr(current_user, name) for name in names}}


def _own_school() -> School | None:
    return db.session.get(School, current_user.school_id) if current_user.school_id else None
