"""Nobody is in two overlapping interviews, as a candidate or as an interviewer, of any club.

The rows of the people concerned are locked before anything here is asked, so that two answers cannot both be yes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, union_all

from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Slot, SlotPanel
from clubinterview.recruitment.models import Application


@dataclass(frozen=True)
class Engagement:
    """A time at which a person is in an interview: their own (`application_id` says which), or as interviewer."""

    user_id: int
    slot_id: int
    starts_at: datetime
    ends_at: datetime
    application_id: int | None

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether the two times share a moment; one may begin when the other ends."""
        return self.starts_at < ends_at and starts_at < self.ends_at


def engagements_of(
    user_ids: Collection[int], starts_at: datetime, ends_at: datetime | None = None
) -> list[Engagement]:
    """Return what these people have that overlaps the time; without an end, all that is later. One statement."""
    when = [Slot.ends_at > starts_at, Slot.cancelled_at.is_(None)]
    if ends_at is not None:
        when.append(Slot.starts_at < ends_at)
    interviewing = (
        select(
            SlotPanel.user_id,
            Slot.id,
            Slot.starts_at,
            Slot.ends_at,
            literal(None, Application.id.type).label("own"),
        )
        .join(Slot, Slot.id == SlotPanel.slot_id)
        .where(SlotPanel.user_id.in_(user_ids), *when)
    )
    interviewed = (
        select(Application.user_id, Slot.id, Slot.starts_at, Slot.ends_at, Application.id)
        .join(Booking, Booking.application_id == Application.id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Application.user_id.in_(user_ids), Booking.is_live.is_(True), *when)
    )
    return [Engagement(*row) for row in db.session.execute(union_all(interviewing, interviewed))]
