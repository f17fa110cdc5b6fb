"""Schools and majors, for administrators: lists, editing, merging, and what waits to be looked at."""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any
from unicodedata import normalize

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select

from clubinterview.core.access import needs_recent_password
from clubinterview.core.fields import unstorable
from clubinterview.core.limits import limits
from clubinterview.core.pagination import Cursor, page_of
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.extensions import db
from clubinterview.platform import bp
from clubinterview.platform import school_services as services
from clubinterview.platform.school_forms import MajorForm, MergeForm, RefusalForm, SchoolForm
from clubinterview.profile.models import LONGEST_SCHOOL, Major, School, SchoolDomain, SchoolStatus
from clubinterview.profile.search import holds, is_listed, majors_like, schools_like

MOST_NEAR_NAMES = 5


@bp.get("/platform/schools")
def schools() -> WebAnswer:
    """List the schools, newest first, or those that ?q= finds."""
    return _list(School, "platform.schools", select(School.id).where(is_listed()))


@bp.get("/platform/schools/pending")
def pending_schools() -> WebAnswer:
    """List the schools that students have typed."""
    waiting = select(School.id).where(School.status == SchoolStatus.PENDING)
    return _list(School, "platform.pending_schools", waiting)


@bp.get("/platform/majors")
def majors() -> WebAnswer:
    """List the majors, newest first, or those that ?q= finds."""
    return _list(Major, "platform.majors", select(Major.id))


@bp.route("/platform/schools/new", methods=["GET", "POST"])
@needs_recent_password
def new_school() -> WebAnswer:
    """Add a school."""
    form = SchoolForm()
    if form.validate_on_submit() and _saved(form, services.save_school, None, form.domain_list):
        return redirect(url_for("platform.schools"), 303)
    return render_template("platform/new_row.html", form=form, title=_("Add school")), form.status


@bp.route("/platform/majors/new", methods=["GET", "POST"])
@needs_recent_password
def new_major() -> WebAnswer:
    """Add a major."""
    form = MajorForm()
    if form.validate_on_submit() and _saved(form, services.save_major, None):
        return redirect(url_for("platform.majors"), 303)
    return render_template("platform/new_row.html", form=form, title=_("Add major")), form.status


@bp.route("/platform/schools/<int:school_id>", methods=["GET", "POST"])
@needs_recent_password
def school(school_id: int) -> WebAnswer:
    """Edit a school; one that waits is approved by it."""
    row = _row(School, school_id)
    form = SchoolForm() if request.method == "POST" else _form_of(row)
    if form.validate_on_submit() and _saved(form, services.save_school, school_id, form.domain_list):
        return redirect(url_for("platform.school", school_id=school_id), 303)
    return _school_page(row, form)


@bp.route("/platform/majors/<int:major_id>", methods=["GET", "POST"])
@needs_recent_password
def major(major_id: int) -> WebAnswer:
    """Edit a major."""
    row = _row(Major, major_id)
    form = MajorForm(obj=row)
    if form.validate_on_submit() and _saved(form, services.save_major, major_id):
        return redirect(url_for("platform.major", major_id=major_id), 303)
    return _major_page(row, form)


@bp.post("/platform/schools/<int:school_id>/merging")
@needs_recent_password
def merge_school(school_id: int) -> WebAnswer:
    """Merge a school into another one."""
    row, form = _row(School, school_id), MergeForm()
    if form.validate_on_submit():
        target = _named(schools_like(form.into.data or ""), form)
        if target is not None and _merged(form, services.merge_schools, school_id, target.id):
            return redirect(url_for("platform.school", school_id=target.id), 303)
    return _school_page(row, _form_of(row), merge_form=form)


@bp.post("/platform/majors/<int:major_id>/merging")
@needs_recent_password
def merge_major(major_id: int) -> WebAnswer:
    """Merge a major into another one."""
    row, form = _row(Major, major_id), MergeForm()
    if form.validate_on_submit():
        target = _named(majors_like(form.into.data or ""), form, but=major_id)
        if target is not None and _merged(form, services.merge_majors, major_id, target.id):
            return redirect(url_for("platform.major", major_id=target.id), 303)
    return _major_page(row, MajorForm(formdata=None, obj=row), merge_form=form)


