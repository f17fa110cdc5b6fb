"""What the queue of a day knows, read for pages."""

from datetime import date, datetime

from sqlalchemy import select

from clubinterview.core.days import bounds
from clubinterview.extensions import db
from clubinterview.interview.day.queue import Expectation, QueuedInterview, expectations
from clubinterview.interview.kits.queries import planned_minutes_of
from clubinterview.interview.models import Booking, Slot, SlotPanel
from clubinterview.recruitment.models import Drive, Stage


def expectations_on(club_id: int, day: date, now: datetime) -> dict[int, Expectation]:
    """Return booking id → expectation of those who wait for an interview of the club that day. One statement.

    It covers all bookings: a page shows the part that its reader may see.
    """
    begins, ends = bounds(day)
    minutes = planned_minutes_of(Slot.stage_id).label("minutes")
    rows = db.session.execute(
        select(
            Booking.id, Booking.slot_id, Slot.starts_at, Slot.ends_at, Slot.place, Slot.capacity, minutes,
            Booking.began_at, Booking.ended_at, SlotPanel.user_id,
        )
        .select_from(Booking)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(Slot.stage)
        .join(Stage.drive)
        .outerjoin(SlotPanel, SlotPanel.slot_id == Slot.id)
        .where(
            Drive.club_id == club_id, Booking.is_live.is_(True), Slot.starts_at >= begins, Slot.starts_at < ends
        )
    )  # fmt: skip
    queued: dict[int, QueuedInterview] = {}
    for row in rows:
        panel = queued[row.id].panel if row.id in queued else frozenset()
        queued[row.id] = QueuedInterview(
            booking_id=row.id, slot_id=row.slot_id, starts_at=row.starts_at, ends_at=row.ends_at, place=row.place,
            panel=panel | ({row.user_id} - {None}), seats=row.capacity, minutes=row.minutes,
            began_at=row.began_at, ended_at=row.ended_at,
        )  # fmt: skip
    return expectations(queued.values(), now)
