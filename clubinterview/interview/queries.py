"""Reads of interviews that pages need."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, true, union_all
from sqlalchemy.orm import aliased

from clubinterview.auth.models import User
from clubinterview.club.models import Department, Membership
from clubinterview.extensions import db
from clubinterview.interview.days import bounds, day_of
from clubinterview.interview.models import Booking, Scorecard, ScorecardScore, Slot, SlotPanel
from clubinterview.interview.scoring import average_of
from clubinterview.recruitment.models import Application, ApplicationChoice, Criterion, Drive, Stage


def slots_of(stage_id: int, *, after: datetime | None = None) -> Sequence[Slot]:
    """Return the stage's slots that are not cancelled, by time; those that begin later than `after`. One statement."""
    statement = select(Slot).where(Slot.stage_id == stage_id, Slot.cancelled_at.is_(None))
    if after is not None:
        statement = statement.where(Slot.starts_at > after)
    statement = statement.order_by(Slot.starts_at, Slot.id).execution_options(populate_existing=True)
    return db.session.scalars(statement).all()


def members_of(club_id: int) -> Sequence[tuple[int, str]]:
    """Return (user id, name) of everybody who works in the club, those who joined first in front. One statement."""
    rows = db.session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.club_id == club_id)
        .order_by(Membership.id)
    )
    return [(user_id, name) for user_id, name in rows]


