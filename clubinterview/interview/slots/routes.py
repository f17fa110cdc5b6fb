"""Officers' pages of slots: what is offered, adding, changing, cancelling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.club.models import Membership
from clubinterview.core.by import By
from clubinterview.core.clock import utcnow
from clubinterview.core.days import asked_day, day_of
from clubinterview.core.errors import DomainError
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.interview import bp
from clubinterview.interview.models import Slot
from clubinterview.interview.policies import interview_stage, slot_of
from clubinterview.interview.slots.forms import SeriesForm, SlotForm
from clubinterview.interview.slots.queries import candidates_in, members_of, panels_of, slots_of
from clubinterview.interview.slots.services import (
    BelowBooked,
    PanelBusy,
    StartsInThePast,
    add_slots,
    cancel_slot,
    edit_slot,
)
from clubinterview.recruitment.models import Drive
from clubinterview.recruitment.policies import officer_drive


@dataclass(frozen=True)
class SlotDay:
    """One day's slots, and how many of their seats are taken."""

    day: date
    slots: list[Slot]

    @property
    def booked(self) -> int:
        return sum(slot.booked for slot in self.slots)

    @property
    def capacity(self) -> int:
        return sum(slot.capacity for slot in self.slots)


@bp.route("/manage/<slug>/drives/<int:drive_id>/slots", methods=["GET", "POST"])
def slots(slug: str, drive_id: int) -> WebAnswer:
    """Show the slots of a drive, one day at a time, and offer new ones."""
    membership, drive = officer_drive(current_user, slug, drive_id)
    asked = asked_day(request.args.get("day"))
    form = SeriesForm.blank(members_of(membership.club_id))
    if form.validate_on_submit():
        series, stage_id, by = form.series(), interview_stage(drive).id, acting(membership.user_id)
        try:
            in_transaction(lambda: add_slots(stage_id, series, by=by))
        except StartsInThePast as refusal:
            form.starts_at.errors = [str(refusal)]
        except PanelBusy as refusal:
            form.panel.errors = [str(refusal)]
        else:
            flash(_("Slots added."), "success")
            return redirect(
                url_for("interview.slots", slug=slug, drive_id=drive_id, day=day_of(series.starts_at))
            )
        membership, drive = officer_drive(current_user, slug, drive_id)
    return _render_slots(membership, drive, form, asked)


@bp.route("/manage/<slug>/drives/<int:drive_id>/slots/<int:slot_id>", methods=["GET", "POST"])
def slot(slug: str, drive_id: int, slot_id: int) -> WebAnswer:
    """Change where a slot is, how many it takes, and who interviews."""
    membership, drive = officer_drive(current_user, slug, drive_id)
    shown = slot_of(interview_stage(drive), slot_id)
    form = SlotForm.of(shown, members_of(membership.club_id))
    if form.validate_on_submit():
        refusal = _edit(form, slot_id, acting(membership.user_id))
        if refusal is None:
            flash(_("Changes saved."), "success")
            return redirect(
                url_for("interview.slots", slug=slug, drive_id=drive_id, day=day_of(shown.starts_at))
            )
        (form.capacity if isinstance(refusal, BelowBooked) else form.panel).errors = [str(refusal)]
        membership, drive = officer_drive(current_user, slug, drive_id)
        shown = slot_of(interview_stage(drive), slot_id)
    page = render_template(
        "interview/slot.html", membership=membership, club=membership.club, drive=drive, slot=shown, form=form
    )
    return page, form.status


@bp.post("/manage/<slug>/drives/<int:drive_id>/slots/<int:slot_id>/cancellation")
def cancel_one(slug: str, drive_id: int, slot_id: int) -> WebAnswer:
    """Call a slot off; those who are booked are notified and asked to book again."""
    membership, drive = officer_drive(current_user, slug, drive_id)
    starts_at = slot_of(interview_stage(drive), slot_id).starts_at
    by = acting(membership.user_id)
    in_transaction(lambda: cancel_slot(slot_id, by=by))
    flash(_("Slot cancelled. Everyone booked has been notified."), "success")
    return redirect(url_for("interview.slots", slug=slug, drive_id=drive_id, day=day_of(starts_at)))


def _edit(form: SlotForm, slot_id: int, by: By) -> DomainError | None:
    """Carry the form out; what it refused belongs to a field."""
    place, capacity, panel_ids = form.place.data or "", form.capacity.data, form.panel.data or []
    try:
        in_transaction(lambda: edit_slot(slot_id, place=place, capacity=capacity, panel_ids=panel_ids, by=by))
    except (BelowBooked, PanelBusy) as refusal:
        return refusal
    return None


def _render_slots(membership: Membership, drive: Drive, form: SeriesForm, asked: date | None) -> WebAnswer:
    stage = interview_stage(drive)
    rows = slots_of(stage.id)
    days = [
        SlotDay(day, list(same_day)) for day, same_day in groupby(rows, lambda row: day_of(row.starts_at))
    ]
    shown = _shown_day(days, asked)
    slot_ids = [row.id for row in shown.slots] if shown else []
    page = render_template(
        "interview/slots.html",
        membership=membership,
        club=membership.club,
        drive=drive,
        stage=stage,
        form=form,
        days=days,
        shown=shown,
        panels=panels_of(slot_ids),
        candidates=candidates_in(slot_ids),
        now=utcnow(),
    )
    return page, form.status


def _shown_day(days: Sequence[SlotDay], asked: date | None) -> SlotDay | None:
    """Return the day asked for, else today or the next one with slots, else the last one."""
    today = day_of(utcnow())
    wanted = next((each for each in days if each.day == asked), None)
    coming = next((each for each in days if each.day >= today), days[-1] if days else None)
    return wanted or coming
