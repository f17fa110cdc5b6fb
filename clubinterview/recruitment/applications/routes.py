"""Students' pages: a drive, applying to it, and how the application goes."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.pagination import Cursor, page_of
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer
from clubinterview.extensions import db
from clubinterview.recruitment import bp, hooks
from clubinterview.recruitment.applications.forms import CHOICE_LABELS, ApplicationForm, application_form
from clubinterview.recruitment.applications.services import refuse_unless_open, save_draft, submit, withdraw
from clubinterview.recruitment.applications.timeline import timeline
from clubinterview.recruitment.models import Application, Status
from clubinterview.recruitment.policies import application_of, drive_for_student
from clubinterview.recruitment.queries import (
    answers_of,
    application_to,
    events_of,
    load_fields,
    with_drive_and_offer,
)
from clubinterview.recruitment.status import IN_PROGRESS
from clubinterview.resume.services import current_resume


@bp.get("/drives/<int:drive_id>")
def show_drive(drive_id: int) -> WebAnswer:
    """Show a student what a drive is about, and how to apply or why not."""
    drive = drive_for_student(current_user, drive_id)
    application = db.session.scalar(
        select(Application).where(Application.drive_id == drive_id, Application.user_id == current_user.id)
    )
    return render_template(
        "recruitment/show_drive.html", drive=drive, phase=drive.phase_at(utcnow()), application=application
    )


@bp.route("/drives/<int:drive_id>/application", methods=["GET", "POST"])
def apply(drive_id: int) -> WebAnswer:
    """Write an application: save it as a draft, or submit it."""
    drive = drive_for_student(current_user, drive_id)
    application = application_to(drive_id, current_user)
    if application is not None and application.status != Status.DRAFT:
        return redirect(url_for("recruitment.application", application_id=application.id))
    refuse_unless_open(drive, utcnow())
    load_fields(drive)
    resume = current_resume(current_user.id)
    form = application_form(drive, application, is_draft=request.form.get("act") != "submit")
    if form.validate_on_submit():
        if form.is_draft or resume is not None:
            return _save(form, drive_id)
        form.form_errors.append(_("Upload your resume first: the club reads it with your application."))
    page = render_template("recruitment/apply.html", drive=drive, form=form, resume=resume)
    return page, form.status


def _save(form: ApplicationForm, drive_id: int) -> WebAnswer:
    user_id, entry = current_user.id, form.entry()
    if form.is_draft:
        in_transaction(lambda: save_draft(user_id, drive_id, entry, now=utcnow()))
        flash(_("Draft saved. Only you can see it until you submit."), "success")
        return redirect(url_for("recruitment.apply", drive_id=drive_id))
    application = in_transaction(lambda: submit(user_id, drive_id, entry, now=utcnow()))
    flash(_("Your application is in. Good luck!"), "success")
    return redirect(url_for("recruitment.application", application_id=application.id))


@bp.get("/applications")
def applications() -> WebAnswer:
    """List this person's applications, newest first."""
    mine = select(Application.id).where(Application.user_id == current_user.id)
    rows = select(Application).options(*with_drive_and_offer())
    page = page_of(rows, mine, Cursor.from_arguments(request.args))
    page = page.with_urls(partial(url_for, "recruitment.applications"))
    return render_template("recruitment/applications.html", page=page, now=utcnow())


@bp.get("/applications/<int:application_id>")
def application(application_id: int) -> WebAnswer:
    """Show how an application goes, what was answered, and the offer if there is one."""
    shown = application_of(current_user, application_id)
    if shown.status == Status.DRAFT:
        return redirect(url_for("recruitment.apply", drive_id=shown.drive_id))
    return render_template(
        "recruitment/application.html",
        application=shown,
        steps=timeline(shown, [event for event, _name in events_of(shown)]),
        answers=answers_of(shown),
        fragments=[
            fragment
            for render in hooks.application_fragments
            if (fragment := render(shown, current_user)) is not None
        ],
        may_withdraw=shown.status in IN_PROGRESS,
        choice_labels=CHOICE_LABELS,
        now=utcnow(),
    )


@bp.post("/applications/<int:application_id>/withdrawal")
def withdraw_application(application_id: int) -> WebAnswer:
    """Take an application back."""
    application_of(current_user, application_id)
    user_id = current_user.id
    in_transaction(lambda: withdraw(user_id, application_id, now=utcnow()))
    flash(_("Application withdrawn."), "success")
    return redirect(url_for("recruitment.application", application_id=application_id))
