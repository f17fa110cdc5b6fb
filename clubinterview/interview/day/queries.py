"""The evening list: which interviews there are on a day, and who sits where."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, select, true, union_all

from clubinterview.auth.models import User
from clubinterview.club.models import Department, Membership
from clubinterview.core.days import bounds, day_of
from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Slot, SlotPanel
from clubinterview.recruitment.models import (
    Application,
    ApplicationChoice,
    Drive,
    Stage,
    stage_label,
)
from clubinterview.recruitment.scorecards.models import Scorecard


@dataclass
class Appointment:
    """One candidate on the evening list.

    scorecard: the reader's own of them: "", draft or submitted.  is_own: whether the candidate is the reader.
    """

    booking: Booking
    name: str
    initials: str
    choice_names: list[str]
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
        panels, choice_names = _panels_and_choices(
            {slot.id for slot, *_ in rows},
            {booking.application_id for _, _, _, booking, *_ in rows if booking},
        )
        sittings: dict[int, Sitting] = {}
        for slot, kind, name, booking, user, card_id, submitted_at in rows:
            sitting = sittings.setdefault(slot.id, Sitting(slot, stage_label(kind, name), panels[slot.id]))
            if booking is not None:
                state = "" if card_id is None else "draft" if submitted_at is None else "submitted"
                names = choice_names[booking.application_id]
                sitting.appointments.append(
                    Appointment(
                        booking, user.shown_name, user.initials, names, state, is_own=user.id == self._me
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
            select(Slot, Stage.kind, Stage.name, Booking, User, Scorecard.id, Scorecard.submitted_at)
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


def _panels_and_choices(
    slot_ids: Collection[int], application_ids: Collection[int]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Return the interviewers' names by slot, and those of the chosen departments by application. One statement."""
    panel = (
        select(literal(0), SlotPanel.slot_id, User.id.label("place"), User.name_for_others())
        .join(User, User.id == SlotPanel.user_id)
        .where(SlotPanel.slot_id.in_(slot_ids))
    )
    choice = (
        select(literal(1), ApplicationChoice.application_id, ApplicationChoice.rank, Department.name)
        .join(ApplicationChoice.department)
        .where(ApplicationChoice.application_id.in_(application_ids))
    )
    names: tuple[dict[int, list[str]], dict[int, list[str]]] = (defaultdict(list), defaultdict(list))
    for which, key, _place, name in sorted(db.session.execute(union_all(panel, choice))):
        names[which][key].append(name)
    return names
