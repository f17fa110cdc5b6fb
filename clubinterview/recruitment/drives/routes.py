"""Officers' pages of drives: the list, one drive, its form, publishing and closing."""

from collections.abc import Sequence
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import defer

from clubinterview.club.models import Department, Membership
from clubinterview.club.policies import officer_membership, owner_membership
from clubinterview.core.access import needs_recent_password
from clubinterview.core.clock import utcnow
from clubinterview.core.pagination import Cursor, page_of
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.extensions import db
from clubinterview.recruitment import bp
from clubinterview.recruitment.drives.archiving import archive_drive, delete_draft
from clubinterview.recruitment.drives.forms import DriveForm, PublishedDriveForm
from clubinterview.recruitment.drives.services import (
    ClosesEarlier,
    close_drive,
    edit_published,
    publish_drive,
    rewrite_draft,
    write_drive,
)
from clubinterview.recruitment.models import STAGE_NAMES, Drive, DriveStatus
from clubinterview.recruitment.policies import drive_for, officer_drive
from clubinterview.recruitment.queries import counts_of, load_form


@bp.get("/manage/<slug>/drives")
def drives(slug: str) -> WebAnswer:
    """List the club's drives, newest first."""
    membership = officer_membership(current_user, slug)
    ids = select(Drive.id).where(Drive.club_id == membership.club_id)
    page = page_of(select(Drive).options(defer(Drive.body)), ids, Cursor.from_arguments(request.args))
    return render_template(
        "recruitment/drives.html",
        membership=membership,
        club=membership.club,
        page=page.with_urls(partial(url_for, "recruitment.drives", slug=slug)),
        counts=counts_of([drive.id for drive in page.items]),
        now=utcnow(),
    )


@bp.route("/manage/<slug>/drives/new", methods=["GET", "POST"])
def new_drive(slug: str) -> WebAnswer:
    """Write a new drive."""
    membership = officer_membership(current_user, slug)
    form = DriveForm.blank(_departments(membership))
    if not form.add_rows(request.form.get("add")) and form.validate_on_submit():
        with transaction():
            drive = write_drive(membership.club_id, form.plan(), by=acting(membership.user_id))
        flash(_("Draft saved. Publish it when it's ready."), "success")
        return redirect(url_for("recruitment.drive", slug=slug, drive_id=drive.id))
    return _render_form(membership, form, None)


@bp.get("/manage/<slug>/drives/<int:drive_id>")
def drive(slug: str, drive_id: int) -> WebAnswer:
    """Show one drive: its dates, stages, form, and how many applications stand where."""
    membership, shown = officer_drive(current_user, slug, drive_id)
    load_form(shown)
    return render_template(
        "recruitment/drive.html",
        membership=membership,
        club=membership.club,
        drive=shown,
        phase=shown.phase_at(utcnow()),
        counts=counts_of([drive_id])[drive_id],
    )


@bp.route("/manage/<slug>/drives/<int:drive_id>/edit", methods=["GET", "POST"])
def edit_drive(slug: str, drive_id: int) -> WebAnswer:
    """Change a drive: all of a draft; title, text, stage names, and a later closing once it is published."""
    membership, drive = officer_drive(current_user, slug, drive_id)
    if drive.status != DriveStatus.DRAFT:
        return _edit_published(membership, drive)
    load_form(drive)
    form = DriveForm.of_draft(drive, _departments(membership))
    if not form.add_rows(request.form.get("add")) and form.validate_on_submit():
        with transaction():
            rewrite_draft(drive_id, form.plan(), by=acting(membership.user_id))
        flash(_("Draft saved."), "success")
        return redirect(url_for("recruitment.drive", slug=slug, drive_id=drive_id))
    return _render_form(membership, form, drive)


def _edit_published(membership: Membership, drive: Drive) -> WebAnswer:
    form, slug, drive_id = PublishedDriveForm.of(drive), membership.club.slug, drive.id
    if form.validate_on_submit():
        try:
            with transaction():
                edit_published(
                    drive_id,
                    title=form.title.data or "",
                    body=form.body.data or "",
                    closes_at=form.closing,
                    stage_names=(form.screening_name.data or "", form.interview_name.data or ""),
                    by=acting(membership.user_id),
                )
        except ClosesEarlier as refusal:
            form.closes_at.errors = [str(refusal)]
            membership, drive = officer_drive(current_user, slug, drive_id)
        else:
            flash(_("Changes saved."), "success")
            return redirect(url_for("recruitment.drive", slug=slug, drive_id=drive_id))
    return _render_form(membership, form, drive)


@bp.post("/manage/<slug>/drives/<int:drive_id>/publication")
def publish(slug: str, drive_id: int) -> WebAnswer:
    """Open a draft to applicants."""
    membership = officer_membership(current_user, slug)
    drive_for(membership, drive_id)
    with transaction():
        publish_drive(drive_id, by=acting(membership.user_id))
    flash(_("Drive published."), "success")
    return redirect(url_for("recruitment.drive", slug=slug, drive_id=drive_id))


@bp.post("/manage/<slug>/drives/<int:drive_id>/closing")
def close(slug: str, drive_id: int) -> WebAnswer:
    """Take no more applications."""
    membership = officer_membership(current_user, slug)
    drive_for(membership, drive_id)
    with transaction():
        close_drive(drive_id, by=acting(membership.user_id))
    flash(_("Applications are closed. Everything already submitted still counts."), "success")
    return redirect(url_for("recruitment.drive", slug=slug, drive_id=drive_id))


@bp.post("/manage/<slug>/drives/<int:drive_id>/archiving")
def archive(slug: str, drive_id: int) -> WebAnswer:
    """Put away a drive that is over."""
    membership = officer_membership(current_user, slug)
    drive_for(membership, drive_id)
    with transaction():
        archive_drive(drive_id, by=acting(membership.user_id))
    flash(_("Drive archived."), "success")
    return redirect(url_for("recruitment.drive", slug=slug, drive_id=drive_id), 303)


@bp.post("/manage/<slug>/drives/<int:drive_id>/deletion")
@needs_recent_password
def delete(slug: str, drive_id: int) -> WebAnswer:
    """Delete a draft. For owners."""
    membership = owner_membership(current_user, slug)
    drive_for(membership, drive_id)
    with transaction():
        delete_draft(drive_id, by=acting(membership.user_id))
    flash(_("Draft deleted."), "success")
    return redirect(url_for("recruitment.drives", slug=slug), 303)


def _departments(membership: Membership) -> Sequence[Department]:
    return db.session.scalars(
        select(Department)
        .where(Department.club_id == membership.club_id)
        .order_by(Department.position, Department.id)
    ).all()


def _render_form(membership: Membership, form: PublishedDriveForm, drive: Drive | None) -> WebAnswer:
    """Render the form; `drive` is None for a new one."""
    page = render_template(
        "recruitment/drive_form.html",
        membership=membership,
        club=membership.club,
        form=form,
        drive=drive,
        usual_names=STAGE_NAMES,
    )
    return page, form.status