def candidates_in(slot_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Return (application id, name) of those who are booked, by slot, as they booked. One statement."""
    rows = db.session.execute(
        select(Booking.slot_id, Application.id, User.name_for_others())
        .join(Booking.application)
        .join(Application.user)
        .where(Booking.slot_id.in_(slot_ids), Booking.is_live.is_(True))
        .order_by(Booking.id)
    )
    by_slot = defaultdict(list)
    for slot_id, application_id, name in rows:
        by_slot[slot_id].append((application_id, name))
    return by_slot


def panels_of(slot_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the interviewers' names by slot. One statement."""
    rows = db.session.execute(
        select(SlotPanel.slot_id, User.name_for_others())
        .join(User, User.id == SlotPanel.user_id)
        .where(SlotPanel.slot_id.in_(slot_ids))
        .order_by(User.id)
    )
    by_slot = defaultdict(list)
    for slot_id, name in rows:
        by_slot[slot_id].append(name)
    return by_slot


@dataclass
class Appointment:
    """One candidate on the evening list.

    scorecard: the reader's own of them: "", draft or submitted.  is_own: whether the candidate is the reader.
    """

    booking: Booking
    name: str
    initials: str
    wishes: list[str]
    scorecard: str
    is_own: bool


@dataclass
class Sitting:
    """One slot on the evening list."""

    slot: Slot
    stage: str
    panel: list[str]
    appointments: list[Appointment] = field(default_factory=list)


class EveningList:
    """The interviews of a club: all of them, or those whose panel the member is on."""

    def __init__(self, membership: Membership, *, everybody: bool) -> None:
        self._me = membership.user_id
        on_panel = exists().where(SlotPanel.slot_id == Slot.id, SlotPanel.user_id == self._me)
        self._scope = and_(
            Drive.club_id == membership.club_id,
            Slot.cancelled_at.is_(None),
            true() if everybody else on_panel,
        )

    def days_around(self, day: date, *, or_next: bool) -> tuple[date | None, date, date | None]:
        """Return the last day with interviews before `day`, `day` itself, and the first one after it.

        or_next: where `day` has no interviews, the next one that has some takes its place. One statement; two then.
        """
        begins, ends = bounds(day)
        earlier = self._times(func.max(Slot.starts_at), Slot.starts_at < begins)
        same = self._times(func.min(Slot.starts_at), Slot.starts_at >= begins, Slot.starts_at < ends)
        later = self._times(func.min(Slot.starts_at), Slot.starts_at >= ends)
        before, found, after = db.session.execute(select(earlier, same, later)).one()
        if or_next and found is None and after is not None:
            return self.days_around(day_of(after), or_next=False)
        return before and day_of(before), day, after and day_of(after)

    def sittings_on(self, day: date) -> list[Sitting]:
        """Return the slots of the day by time, with who is booked. Two statements."""
        rows = self._rows(day)
        panels, wishes = _panels_and_wishes(
            {slot.id for slot, *_ in rows}, {booking.application_id for _, _, booking, *_ in rows if booking}
        )
        sittings: dict[int, Sitting] = {}
        for slot, stage, booking, user, card_id, submitted_at in rows:
            sitting = sittings.setdefault(slot.id, Sitting(slot, stage, panels[slot.id]))
            if booking is not None:
                state = "" if card_id is None else "draft" if submitted_at is None else "submitted"
                wished = wishes[booking.application_id]
                sitting.appointments.append(
                    Appointment(
                        booking, user.shown_name, user.initials, wished, state, is_own=user.id == self._me
                    )
                )
        return list(sittings.values())

    def _times(self, column: ColumnElement[datetime], *conditions: ColumnElement[bool]) -> Any:
        return (
            select(column)
            .select_from(Slot)
            .join(Slot.stage)
            .join(Stage.drive)
            .where(self._scope, *conditions)
            .scalar_subquery()
        )

    def _rows(self, day: date) -> Sequence[Any]:
        begins, ends = bounds(day)
        return db.session.execute(
            select(Slot, Stage.name, Booking, User, Scorecard.id, Scorecard.submitted_at)
            .select_from(Slot)
            .join(Slot.stage)
            .join(Stage.drive)
            .outerjoin(Booking, and_(Booking.slot_id == Slot.id, Booking.is_live.is_(True)))
            .outerjoin(Application, Application.id == Booking.application_id)
            .outerjoin(User, User.id == Application.user_id)
            .outerjoin(
                Scorecard,
                and_(
                    Scorecard.application_id == Booking.application_id,
                    Scorecard.stage_id == Booking.stage_id,
                    Scorecard.interviewer_id == self._me,
                ),
            )
            .where(self._scope, Slot.starts_at >= begins, Slot.starts_at < ends)
            .order_by(Slot.starts_at, Slot.id, Booking.id)
        ).all()


def _panels_and_wishes(
    slot_ids: Collection[int], application_ids: Collection[int]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Return the interviewers' names by slot, and the wished departments' by application. One statement."""
    panel = (
        select(literal(0), SlotPanel.slot_id, User.id.label("place"), User.name_for_others())
        .join(User, User.id == SlotPanel.user_id)
        .where(SlotPanel.slot_id.in_(slot_ids))
    )
    wish = (
        select(literal(1), ApplicationChoice.application_id, ApplicationChoice.rank, Department.name)
        .join(ApplicationChoice.department)
        .where(ApplicationChoice.application_id.in_(application_ids))
    )
    names: tuple[dict[int, list[str]], dict[int, list[str]]] = (defaultdict(list), defaultdict(list))
    for which, key, _place, name in sorted(db.session.execute(union_all(panel, wish))):
        names[which][key].append(name)
    return names


@dataclass
class Sheet:
    """A scorecard as pages show it. points: criterion id → 1 to 5."""

    scorecard: Scorecard
    interviewer: str
    points: dict[int, int] = field(default_factory=dict)


@dataclass
class Scoring:
    """What a stage is scored on, the reader's own sheet, and the others that this reader may see."""

    criteria: list[Criterion]
    mine: Sheet | None
    others: list[Sheet]

    @property
    def average(self) -> Any:
        """The mean of the totals that are submitted, as far as this reader may see them; None without any."""
        sheets = [*self.others, *([self.mine] if self.mine else [])]
        totals = [sheet.scorecard.total for sheet in sheets if sheet.scorecard.submitted_at]
        return average_of([total for total in totals if total is not None]) if totals else None


def scoring_for(reader_id: int, application_id: int, stage_id: int) -> Scoring:
    """Return what an interviewer may see: their own sheet, and once it is submitted the submitted ones of others.

    One statement, which does not even ask for what must stay hidden.
    """
    own = aliased(Scorecard)
    has_submitted = exists().where(
        own.application_id == application_id,
        own.stage_id == stage_id,
        own.interviewer_id == reader_id,
        own.submitted_at.is_not(None),
    )
    visible = or_(
        Scorecard.interviewer_id == reader_id, and_(Scorecard.submitted_at.is_not(None), has_submitted)
    )
    return _scoring(reader_id, application_id, stage_id, visible)


def scoring_for_officers(application_id: int, stage_id: int) -> Scoring:
    """Return all submitted sheets, as `others`. One statement."""
    return _scoring(None, application_id, stage_id, Scorecard.submitted_at.is_not(None))


def _scoring(
    reader_id: int | None, application_id: int, stage_id: int, visible: ColumnElement[bool]
) -> Scoring:
    rows = db.session.execute(
        select(Criterion, Scorecard, ScorecardScore.points, User.name_for_others())
        .select_from(Criterion)
        .outerjoin(
            Scorecard,
            and_(
                Scorecard.application_id == application_id, Scorecard.stage_id == Criterion.stage_id, visible
            ),
        )
        .outerjoin(User, User.id == Scorecard.interviewer_id)
        .outerjoin(
            ScorecardScore,
            and_(ScorecardScore.scorecard_id == Scorecard.id, ScorecardScore.criterion_id == Criterion.id),
        )
        .where(Criterion.stage_id == stage_id)
        .order_by(Criterion.position, Criterion.id, Scorecard.id)
    )
    criteria: dict[int, Criterion] = {}
    sheets: dict[int, Sheet] = {}
    for criterion, scorecard, points, name in rows:
        criteria[criterion.id] = criterion
        if scorecard is not None:
            sheet = sheets.setdefault(scorecard.id, Sheet(scorecard, name))
            if points is not None:
                sheet.points[criterion.id] = points
    mine = next((each for each in sheets.values() if each.scorecard.interviewer_id == reader_id), None)
    return Scoring(list(criteria.values()), mine, [each for each in sheets.values() if each is not mine])
