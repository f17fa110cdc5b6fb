"""What a candidate can choose from: the times of a stage, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from clubinterview.core.days import day_of
from clubinterview.interview.models import Booking, Slot
from clubinterview.interview.slots.clashes import Engagement, engagements_of
from clubinterview.interview.slots.queries import slots_of
from clubinterview.recruitment.models import Application


@dataclass(frozen=True)
class SlotOption:
    """A slot and how it stands for this candidate: mine, free, full, or clash (they are elsewhere then)."""

    slot: Slot
    state: str


@dataclass(frozen=True)
class Day:
    """One day's options, by time."""

    day: date
    options: list[SlotOption]

    @property
    def free(self) -> int:
        """How many of the times can be had."""
        return sum(option.state == "free" for option in self.options)


def days_to_choose(application: Application, booking: Booking | None, now: datetime) -> list[Day]:
    """Return the days that have future slots of the application's stage. Two statements."""
    slots = slots_of(application.stage_id or 0, after=now)
    busy = [
        each for each in engagements_of([application.user_id], now) if each.application_id != application.id
    ]
    return [
        Day(day, [SlotOption(slot, _state(slot, booking, busy)) for slot in same_day])
        for day, same_day in groupby(slots, lambda slot: day_of(slot.starts_at))
    ]


def shown_day(days: Sequence[Day], booking: Booking | None, asked: date | None) -> Day | None:
    """Return the day to show: the one asked for, else that of the booking, else the first with a free time."""
    wanted = asked or (day_of(booking.slot.starts_at) if booking else None)
    first_free = next((each for each in days if each.free), days[0] if days else None)
    return next((each for each in days if each.day == wanted), first_free)


def day_with_alternatives(days: Sequence[Day], refused: Slot | None) -> date | None:
    """Return the day of the refused slot when another time of it is free, else None for the first that has one."""
    day = day_of(refused.starts_at) if refused is not None else None
    return day if any(each.day == day and each.free for each in days) else None


def _state(slot: Slot, booking: Booking | None, busy: Sequence[Engagement]) -> str:
    if booking is not None and booking.slot_id == slot.id:
        return "mine"
    if slot.is_full:
        return "full"
    return "clash" if any(each.overlaps(slot.starts_at, slot.ends_at) for each in busy) else "free"
