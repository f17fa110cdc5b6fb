"""What is drawn stays, with one exception: who comes to sit beside somebody with a common question draws anew.

That is so as long as neither the interview nor its scoring has begun.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from clubinterview.core.audit import audit
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction, lock
from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Scorecard
from clubinterview.practice.bank.questions import RUNNING
from clubinterview.practice.kit.models import InterviewKit
from clubinterview.practice.kit.queries import Seat
from clubinterview.practice.kit.services import drive_facts
from clubinterview.practice.kit.table import Table
from clubinterview.recruitment.models import Status
from clubinterview.recruitment.status import lock_applications


def redraw_beside_neighbours(stage_id: int, *, now: datetime) -> int:
    """Draw anew for those who have a question in common with a neighbour, and return for how many that was.

    Of two neighbours whoever took their seat later draws anew; who may not any more (the interview or the drive is
    over or has begun, or somebody has opened a scorecard) keeps their questions, and the other one draws. Audited.

    Runs in a transaction of its own after each change of seats, not within it: the kit is locked first here, as in
    every draw, while booking holds people, applications and slots, which a draw refers to; the other order would
    let the two wait for each other. It is right under races all the same. Whatever was committed before the kit
    was locked is seen; a draw that overlooked the change has ended by then; one that comes later sees the change.
    Locks the kit, then the applications and the bookings of those in question.
    """
    kit_id = db.session.scalar(select(InterviewKit.id).where(InterviewKit.stage_id == stage_id))
    kit = lock(InterviewKit, kit_id) if kit_id is not None else None
    club_id, status = drive_facts(stage_id)
    if kit is None or status not in RUNNING:
        return 0
    table = Table(kit, club_id)
    if not table.asked:
        return 0
    beside = [seat for seat in table.seats if table.in_common(seat)]
    redrawn = [seat for seat in _free_to_redraw(beside, stage_id, now) if table.redraw(seat)]
    for seat in redrawn:
        audit("kit.redraw", actor_id=None, club_id=club_id, target=f"application {seat.application_id}")
    return len(redrawn)


def _free_to_redraw(seats: Sequence[Seat], stage_id: int, now: datetime) -> list[Seat]:
    """Return those whose interview and scoring have not begun, locked, whoever took their seat last in front.

    Both begin with a lock of what is locked here: scoring of the application, the interview of the booking.
    """
    if not seats:
        return []
    applications = lock_applications(seat.application_id for seat in seats)
    bookings = db.session.scalars(
        select(Booking)
        .where(Booking.id.in_([seat.booking_id for seat in seats]))
        .order_by(Booking.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    waiting = {booking.id for booking in bookings if booking.is_live and booking.began_at is None}
    scored = set(
        db.session.scalars(
            select(Scorecard.application_id).where(
                Scorecard.stage_id == stage_id, Scorecard.application_id.in_(applications)
            )
        )
    )
    free = [
        seat
        for seat in seats
        if seat.booking_id in waiting
        and seat.starts_at > now
        and seat.application_id not in scored
        and applications[seat.application_id].status == Status.INTERVIEW
    ]
    return sorted(free, key=lambda seat: seat.booking_id, reverse=True)


def redraw_after_booking(stage_id: int) -> None:
    """A listener of interview's seats: outside of any transaction. A stage without a kit costs one statement."""
    if db.session.scalar(select(InterviewKit.id).where(InterviewKit.stage_id == stage_id)) is not None:
        in_transaction(lambda: redraw_beside_neighbours(stage_id, now=utcnow()))
