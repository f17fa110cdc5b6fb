"""What officers do with slots: offer them, change them, call them off."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import LazyString, lazy_ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import contains_eager

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Membership
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.days import day_of
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.formats import moment
from clubinterview.core.transaction import change_rows, lock, lock_all
from clubinterview.extensions import db
from clubinterview.interview import messages
from clubinterview.interview.kits.redraws import redraw_after_commit
from clubinterview.interview.models import Booking, Slot, SlotPanel
from clubinterview.interview.slots.clashes import engagements_of
from clubinterview.interview.slots.queries import panel_ids as panel_of
from clubinterview.messaging.kinds import Kind
from clubinterview.messaging.services import notify
from clubinterview.recruitment.models import Application, Drive, DriveStatus, Stage, StageKind
from clubinterview.recruitment.scorecards.models import Scorer
from clubinterview.recruitment.scorecards.scorers import set_scorers

Times = list[tuple[datetime, datetime]]


class DriveOver(DomainError):
    """The drive is archived, so nobody is interviewed any more."""


class StartsInThePast(DomainError):
    """Slots are offered for the future."""


class PanelBusy(DomainError):
    """A member of the panel is in another interview at that time; the text names who and when."""


class BelowBooked(DomainError):
    """More people are booked than the slot would hold."""


class SlotOver(DomainError):
    """The slot was cancelled, or it has begun and cannot be cancelled any more."""


@dataclass(frozen=True)
class Series:
    """Slots one after another. minutes: of each; break_minutes: between two; capacity: seats of each."""

    starts_at: datetime
    minutes: int
    how_many: int
    break_minutes: int
    place: str
    capacity: int
    panel_ids: Collection[int]

    def times(self) -> Times:
        """Return (start, end) of each slot, in order."""
        length, step = timedelta(minutes=self.minutes), timedelta(minutes=self.minutes + self.break_minutes)
        starts = [self.starts_at + step * number for number in range(self.how_many)]
        return [(start, start + length) for start in starts]


def add_slots(stage_id: int, series: Series, *, by: By) -> list[Slot]:
    """Offer all slots of the series, or none, and notify the panel. Returns them, flushed, in the order of their times.

    stage_id: an interview stage.  Raises StartsInThePast, PanelBusy, DriveOver; NotFound when one of the
    panel is not in the club. Locks the panel's accounts in the order of their ids until the transaction ends.
    """
    stage = _interview_stage(stage_id)
    panel = _locked_panel(stage, series.panel_ids)
    if series.starts_at <= by.now:
        raise StartsInThePast(_l("Choose a start time in the future."))
    times = series.times()
    _check_panel_free(panel, times)
    slots = [
        Slot(
            stage_id=stage_id,
            starts_at=starts_at,
            ends_at=ends_at,
            place=series.place,
            capacity=series.capacity,
        )
        for starts_at, ends_at in times
    ]
    db.session.add_all(slots)
    db.session.flush()
    db.session.add_all(SlotPanel(slot_id=slot.id, user_id=user_id) for slot in slots for user_id in panel)
    club, count = stage.drive.club, len(slots)
    _notify_panel(
        messages.PANEL_ADDED, panel.values(), slots[0], club, by=by, count=count, place=series.place
    )
    audit("slot.create", by=by, club_id=club.id, target=f"stage {stage_id}", new=str(count))
    return slots


def edit_slot(slot_id: int, *, place: str, capacity: int, panel_ids: Collection[int], by: By) -> Slot:
    """Change where a slot is, how many it takes, and who interviews. Those concerned are notified.

    Raises SlotOver when it was cancelled, BelowBooked, PanelBusy, DriveOver; NotFound for a person outside the club.
    Locks the accounts of both panels and of the candidates, then the slot.
    """
    slot = _slot(slot_id)
    stage = _interview_stage(slot.stage_id)
    candidates = {booking.application.user_id for booking in _bookings(slot_id)}
    people = lock_all(User, {*panel_ids, *panel_of(slot_id), *candidates})
    _check_members(stage, panel_ids)
    slot = _locked_slot(slot_id)
    if slot.cancelled_at is not None:
        raise SlotOver(_l("This slot was cancelled. Add a new one instead."))
    if capacity < slot.booked:
        raise BelowBooked(
            lazy_ngettext(
                "%(count)s person has already booked, so capacity can't go below that.",
                "%(count)s people have already booked, so capacity can't go below that.",
                slot.booked,
                count=str(slot.booked),
            )
        )
    before = panel_of(slot_id)
    added = set(panel_ids) - before
    _check_panel_free({user_id: people[user_id] for user_id in added}, [(slot.starts_at, slot.ends_at)])
    moved = place != slot.place
    slot.place, slot.capacity = place, capacity
    db.session.execute(
        delete(SlotPanel).where(SlotPanel.slot_id == slot_id, SlotPanel.user_id.not_in(panel_ids))
    )
    db.session.add_all(SlotPanel(slot_id=slot_id, user_id=user_id) for user_id in sorted(added))
    set_scorers(slot.stage_id, [booking.application_id for booking in _bookings(slot_id)], panel_ids)
    redraw_after_commit(slot.stage_id)
    if slot.starts_at > by.now:
        _notify_of_edit(slot, stage.drive.club, people, before, set(panel_ids), moved, by=by)
    audit("slot.edit", by=by, club_id=stage.drive.club_id, target=f"slot {slot_id}")
    return slot


def _notify_of_edit(
    slot: Slot, club: Club, people: dict[int, User], before: set[int], after: set[int], moved: bool, *, by: By
) -> None:
    """Notify those who joined and left the panel, and all others of a new place."""

    def notify_members(kind: Kind, ids: set[int], **parameters: Any) -> None:
        panel = [people[user_id] for user_id in sorted(ids) if user_id in people]
        _notify_panel(kind, panel, slot, club, by=by, **parameters)

    notify_members(messages.PANEL_ADDED, after - before, count=1, place=slot.place)
    notify_members(messages.PANEL_REMOVED, before - after)
    if moved:
        notify_members(messages.PANEL_CHANGED, before & after, place=slot.place)
        _notify_of_place(slot, club.name, by.now)


def _notify_panel(
    kind: Kind, panel: Iterable[User], slot: Slot, club: Club, *, by: By, **parameters: Any
) -> None:
    """Notify interviewers, locked, of a slot; not the one who has just changed it.  slot: the first, of several."""
    path = f"/manage/{club.slug}/interviews?day={day_of(slot.starts_at)}"
    for user in panel:
        if user.id != by.actor_id:
            notify(user, kind, now=by.now, path=path, club=club.name, time=slot.starts_at, **parameters)


def _notify_of_place(slot: Slot, club_name: str, now: datetime) -> None:
    for booking in _bookings(slot.id):
        notify(
            booking.application.user,
            messages.PLACE_CHANGED,
            now=now,
            path=f"/applications/{booking.application_id}",
            club=club_name,
            time=slot.starts_at,
            place=slot.place,
        )


def cancel_slot(slot_id: int, *, by: By) -> Slot:
    """Call a slot off: its bookings end, and their candidates are asked to book again. Twice is once.

    The panel is notified too. Raises SlotOver once it has begun. Locks the accounts of candidates and panel, the slot,
    then the bookings.
    """
    stage = _interview_stage(_slot(slot_id).stage_id)
    panel_ids = panel_of(slot_id)
    people = lock_all(User, {*panel_ids, *(booking.application.user_id for booking in _bookings(slot_id))})
    slot = _locked_slot(slot_id)
    if slot.cancelled_at is not None:
        return slot
    if _lock_bookings(slot_id) or slot.starts_at <= by.now:
        raise SlotOver(_l("This interview has started, so it can't be cancelled."))
    bookings = _bookings(slot_id)
    live = update(Booking).where(Booking.slot_id == slot_id, Booking.is_live.is_(True))
    change_rows(live.values(is_live=None, cancelled_at=by.now))
    slot.booked, slot.cancelled_at = 0, by.now
    set_scorers(slot.stage_id, [booking.application_id for booking in bookings], ())
    redraw_after_commit(slot.stage_id)
    for booking in bookings:
        application = booking.application
        notify(
            application.user,
            messages.SLOT_CANCELLED,
            now=by.now,
            path=f"/applications/{application.id}/slots",
            club=stage.drive.club.name,
            time=slot.starts_at,
        )
        audit(
            "booking.cancel",
            by=by,
            subject_user_id=application.user_id,
            club_id=stage.drive.club_id,
            target=f"booking {booking.id}",
        )
    panel = [people[user_id] for user_id in sorted(panel_ids) if user_id in people]
    _notify_panel(messages.PANEL_REMOVED, panel, slot, stage.drive.club, by=by)
    audit("slot.cancel", by=by, club_id=stage.drive.club_id, target=f"slot {slot_id}")
    return slot


def _interview_stage(stage_id: int) -> Stage:
    """Return the stage with its drive and club. Raises NotFound when it is none for interviews, DriveOver."""
    stage = db.session.scalar(
        select(Stage)
        .join(Stage.drive)
        .join(Drive.club)
        .options(contains_eager(Stage.drive).contains_eager(Drive.club))
        .where(Stage.id == stage_id, Stage.kind == StageKind.INTERVIEW)
    )
    if stage is None:
        raise NotFound("")
    if stage.drive.status == DriveStatus.ARCHIVED:
        raise DriveOver(_l("This drive is archived, so its interviews can't change."))
    return stage


def _slot(slot_id: int) -> Slot:
    slot = db.session.get(Slot, slot_id)
    if slot is None:
        raise NotFound("")
    return slot


def _locked_slot(slot_id: int) -> Slot:
    slot = lock(Slot, slot_id)
    if slot is None:
        raise NotFound("")
    return slot


def _locked_panel(stage: Stage, panel_ids: Collection[int]) -> dict[int, User]:
    panel = lock_all(User, panel_ids)
    _check_members(stage, panel_ids)
    return panel


def _check_members(stage: Stage, panel_ids: Collection[int]) -> None:
    """Raise NotFound when the panel is empty or one of its members is not in the stage's club."""
    members = db.session.scalars(
        select(Membership.user_id).where(
            Membership.club_id == stage.drive.club_id, Membership.user_id.in_(panel_ids)
        )
    ).all()
    if not members or set(members) != set(panel_ids):
        raise NotFound("")


