"""Interview kits: officers write them, interviewers draw and read them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from clubinterview.club.models import Membership
from clubinterview.club.policies import membership_for
from clubinterview.core.clock import utcnow
from clubinterview.core.language import locale_code
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.interview import bp
from clubinterview.interview.kits.draws import draw_for, draw_for_everybody
from clubinterview.interview.kits.forms import KitForm, kit_form
from clubinterview.interview.kits.queries import example_for, kit_and_criteria, queue_of
from clubinterview.interview.kits.services import KitInUse, write_kit
from clubinterview.interview.kits.showing import kit_shown
from clubinterview.interview.policies import candidate_for
from clubinterview.questions.categories import categories_in
from clubinterview.questions.services import RUNNING
from clubinterview.recruitment.models import Drive, Stage, StageKind, Status
from clubinterview.recruitment.policies import officer_drive

MOST_SEATS = 50  # on the page of a kit, the next ones


@bp.route("/manage/<slug>/drives/<int:drive_id>/stages/<int:stage_id>/kit", methods=["GET", "POST"])
def kit(slug: str, drive_id: int, stage_id: int) -> WebAnswer:
    """Show the kit of an interview stage with who has drawn, and save what officers write."""
    membership, drive = officer_drive(current_user, slug, drive_id)
    stage = _interview_stage(drive, stage_id)
    sheet, criteria = kit_and_criteria(stage_id)
    form = kit_form(criteria, categories_in(locale_code()), sheet)
    if form.add_rows(request.form.get("add")) or not form.validate_on_submit():
        return _render_kit(membership, drive, stage, form, has_kit=sheet is not None)
    plan, by = form.plan(), acting(membership.user_id)
    try:
        _written, voided = in_transaction(lambda: write_kit(stage_id, plan, by=by))
    except KitInUse as refusal:
        form.parts.errors = [str(refusal)]
        membership, drive = officer_drive(current_user, slug, drive_id)
        page, _status = _render_kit(membership, drive, _interview_stage(drive, stage_id), form, has_kit=True)
        return page, refusal.status
    if voided:
        flash(
            ngettext(
                "Kit saved. Its questions changed, so %(count)d candidate needs a new draw.",
                "Kit saved. Its questions changed, so %(count)d candidates need a new draw.",
                voided,
                count=voided,
            ),
            "warning",
        )
    else:
        flash(_("Kit saved."), "success")
    return redirect(url_for("interview.kit", slug=slug, drive_id=drive_id, stage_id=stage_id), 303)


@bp.get("/manage/<slug>/drives/<int:drive_id>/stages/<int:stage_id>/kit/preview")
def kit_preview(slug: str, drive_id: int, stage_id: int) -> WebAnswer:
    """Show the kit as interviewers see it, with an example of a draw. Nothing of it is saved."""
    membership, drive = officer_drive(current_user, slug, drive_id)
    stage = _interview_stage(drive, stage_id)
    sheet = example_for(stage_id, membership.club_id)
    if sheet is None:
        abort(404)
    return render_template(
        "interview/kit_preview.html",
        membership=membership,
        club=membership.club,
        drive=drive,
        stage=stage,
        sheet=sheet,
    )


@bp.post("/manage/<slug>/drives/<int:drive_id>/stages/<int:stage_id>/kit/draws")
def draw_all(slug: str, drive_id: int, stage_id: int) -> WebAnswer:
    """Draw the questions of all who are booked."""
    membership, drive = officer_drive(current_user, slug, drive_id)
    _interview_stage(drive, stage_id)
    by = acting(membership.user_id)
    drawn = in_transaction(lambda: draw_for_everybody(stage_id, by=by))
    if drawn:
        flash(
            ngettext(
                "Drew questions for %(count)d candidate.",
                "Drew questions for %(count)d candidates.",
                drawn,
                count=drawn,
            ),
            "success",
        )
    else:
        flash(_("Everyone booked already has questions."), "info")
    return redirect(url_for("interview.kit", slug=slug, drive_id=drive_id, stage_id=stage_id), 303)


@bp.get("/manage/<slug>/candidates/<int:application_id>/kit")
def candidate_kit(slug: str, application_id: int) -> WebAnswer:
    """Show the kit of one candidate alone, for paper."""
    membership = membership_for(current_user, slug)
    found = candidate_for(membership, application_id)
    shown = kit_shown(found)
    if shown is None:
        abort(404)
    return render_template(
        "interview/candidate_kit.html",
        membership=membership,
        club=membership.club,
        application=found.application,
        person=found.application.user,
        drive=found.application.drive,
        kit=shown,
    )


@bp.post("/manage/<slug>/candidates/<int:application_id>/kit")
def draw_kit(slug: str, application_id: int) -> WebAnswer:
    """Draw one candidate's questions; what is drawn stays."""
    membership = membership_for(current_user, slug)
    stage_id = candidate_for(membership, application_id).stage.id
    by = acting(membership.user_id)
    in_transaction(lambda: draw_for(stage_id, application_id, by=by))
    return redirect(
        url_for("interview.candidate", slug=slug, application_id=application_id, _anchor="kit"), 303
    )


def _interview_stage(drive: Drive, stage_id: int) -> Stage:
    stages = [row for row in drive.stages if row.id == stage_id and row.kind == StageKind.INTERVIEW]
    if not stages:
        abort(404)
    return stages[0]


def _render_kit(
    membership: Membership, drive: Drive, stage: Stage, form: KitForm, *, has_kit: bool
) -> tuple[str, int]:
    now = utcnow()
    seats = [seat for seat in queue_of(stage.id) if seat.status == Status.INTERVIEW and seat.ends_at > now]
    page = render_template(
        "interview/kit.html",
        membership=membership,
        club=membership.club,
        drive=drive,
        stage=stage,
        form=form,
        has_kit=has_kit,
        seats=seats,
        shown_seats=seats[:MOST_SEATS],
        is_running=drive.status in RUNNING,
    )
    return page, form.status
