"""Verbs: questions are drawn for one candidate or for everybody who is booked.

What is drawn stays, with one exception: who comes to sit beside somebody with a common question draws anew, as long
as neither the interview nor its scoring has begun.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.core.audit import audit
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import in_transaction, lock
from clubinterview.extensions import db
from clubinterview.interview.hooks import seats_changed
from clubinterview.interview.models import Booking, Scorecard
from clubinterview.practice.bank.questions import RUNNING
from clubinterview.practice.kit.drawing import Drawing, Drawn
from clubinterview.practice.kit.models import InterviewKit, KitDraw, KitDrawQuestion
from clubinterview.practice.kit.queries import Seat, pools_of, queue_of
from clubinterview.practice.kit.services import check_running, delete_draws, drive_facts
from clubinterview.practice.models import Question
from clubinterview.recruitment.hooks import clearing
from clubinterview.recruitment.models import Status
from clubinterview.recruitment.status import lock_applications

LARGEST_SEED = 2**31 - 1


class BankTooSmall(DomainError):
    """The bank does not hold a different question for each part."""


class NotBooked(DomainError):
    """The candidate has no interview time, or is not in the interviews any more."""


def draw_for(stage_id: int, application_id: int, *, actor_id: int, ip: str = "") -> KitDraw:
    """Draw the questions of a booked candidate, or return what is drawn already. Returns the draw, flushed.

    Whoever may do that is asked by the caller. Audited. Raises NotFound without a kit, NotBooked, KitClosed,
    BankTooSmall. Locks the kit, so that two who press at once get one draw.
    """
    kit = _locked_kit(stage_id)
    drawn = db.session.scalar(
        select(KitDraw).where(KitDraw.kit_id == kit.id, KitDraw.application_id == application_id)
    )
    if drawn is not None:
        return drawn
    club_id, status = drive_facts(stage_id)
    check_running(status)
    table = _Table(kit, club_id)
    seat = next((seat for seat in table.seats if seat.application_id == application_id), None)
    if seat is None or seat.status != Status.INTERVIEW:
        raise NotBooked(
            _l("Questions are drawn for candidates who have an interview time. This one has none.")
        )
    draw = table.draw(seat)
    _note(actor_id, ip, club_id, f"application {application_id}", 1)
    return draw


def draw_for_everybody(stage_id: int, *, now: datetime, actor_id: int, ip: str = "") -> int:
    """Draw for all who are booked, whose interview is not over, and who have not drawn. Returns how many that were.

    Audited once. Raises NotFound without a kit, KitClosed, BankTooSmall (then nobody's is drawn). Locks the kit.
    """
    kit = _locked_kit(stage_id)
    club_id, status = drive_facts(stage_id)
    check_running(status)
    table = _Table(kit, club_id)
    waiting = [
        seat
        for seat in table.seats
        if seat.status == Status.INTERVIEW and seat.ends_at > now and seat.application_id not in table.asked
    ]
    for seat in waiting:
        table.draw(seat)
    if waiting:
        _note(actor_id, ip, club_id, f"stage {stage_id}", len(waiting))
    return len(waiting)


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
    table = _Table(kit, club_id)
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


class _Table:
    """One kit, who is booked in which order, and what they drew. The kit is locked."""

    def __init__(self, kit: InterviewKit, club_id: int) -> None:
        self._kit = kit
        self.seats = queue_of(kit.stage_id)
        self._neighbours = neighbours_in(self.seats)
        self._drawing = Drawing(pools_of(kit.id, club_id))
        self.asked: dict[int, set[int]] = {}
        self._sums: dict[int, int] = {}
        self._texts: dict[int, dict[str, Any]] = {}
        rows = db.session.execute(
            select(KitDraw.application_id, KitDraw.difficulty, KitDrawQuestion.question_id)
            .join(KitDrawQuestion, KitDrawQuestion.draw_id == KitDraw.id)
            .where(KitDraw.kit_id == kit.id)
        )
        for application_id, difficulty, question_id in rows:
            self.asked.setdefault(application_id, set()).add(question_id)
            self._sums[application_id] = difficulty

    def in_common(self, seat: Seat) -> set[int]:
        """Return which of the candidate's questions a neighbour is asked too."""
        return self.asked.get(seat.application_id, set()) & self._asked_beside(seat)

    def draw(self, seat: Seat) -> KitDraw:
        """Draw for a candidate who has not drawn. Raises BankTooSmall."""
        seed, drawn = self._drawn_for(seat)
        if drawn is None:
            raise BankTooSmall(
                _l(
                    "The bank has too few live questions that fit these parts. "
                    "Add some for panels, or let the parts take more categories and kinds."
                )
            )
        return self._kept(seat.application_id, seed, drawn)

    def redraw(self, seat: Seat) -> bool:
        """Draw anew for a candidate who has drawn, and return whether fewer questions are in common then.

        When they are not, since the bank is small, all stays as it was.
        """
        seed, drawn = self._drawn_for(seat)
        if drawn is None or len(self._asked_beside(seat) & set(drawn.question_ids)) >= len(
            self.in_common(seat)
        ):
            return False
        earlier = select(KitDraw.id).where(
            KitDraw.kit_id == self._kit.id, KitDraw.application_id == seat.application_id
        )
        delete_draws(list(db.session.scalars(earlier)))
        self._kept(seat.application_id, seed, drawn)
        return True

    def _asked_beside(self, seat: Seat) -> set[int]:
        neighbours = self._neighbours[seat.application_id]
        return {question_id for each in neighbours for question_id in self.asked.get(each, ())}

    def _drawn_for(self, seat: Seat) -> tuple[int, Drawn | None]:
        seed = secrets.randbelow(LARGEST_SEED)
        sums = {
            total for application_id, total in self._sums.items() if application_id != seat.application_id
        }
        return seed, self._drawing.draw(seed, avoid=self._asked_beside(seat), sums=sums)

    def _kept(self, application_id: int, seed: int, drawn: Drawn) -> KitDraw:
        self.asked[application_id] = set(drawn.question_ids)
        self._sums[application_id] = drawn.difficulty
        self._read_texts(drawn.question_ids)
        draw = KitDraw(
            kit_id=self._kit.id,
            application_id=application_id,
            seed=seed,
            difficulty=drawn.difficulty,
            version=self._kit.version,
            questions=[
                KitDrawQuestion(position=position, question_id=question_id, asked=self._texts[question_id])
                for position, question_id in enumerate(drawn.question_ids)
            ],
        )
        db.session.add(draw)
        db.session.flush()
        return draw

    def _read_texts(self, question_ids: Sequence[int]) -> None:
        """Read what those of the questions say that were not read yet. One statement at most."""
        unread = set(question_ids) - set(self._texts)
        if unread:
            rows = db.session.scalars(
                select(Question).where(Question.id.in_(unread)).execution_options(populate_existing=True)
            )
            self._texts |= {row.id: row.as_asked() for row in rows}


def neighbours_in(seats: Sequence[Seat]) -> dict[int, set[int]]:
    """Return application id → those interviewed just before and just after by somebody of the same panel.

    Where nobody is on the panel yet, it goes by the place.  seats: in the order of their times.
    """
    neighbours: dict[int, set[int]] = {seat.application_id: set() for seat in seats}
    last: dict[int | str, int] = {}
    for seat in seats:
        for shared in seat.panel or {seat.place}:
            before = last.get(shared)
            if before is not None:
                neighbours[seat.application_id].add(before)
                neighbours[before].add(seat.application_id)
            last[shared] = seat.application_id
    return neighbours


def _locked_kit(stage_id: int) -> InterviewKit:
    kit_id = db.session.scalar(select(InterviewKit.id).where(InterviewKit.stage_id == stage_id))
    kit = lock(InterviewKit, kit_id) if kit_id is not None else None
    if kit is None:
        raise NotFound("")
    return kit


def _note(actor_id: int, ip: str, club_id: int, target: str, how_many: int) -> None:
    audit("kit.draw", actor_id=actor_id, ip=ip, club_id=club_id, target=target, new=str(how_many))


def forget_draws(application_ids: Sequence[int]) -> None:
    """Forget what was drawn for these applications."""
    draws = select(KitDraw.id).where(KitDraw.application_id.in_(application_ids))
    delete_draws(list(db.session.scalars(draws)))


clearing.append(forget_draws)
seats_changed.append(redraw_after_booking)
