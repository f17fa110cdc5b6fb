"""Verbs: questions are drawn for one candidate or for everybody who is booked. What is drawn stays."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from clubinterview.core.audit import audit
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.practice.kit.drawing import Drawing, Drawn
from clubinterview.practice.kit.models import InterviewKit, KitDraw, KitDrawQuestion
from clubinterview.practice.kit.queries import Seat, pools_of, queue_of
from clubinterview.practice.kit.services import check_running, drive_facts
from clubinterview.practice.models import Question
from clubinterview.recruitment.hooks import clearing
from clubinterview.recruitment.models import Status

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


class _Table:
    """One kit, who is booked in which order, and what they drew. The kit is locked."""

    def __init__(self, kit: InterviewKit, club_id: int) -> None:
        self._kit = kit
        self.seats = queue_of(kit.stage_id)
        self._neighbours = neighbours_in(self.seats)
        self._drawing = Drawing(pools_of(kit.id, club_id))
        self.asked: dict[int, set[int]] = {}
        self._sums: set[int] = set()
        self._texts: dict[int, dict[str, Any]] = {}
        rows = db.session.execute(
            select(KitDraw.application_id, KitDraw.difficulty, KitDrawQuestion.question_id)
            .join(KitDrawQuestion, KitDrawQuestion.draw_id == KitDraw.id)
            .where(KitDraw.kit_id == kit.id)
        )
        for application_id, difficulty, question_id in rows:
            self.asked.setdefault(application_id, set()).add(question_id)
            self._sums.add(difficulty)

    def draw(self, seat: Seat) -> KitDraw:
        seed = secrets.randbelow(LARGEST_SEED)
        avoid = {
            question_id
            for neighbour in self._neighbours[seat.application_id]
            for question_id in self.asked.get(neighbour, ())
        }
        drawn = self._drawing.draw(seed, avoid=avoid, sums=self._sums)
        if drawn is None:
            raise BankTooSmall(
                _l(
                    "The bank has too few live questions that fit these parts. "
                    "Add some for panels, or let the parts take more categories and kinds."
                )
            )
        self.asked[seat.application_id] = set(drawn.question_ids)
        self._sums.add(drawn.difficulty)
        return self._kept(seat.application_id, seed, drawn)

    def _kept(self, application_id: int, seed: int, drawn: Drawn) -> KitDraw:
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


def neighbours_in(seats: Sequence[Seat]) -> dict[int, list[int]]:
    """Return application id → those interviewed just before and just after by the same panel.

    seats: in the order of their times.
    """
    neighbours: dict[int, list[int]] = {seat.application_id: [] for seat in seats}
    last: dict[frozenset[int], int] = {}
    for seat in seats:
        before = last.get(seat.panel)
        if before is not None:
            neighbours[seat.application_id].append(before)
            neighbours[before].append(seat.application_id)
        last[seat.panel] = seat.application_id
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
    db.session.execute(delete(KitDrawQuestion).where(KitDrawQuestion.draw_id.in_(draws)))
    db.session.execute(delete(KitDraw).where(KitDraw.application_id.in_(application_ids)))


clearing.append(forget_draws)