@bp.post("/platform/schools/<int:school_id>/refusal")
@needs_recent_password
def refuse_school(school_id: int) -> WebAnswer:
    """Refuse a school that waits."""
    row, form = _row(School, school_id), RefusalForm()
    if not form.validate_on_submit():
        return _school_page(row, _form_of(row), refusal_form=form)
    by = acting(current_user.id)
    with transaction():
        services.refuse_school(school_id, reason=str(form.reason.data), by=by)
    flash(_("Rejected. Its people are asked to choose again."), "success")
    return redirect(url_for("platform.pending_schools"), 303)


@bp.post("/platform/schools/<int:school_id>/deletion")
@needs_recent_password
def delete_school(school_id: int) -> WebAnswer:
    """Delete a school that nothing refers to."""
    _row(School, school_id)
    by = acting(current_user.id)
    with transaction():
        services.delete_school(school_id, by=by)
    flash(_("School deleted."), "success")
    return redirect(url_for("platform.schools"), 303)


def _list(model: Any, endpoint: str, query: Any) -> WebAnswer:
    """Render a list of schools or majors. One statement, and one for the number of schools that wait."""
    sought = normalize("NFC", request.args.get("q", "").strip())
    if unstorable(sought) or len(sought) > LONGEST_SCHOOL:
        sought = ""
    if sought:
        limits.hit((current_app.config["SEARCHES_PER_MINUTE"], 60), "search", str(current_user.id))
        query = query.where(holds(model, sought))
    page = page_of(select(model), query, Cursor.from_arguments(request.args))
    waiting = select(func.count()).where(School.status == SchoolStatus.PENDING)
    return render_template(
        "platform/base_list.html",
        page=page.with_urls(partial(url_for, endpoint, q=sought or None)),
        sought=sought, is_school=model is School, waiting=db.session.scalar(waiting),
    )  # fmt: skip


def _saved(form: Any, save: Any, *what: Any) -> bool:
    """Save what the form says; False, with its name saying why, when the name is taken.  what: id, then domains."""
    row_id, *rest = what
    by = acting(current_user.id)
    try:
        with transaction():
            save(row_id, form.facts, *rest, by=by)
    except services.Taken as error:
        form.name.errors = [str(error)]
        return False
    flash(_("Saved."), "success")
    return True


def _merged(form: MergeForm, merge: Any, row_id: int, into_id: int) -> bool:
    by = acting(current_user.id)
    try:
        with transaction():
            merge(row_id, into_id, by=by)
    except services.CannotMerge as error:
        form.into.errors = [str(error)]
        return False
    flash(_("Merged."), "success")
    return True


def _named(found: Sequence[Any], form: MergeForm, but: int = 0) -> Any:
    """Return the row of just the name that the form says; None, with the field saying so, when there is none."""
    for row in found:
        if row.name == form.into.data and row.id != but:
            return row
    form.into.errors = [_("Enter the full name as it appears in the list.")]
    return None


def _row(model: Any, row_id: int) -> Any:
    row = db.session.get(model, row_id)
    if row is None:
        abort(404)
    return row


def _form_of(row: School) -> SchoolForm:
    """Return the form as the school is now, whatever form of the page was sent. One statement."""
    domains = db.session.scalars(
        select(SchoolDomain.domain).where(SchoolDomain.school_id == row.id).order_by(SchoolDomain.domain)
    )
    form = SchoolForm(formdata=None, obj=row, data={"domains": "\n".join(domains)})
    form.aliases.data = row.aliases.replace("|", "\n")
    return form


def _school_page(
    row: School,
    form: SchoolForm,
    *,
    merge_form: MergeForm | None = None,
    refusal_form: RefusalForm | None = None,
) -> WebAnswer:
    merge_form = merge_form or MergeForm(formdata=None)
    refusal_form = refusal_form or RefusalForm(formdata=None)
    page = render_template(
        "platform/school.html", school=row, form=form, merge_form=merge_form, refusal_form=refusal_form,
        near=_near_names(row) if row.status == SchoolStatus.PENDING else [],
    )  # fmt: skip
    return page, max(form.status, merge_form.status, refusal_form.status)


def _major_page(row: Major, form: MajorForm, merge_form: MergeForm | None = None) -> WebAnswer:
    merge_form = merge_form or MergeForm(formdata=None)
    page = render_template("platform/major.html", major=row, form=form, merge_form=merge_form)
    return page, max(form.status, merge_form.status)


def _near_names(row: School) -> list[str]:
    """Return names of listed schools that may be the one that was meant, the nearest first. One statement."""
    names = db.session.scalars(select(School.name).where(is_listed())).all()
    return get_close_matches(row.name, names, n=MOST_NEAR_NAMES, cutoff=0.5)