def _lock_bookings(slot_id: int) -> bool:
    """Lock the slot's live bookings, and return whether the interview of one has begun."""
    began = db.session.scalars(
        select(Booking.began_at)
        .where(Booking.slot_id == slot_id, Booking.is_live.is_(True))
        .order_by(Booking.id)
        .with_for_update()
    ).all()
    return any(began)


def _bookings(slot_id: int) -> list[Booking]:
    """Return the slot's live bookings with application and person, in the order in which they were made."""
    return list(
        db.session.scalars(
            select(Booking)
            .join(Booking.application)
            .join(Application.user)
            .options(contains_eager(Booking.application).contains_eager(Application.user))
            .where(Booking.slot_id == slot_id, Booking.is_live.is_(True))
            .order_by(Booking.id)
        )
    )


def _check_panel_free(panel: dict[int, User], times: Times) -> None:
    """Raises PanelBusy when one of these people, locked, is in another interview at one of the times."""
    if not panel:
        return
    engagements = engagements_of(panel.keys(), times[0][0], times[-1][1])
    for engagement in sorted(engagements, key=lambda each: each.starts_at):
        if any(engagement.overlaps(starts_at, ends_at) for starts_at, ends_at in times):
            raise PanelBusy(
                _l(
                    "%(name)s is already in another interview on %(time)s. Choose another time or interviewer.",
                    name=panel[engagement.user_id].name,
                    time=LazyString(moment, engagement.starts_at),
                )
            )


def leave_panels(club_id: int, user_id: int, now: datetime) -> None:
    """Take a person whose role in the club has ended off the panels of its coming slots. Locks these slots."""
    ids = db.session.scalars(
        select(SlotPanel.slot_id)
        .join(Slot, Slot.id == SlotPanel.slot_id)
        .join(Slot.stage)
        .join(Stage.drive)
        .where(SlotPanel.user_id == user_id, Drive.club_id == club_id, Slot.starts_at > now)
    ).all()
    left = lock_all(Slot, ids).values()
    change_rows(delete(SlotPanel).where(SlotPanel.user_id == user_id, SlotPanel.slot_id.in_(ids)))
    is_booked_there = exists().where(
        Booking.application_id == Scorer.application_id,
        Booking.stage_id == Scorer.stage_id,
        Booking.slot_id.in_(ids),
        Booking.is_live.is_(True),
    )
    change_rows(delete(Scorer).where(Scorer.user_id == user_id, is_booked_there))
    for stage_id in {slot.stage_id for slot in left}:
        redraw_after_commit(stage_id)
