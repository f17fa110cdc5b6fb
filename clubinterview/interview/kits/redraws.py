"""What is drawn stays, with one exception: a candidate who comes to sit beside one with a common question draws again.

That is so as long as neither the interview nor its scoring has begun.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from huey import crontab
from sqlalchemy import exists, select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.clock import utcnow
from clubinterview.core.jobs import PeriodicJob
from clubinterview.core.transaction import after_commit, in_transaction, lock
from clubinterview.extensions import db
from clubinterview.interview.kits import messages
from clubinterview.interview.kits.draw_table import Table
from clubinterview.interview.kits.models import InterviewKit, KitDraw
from clubinterview.interview.kits.progress import locked_progress
from clubinterview.interview.kits.queries import Seat
from clubinterview.interview.kits.services import drive_facts
from clubinterview.interview.models import Booking, Slot, SlotPanel
from clubinterview.messaging.services import notify
from clubinterview.questions.services import RUNNING
from clubinterview.recruitment.models import Drive, Stage, Status

SOON = timedelta(days=1)  # before an interview its kit may be printed already


def redraw_beside_neighbours(stage_id: int, *, now: datetime) -> int:
    """Draw again for those who have a question in common with a neighbour, and return for how many that was.

    Of two neighbours the one who took their seat later draws again; one who may not any more (the interview or the drive is
    over or has begun, or a scorecard was opened) retains their questions, and the other one draws. Audited.
    The panel is notified when the interview is within a day.

    Runs in a transaction of its own after each change of seats, not within it (and once more before the draw
    for all, and every ten minutes, should the server have ended in between): the kit is locked first here, as in
    every draw, while booking holds people, applications and slots, which a draw refers to; the other order would
    let the two wait for each other. It is right under races all the same. What was committed before the kit
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
    redrawn = [seat for seat in _free_to_redraw(beside, stage_id, now) if table.redraw(seat, now)]
    for seat in redrawn:
        audit("kit.redraw", by=By.clock(now), club_id=club_id, target=f"application {seat.application_id}")
    if redrawn:
        after_commit(_PanelsToNotify(stage_id, tuple(seat.application_id for seat in redrawn), now))
    return len(redrawn)


def _free_to_redraw(seats: Sequence[Seat], stage_id: int, now: datetime) -> list[Seat]:
    """Return those whose interview and scoring have not begun, locked, the last to take their seat in front."""
    progress = locked_progress(stage_id, [seat.application_id for seat in seats])
    free = [
        seat
        for seat in seats
        if (each := progress.get(seat.application_id)) is not None
        and each.booking is not None
        and each.booking.id == seat.booking_id
        and each.application.status == Status.INTERVIEW
        and not each.has_begun(now)
    ]
    return sorted(free, key=lambda seat: seat.booking_id, reverse=True)


@dataclass(frozen=True)
class _PanelsToNotify:
    """The call that notifies panels of new draws, in a transaction of its own: accounts are locked before bookings."""

    stage_id: int
    application_ids: tuple[int, ...]
    now: datetime

    def __call__(self) -> None:
        in_transaction(self._notify)

    def _notify(self) -> None:
        rows = db.session.execute(
            select(User, Club, Slot.starts_at, Booking.application_id)
            .select_from(Booking)
            .join(Slot, Slot.id == Booking.slot_id)
            .join(SlotPanel, SlotPanel.slot_id == Slot.id)
            .join(User, User.id == SlotPanel.user_id)
            .join(Stage, Stage.id == Booking.stage_id)
            .join(Drive, Drive.id == Stage.drive_id)
            .join(Club, Club.id == Drive.club_id)
            .where(
                Booking.stage_id == self.stage_id,
                Booking.application_id.in_(self.application_ids),
                Booking.is_live.is_(True),
                Slot.starts_at <= self.now + SOON,
                User.is_shown(),
            )
            .order_by(User.id, Slot.starts_at)
        ).all()
        for reader, club, starts_at, application_id in rows:
            path = f"/manage/{club.slug}/candidates/{application_id}/kit"
            notify(reader, messages.REDRAWN, now=self.now, path=path, club=club.name, time=starts_at)


def redraw_after_commit(stage_id: int) -> None:
    """Redraw beside neighbours once the present transaction, which has changed seats or panels, is committed."""
    after_commit(_Redraw(stage_id))


@dataclass(frozen=True)
class _Redraw:
    """The call for one stage: equal to any other one for it, so that a transaction makes it once."""

    stage_id: int

    def __call__(self) -> None:
        redraw_in_stage(self.stage_id)


def redraw_in_stage(stage_id: int) -> None:
    """Redraw beside neighbours in a transaction of its own. A stage without a kit costs one statement."""
    if db.session.scalar(select(InterviewKit.id).where(InterviewKit.stage_id == stage_id)) is not None:
        in_transaction(lambda: redraw_beside_neighbours(stage_id, now=utcnow()))


def redraw_in_all_queues(now: datetime) -> int:
    """Draw again wherever that was missed, each stage in a transaction of its own; return for how many that was.

    It is missed when the server ends between a change of seats and what follows its commit.
    """
    stage_ids = db.session.scalars(
        select(InterviewKit.stage_id)
        .join(Stage, Stage.id == InterviewKit.stage_id)
        .join(Drive, Drive.id == Stage.drive_id)
        .where(
            Drive.status.in_(RUNNING),
            exists().where(KitDraw.kit_id == InterviewKit.id),
            exists().where(
                Booking.stage_id == InterviewKit.stage_id,
                Booking.is_live.is_(True),
                Slot.id == Booking.slot_id,
                Slot.starts_at > now,
            ),
        )
        .order_by(InterviewKit.stage_id)
    ).all()
    return sum(
        in_transaction(lambda stage_id=stage_id: redraw_beside_neighbours(stage_id, now=now))  # type: ignore[misc]
        for stage_id in stage_ids
    )


REDRAW_WHERE_IT_WAS_MISSED = PeriodicJob(
    "redraw_where_it_was_missed",
    _l("Redraw interview questions"),
    lambda: redraw_in_all_queues(utcnow()),
    when=crontab(minute="*/10"),
)
