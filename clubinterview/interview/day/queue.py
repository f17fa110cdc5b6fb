"""When those who wait for their interview can expect it: pure, from what was planned and what has been recorded since.

Interviews that share a panel member or the room take turns in the order of their times. Nobody is expected
before their planned time, nor before now.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise

WORTH_SAYING = timedelta(minutes=5)
STEP = timedelta(minutes=5)  # estimates are rounded up to it
FORGOTTEN = timedelta(hours=1)  # when nothing was recorded for so long, nobody records any more
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)

Shared = tuple[str, int | str]


@dataclass(frozen=True)
class QueuedInterview:
    """One booking of an evening.

    starts_at, ends_at, place, panel, seats: of its slot.  minutes: that the stage's kit takes; None without a kit.
    """

    booking_id: int
    slot_id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    panel: frozenset[int]
    seats: int = 1
    minutes: int | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def takes(self) -> timedelta:
        """How long the interview takes: the minutes of the kit, else all of the slot."""
        return self.ends_at - self.starts_at if self.minutes is None else timedelta(minutes=self.minutes)

    @property
    def is_in_group(self) -> bool:
        """Whether all in the slot are interviewed together.

        A slot of several seats is a group interview, unless the kit fits in once for each seat: then they sit one
        after another. The page on which slots are offered says the same.
        """
        return self.seats > 1 and (
            self.minutes is None or self.takes * self.seats > self.ends_at - self.starts_at
        )


@dataclass(frozen=True)
class Expectation:
    """When a waiting candidate was to begin, and when they can expect to."""

    planned_at: datetime
    expected_at: datetime

    @property
    def is_late(self) -> bool:
        """Whether the difference is worth saying."""
        return self.expected_at - self.planned_at >= WORTH_SAYING

    @property
    def minutes_late(self) -> int:
        """By how much it is later than planned, rounded up."""
        return _rounded_up(self.expected_at - self.planned_at) // timedelta(minutes=1)

    @property
    def about(self) -> datetime:
        """The expected time, rounded up."""
        return EPOCH + _rounded_up(self.expected_at - EPOCH)


@dataclass(frozen=True)
class _Interview:
    """One candidate's interview, or a group's. shared: what can be in one interview at a time: people, room, slot."""

    booking_ids: tuple[int, ...]
    planned_at: datetime
    takes: timedelta
    shared: frozenset[Shared]
    began_at: datetime | None
    ended_at: datetime | None


def expectations(queued: Iterable[QueuedInterview], now: datetime) -> dict[int, Expectation]:
    """Return booking id → expectation of those who wait.  queued: all bookings of one club on one day.

    Nothing is known, and nothing returned, of those whose people and room have begun with nobody yet that day and
    come after nobody of whom something is known. Left out too, and in nobody's way, are those who were passed over
    (the panel has begun with a later candidate, or the group without them) and those whose turn has been for more than
    an hour without a record.
    """
    interviews = _interviews(queued)
    free_at = _free_after_begun(interviews, now)
    expected: dict[int, Expectation] = {}
    for interview in _waiting(interviews):
        known = [free_at[one] for one in interview.shared if one in free_at]
        due_at = max([interview.planned_at, *known])
        if not known or now - due_at > FORGOTTEN:
            continue
        begins_at = max(due_at, now)
        expected |= dict.fromkeys(interview.booking_ids, Expectation(interview.planned_at, begins_at))
        free_at |= dict.fromkeys(interview.shared, begins_at + interview.takes)
    return expected


def _interviews(queued: Iterable[QueuedInterview]) -> list[_Interview]:
    """Return the interviews in the order of their planned times."""
    in_order = sorted(queued, key=lambda each: (each.starts_at, each.slot_id))
    slots = [list(of_slot) for _, of_slot in groupby(in_order, key=lambda each: each.slot_id)]
    rooms = _rooms([of_slot[0] for of_slot in slots])
    interviews = []
    for of_slot in slots:
        first = of_slot[0]
        shared: set[Shared] = {("slot", first.slot_id), *(("person", user_id) for user_id in first.panel)}
        if first.place in rooms:
            shared.add(("room", first.place))
        interviews += _interviews_in(of_slot, frozenset(shared))
    return sorted(interviews, key=lambda interview: interview.planned_at)


def _interviews_in(queued: Sequence[QueuedInterview], shared: frozenset[Shared]) -> list[_Interview]:
    """Return the one interview of the slot's group, or those that it has one after another."""
    first = queued[0]
    if first.is_in_group:
        begins = [each.began_at for each in queued if each.began_at is not None]
        ends = [each.ended_at for each in queued if each.ended_at is not None]
        began_at = min(begins, default=None)
        ended_at = max(ends) if ends and len(ends) == len(begins) else None
        ids = tuple(each.booking_id for each in queued)
        return [_Interview(ids, first.starts_at, first.takes, shared, began_at, ended_at)]
    # A slot has no order of its own: those taken first come first, then those who booked first.
    in_order = sorted(queued, key=lambda each: (each.began_at or LAST, each.booking_id))
    return [
        _Interview(
            (each.booking_id,),
            each.starts_at + number * each.takes,
            each.takes,
            shared,
            each.began_at,
            each.ended_at,
        )
        for number, each in enumerate(in_order)
    ]


def _rooms(slots: Sequence[QueuedInterview]) -> set[str]:
    """Return the places that hold one interview at a time. In a hall where slots overlap only the panel takes turns."""
    by_place: dict[str, list[QueuedInterview]] = defaultdict(list)
    for slot in slots:
        by_place[slot.place].append(slot)
    return {
        place
        for place, there in by_place.items()
        if all(one.ends_at <= other.starts_at for one, other in pairwise(there))
    }


def _free_after_begun(interviews: Sequence[_Interview], now: datetime) -> dict[Shared, datetime]:
    """Return when each person and room that has begun interviewing is free again, as far as what has begun shows.

    An interview ends when that was recorded, else when its panel or room began the next one; else it takes its time,
    or until now when that is longer. An end that was not recorded for an hour was forgotten.
    """
    begun = [(each.began_at, each) for each in interviews if each.began_at is not None]
    free_at: dict[Shared, datetime] = {}
    next_began_at: dict[Shared, datetime] = {}
    for began_at, interview in sorted(begun, key=lambda pair: pair[0], reverse=True):
        ends_at = began_at + interview.takes
        if now - ends_at <= FORGOTTEN:
            ends_at = max(ends_at, now)
        ends_at = min(
            (next_began_at[one] for one in interview.shared if one in next_began_at), default=ends_at
        )
        for one in interview.shared:
            free_at.setdefault(one, interview.ended_at or ends_at)
            next_began_at[one] = began_at
    return free_at


def _waiting(interviews: Sequence[_Interview]) -> list[_Interview]:
    """Return those that have not begun and were not passed over, in their order."""
    waiting: list[_Interview] = []
    passed: set[Shared] = set()
    for interview in reversed(interviews):
        if interview.began_at is not None:
            passed |= interview.shared
        elif not interview.shared & passed:
            waiting.append(interview)
    return waiting[::-1]


def _rounded_up(span: timedelta) -> timedelta:
    return -(-span // STEP) * STEP
