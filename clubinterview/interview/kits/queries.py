"""Reads of interview kits."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, and_, cast, func, or_, select

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.interview.kits.drawing import Drawing, Item, PartPool
from clubinterview.interview.kits.models import InterviewKit, KitDraw, KitDrawQuestion, KitPart
from clubinterview.interview.models import Booking, Slot, SlotPanel
from clubinterview.questions.models import Question, QuestionCategory, QuestionStatus
from clubinterview.recruitment.models import Application, Status
from clubinterview.recruitment.scorecards.models import Criterion


@dataclass(frozen=True)
class Seat:
    """A live booking.  panel: the ids of who interviews.  is_drawn: whether the candidate's questions are drawn."""

    booking_id: int
    slot_id: int
    application_id: int
    status: Status
    name: str
    starts_at: datetime
    ends_at: datetime
    place: str
    panel: frozenset[int]
    is_drawn: bool


@dataclass
class Asked:
    """One part of a kit.  question: the one that is asked in it, as Question.as_asked; None before the draw."""

    part: KitPart
    criterion: Criterion
    question: dict[str, Any] | None = None


@dataclass
class KitSheet:
    """A kit as pages show it, in the order of its parts.  draw: of the candidate, or None."""

    kit: InterviewKit
    draw: KitDraw | None = None
    asked: list[Asked] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        parts = sum(each.part.minutes for each in self.asked)
        return self.kit.opening_minutes + parts + self.kit.closing_minutes

    def ends_from(self, began_at: datetime) -> list[datetime]:
        """Return when the opening, each part and the closing should end in an interview that began then."""
        parts = [each.part.minutes for each in self.asked]
        passed = accumulate([self.kit.opening_minutes, *parts, self.kit.closing_minutes])
        return [began_at + timedelta(minutes=minutes) for minutes in passed]

    def minutes_over(self, slot: Slot | None) -> int:
        """Return by how many minutes it is longer than the slot; 0 when it fits or there is no slot."""
        if slot is None:
            return 0
        return max(0, self.minutes - int((slot.ends_at - slot.starts_at).total_seconds() // 60))


def sheet_for(stage_id: int, application_id: int) -> KitSheet | None:
    """Return the stage's kit with what the application drew; None without a kit. One statement."""
    rows = db.session.execute(
        select(InterviewKit, KitPart, Criterion, KitDraw, KitDrawQuestion.asked)
        .join(KitPart, KitPart.kit_id == InterviewKit.id)
        .join(Criterion, Criterion.id == KitPart.criterion_id)
        .outerjoin(KitDraw, and_(KitDraw.kit_id == InterviewKit.id, KitDraw.application_id == application_id))
        .outerjoin(
            KitDrawQuestion,
            and_(KitDrawQuestion.draw_id == KitDraw.id, KitDrawQuestion.position == KitPart.position),
        )
        .where(InterviewKit.stage_id == stage_id)
        .order_by(KitPart.position)
    )
    sheet = None
    for kit, part, criterion, draw, question in rows:
        sheet = sheet or KitSheet(kit, draw)
        sheet.asked.append(Asked(part, criterion, question))
    return sheet


def planned_minutes_of(stage_id: SQLColumnExpression[int]) -> ColumnElement[int | None]:
    """Return how many minutes the kit of each stage takes, as a column beside the stages' ids; NULL without a kit."""
    around = InterviewKit.opening_minutes + InterviewKit.closing_minutes
    return (
        select(cast(around + func.sum(KitPart.minutes), Integer))
        .join(KitPart, KitPart.kit_id == InterviewKit.id)
        .where(InterviewKit.stage_id == stage_id)
        .group_by(InterviewKit.id)
        .scalar_subquery()
    )


def kit_and_criteria(stage_id: int) -> tuple[KitSheet | None, list[Criterion]]:
    """Return the stage's kit, None without one, and what the stage is scored on. One statement."""
    rows = db.session.execute(
        select(Criterion, InterviewKit, KitPart)
        .outerjoin(InterviewKit, InterviewKit.stage_id == Criterion.stage_id)
        .outerjoin(KitPart, and_(KitPart.kit_id == InterviewKit.id, KitPart.criterion_id == Criterion.id))
        .where(Criterion.stage_id == stage_id)
        .order_by(Criterion.position, Criterion.id)
    )
    sheet, criteria = None, {}
    for criterion, kit, part in rows:
        criteria[criterion.id] = criterion
        if kit is not None:
            sheet = sheet or KitSheet(kit)
        if sheet is not None and part is not None:
            sheet.asked.append(Asked(part, criterion))
    if sheet is not None:
        sheet.asked.sort(key=lambda each: each.part.position)
    return sheet, list(criteria.values())


def queue_of(stage_id: int) -> list[Seat]:
    """Return who is booked in the stage, by time. One statement."""
    rows = db.session.execute(
        select(
            Booking.id, Slot.id, Application.id, Application.status, User.name_for_others(), Slot.starts_at, Slot.ends_at,
            Slot.place, SlotPanel.user_id, KitDraw.id,
        )
        .select_from(Booking)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(Application, Application.id == Booking.application_id)
        .join(User, User.id == Application.user_id)
        .outerjoin(SlotPanel, SlotPanel.slot_id == Slot.id)
        .outerjoin(InterviewKit, InterviewKit.stage_id == Booking.stage_id)
        .outerjoin(
            KitDraw, and_(KitDraw.kit_id == InterviewKit.id, KitDraw.application_id == Application.id)
        )
        .where(Booking.stage_id == stage_id, Booking.is_live.is_(True))
        .order_by(Slot.starts_at, Slot.id, Booking.id)
    )  # fmt: skip
    seats: dict[int, Seat] = {}
    for (
        booking_id,
        slot_id,
        application_id,
        status,
        name,
        starts_at,
        ends_at,
        place,
        interviewer_id,
        draw_id,
    ) in rows:
        if booking_id not in seats:
            seats[booking_id] = Seat(
                booking_id, slot_id, application_id, status, name, starts_at, ends_at, place, frozenset(),
                draw_id is not None,
            )  # fmt: skip
        if interviewer_id is not None:
            seat = seats[booking_id]
            seats[booking_id] = replace(seat, panel=seat.panel | {interviewer_id})
    return list(seats.values())


def pools_of(kit_id: int, club_id: int) -> list[PartPool]:
    """Return what fits each part of the kit, in their order: the club's panel questions, and public ones beside them.

    Public ones are the club's and the platform's. Only live questions count. Two statements.
    """
    parts = db.session.scalars(
        select(KitPart)
        .where(KitPart.kit_id == kit_id)
        .order_by(KitPart.position)
        .execution_options(populate_existing=True)
    ).all()
    return _pools(parts, club_id)


def _pools(parts: Sequence[KitPart], club_id: int) -> list[PartPool]:
    """Return what fits each part. One statement."""
    rows = db.session.execute(
        select(
            Question.id, Question.difficulty, Question.kind, Question.is_for_panels, Question.category_id,
            QuestionCategory.parent_id,
        )
        .join(QuestionCategory, QuestionCategory.id == Question.category_id)
        .where(
            Question.status == QuestionStatus.LIVE,
            or_(
                Question.club_id == club_id,
                and_(Question.club_id.is_(None), Question.is_for_panels.is_(False)),
            ),
        )
        .order_by(Question.id)
    ).all()  # fmt: skip
    pools = []
    for part in parts:
        fitting = [row for row in rows if part.takes(row.kind, {row.category_id, row.parent_id} - {None})]
        panel = tuple(Item(row.id, row.difficulty) for row in fitting if row.is_for_panels)
        public = tuple(Item(row.id, row.difficulty) for row in fitting if not row.is_for_panels)
        pools.append(PartPool(panel, public, part.difficulty))
    return pools


def example_for(stage_id: int, club_id: int) -> KitSheet | None:
    """Return the stage's kit with an example of a draw, the same each time; None without a kit. Three statements.

    Without enough questions in the bank the parts come without any.
    """
    sheet, _criteria = kit_and_criteria(stage_id)
    if sheet is None:
        return None
    drawn = Drawing(_pools([each.part for each in sheet.asked], club_id)).draw(sheet.kit.id)
    if drawn is None:
        return sheet
    rows = db.session.scalars(select(Question).where(Question.id.in_(drawn.question_ids)))
    questions = {row.id: row.as_asked() for row in rows}
    for each, question_id in zip(sheet.asked, drawn.question_ids, strict=True):
        each.question = questions[question_id]
    return sheet
