"""Who may see which slot, booking and candidate. Outside the club all is 404; members without the right get 403."""

from dataclasses import dataclass

from flask import abort
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import contains_eager, joinedload

from clubinterview.auth.models import User
from clubinterview.club.models import Membership
from clubinterview.core.errors import NotAllowed
from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Slot, SlotPanel
from clubinterview.recruitment.models import (
    Application,
    ApplicationChoice,
    Decision,
    Drive,
    Stage,
    StageKind,
    Status,
)


@dataclass(frozen=True)
class Candidate:
    """An application as its interviewers see it.

    application: with drive, person, resume and choices.  stage: the drive's interview stage.  booking: the live one, with
    its slot, or None.  is_closed: whether scorecards can no longer change.
    """

    application: Application
    stage: Stage
    booking: Booking | None
    is_closed: bool

    @property
    def choice_names(self) -> list[str]:
        """The names of the departments that the application chose, the first choice in front."""
        return [choice.department.name for choice in self.application.choices]


def interview_stage(drive: Drive) -> Stage:
    """Return the drive's interview stage; 404 when it has none. The stages are loaded."""
    stage = next((stage for stage in drive.stages if stage.kind == StageKind.INTERVIEW), None)
    if stage is None:
        abort(404)
    return stage


def slot_of(stage: Stage, slot_id: int) -> Slot:
    """Return a slot of the stage, with its panel; else 404. One statement."""
    slot = db.session.scalar(
        select(Slot)
        .options(joinedload(Slot.panel))
        .where(Slot.id == slot_id, Slot.stage_id == stage.id)
        .execution_options(populate_existing=True)
    )
    if slot is None:
        abort(404)
    return slot


def booking_for(membership: Membership, booking_id: int) -> Booking:
    """Return a booking of the member's club, with its slot, for officers and the slot's panel.

    404 for bookings of other clubs, NotAllowed for members who are not on the panel and for the candidate. One
    statement.
    """
    row = db.session.execute(
        select(Booking, Application.user_id, _is_on_panel(membership))
        .select_from(Booking)
        .join(Booking.application)
        .join(Booking.slot)
        .join(Slot.stage)
        .join(Stage.drive)
        .options(contains_eager(Booking.slot))
        .where(Booking.id == booking_id, Drive.club_id == membership.club_id)
    ).one_or_none()
    if row is None:
        abort(404)
    booking, candidate_id, is_on_panel = row
    _check_not_own(membership, candidate_id)
    _check_assigned(membership, is_on_panel)
    return booking


def candidate_for(membership: Membership, application_id: int) -> Candidate:
    """Return a candidate of the member's club, for officers and the panel of the booked slot.

    404 for drafts and for other clubs' applications, NotAllowed for members who are not on the panel and for the
    candidate. One statement.
    """
    decided = exists().where(
        Decision.application_id == Application.id,
        Decision.stage_id == Stage.id,
        Decision.published_at.is_not(None),
    )
    rows = db.session.execute(
        select(Application, Stage, Booking, _is_on_panel(membership), decided)
        .select_from(Application)
        .join(Application.drive)
        .join(Stage, and_(Stage.drive_id == Drive.id, Stage.kind == StageKind.INTERVIEW))
        .outerjoin(
            Booking,
            and_(
                Booking.application_id == Application.id,
                Booking.stage_id == Stage.id,
                Booking.is_live.is_(True),
            ),
        )
        .outerjoin(Slot, Slot.id == Booking.slot_id)
        .options(
            contains_eager(Application.drive),
            joinedload(Application.user),
            joinedload(Application.resume),
            joinedload(Application.choices).joinedload(ApplicationChoice.department),
            contains_eager(Booking.slot),
        )
        .where(
            Application.id == application_id,
            Application.status != Status.DRAFT,
            Application.user.has(User.is_shown()),
            Drive.club_id == membership.club_id,
        )
        .order_by(Stage.position)
        .limit(1)
    )
    row = rows.unique().one_or_none()
    if row is None:
        abort(404)
    application, stage, booking, is_on_panel, is_decided = row
    _check_not_own(membership, application.user_id)
    _check_assigned(membership, is_on_panel)
    return Candidate(application, stage, booking, is_decided or application.status != Status.INTERVIEW)


def _is_on_panel(membership: Membership) -> ColumnElement[bool]:
    """Return whether the member is on the panel of the booking's slot, as a column beside it."""
    return exists().where(SlotPanel.slot_id == Booking.slot_id, SlotPanel.user_id == membership.user_id)


def _check_not_own(membership: Membership, candidate_id: int) -> None:
    if candidate_id == membership.user_id:
        raise NotAllowed(
            _l("This is your own application. Others interview you, and you can't see their notes.")
        )


def _check_assigned(membership: Membership, is_on_panel: bool) -> None:
    if not (membership.is_officer or is_on_panel):
        raise NotAllowed(_l("Only this candidate's interviewers and the club's officers can see this."))
