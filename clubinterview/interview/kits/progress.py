"""Whether an interview or its scoring has begun with what was drawn: from then on the draw stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from clubinterview.core.transaction import lock_all
from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Slot
from clubinterview.recruitment.models import Application
from clubinterview.recruitment.scorecards.models import Scorecard


@dataclass(frozen=True)
class Progress:
    """How far a candidate has come.  booking: the live one, or None.  starts_at: of its slot."""

    application: Application
    booking: Booking | None
    starts_at: datetime | None
    is_scored: bool

    def has_begun(self, now: datetime) -> bool:
        """Whether anyone has opened a scorecard, the interview was begun, or its time has come."""
        return (
            self.is_scored
            or (self.booking is not None and self.booking.began_at is not None)
            or (self.starts_at is not None and self.starts_at <= now)
        )


def locked_progress(stage_id: int, application_ids: Iterable[int]) -> dict[int, Progress]:
    """Return application id → how far it has come in the stage, locked: none goes further meanwhile.

    Scoring begins with a lock of the application, an interview with one of the booking; both are locked here, in
    this order.
    """
    applications = lock_all(Application, application_ids)
    if not applications:
        return {}
    bookings = _locked_bookings(stage_id, list(applications))
    slot_ids = [booking.slot_id for booking in bookings.values()]
    slots = db.session.execute(select(Slot.id, Slot.starts_at).where(Slot.id.in_(slot_ids)))
    starts = {row.id: row.starts_at for row in slots}
    scored = set(
        db.session.scalars(
            select(Scorecard.application_id).where(
                Scorecard.stage_id == stage_id, Scorecard.application_id.in_(applications)
            )
        )
    )
    progress = {}
    for application_id, application in applications.items():
        booking = bookings.get(application_id)
        starts_at = starts[booking.slot_id] if booking is not None else None
        progress[application_id] = Progress(application, booking, starts_at, application_id in scored)
    return progress


def _locked_bookings(stage_id: int, application_ids: list[int]) -> dict[int, Booking]:
    """Return application id → the live booking, locked in the order of their ids, as for a slot that is called off."""
    ids = db.session.scalars(
        select(Booking.id).where(
            Booking.application_id.in_(application_ids),
            Booking.stage_id == stage_id,
            Booking.is_live.is_(True),
        )
    ).all()
    return {row.application_id: row for row in lock_all(Booking, ids).values() if row.is_live}
