"""What is drawn for whom: one kit with its queue, as all who draw from it see it."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.core.errors import DomainError
from clubinterview.extensions import db
from clubinterview.interview.kits.drawing import Drawing, Drawn
from clubinterview.interview.kits.models import InterviewKit, KitDraw, KitDrawQuestion
from clubinterview.interview.kits.queries import Seat, pools_of, queue_of
from clubinterview.interview.kits.services import delete_draws
from clubinterview.questions.models import Question

LARGEST_SEED = 2**31 - 1


class BankTooSmall(DomainError):
    """The bank does not hold a different question for each part."""


class Table:
    """One kit, who is booked in which order, and what they drew. The kit is locked.

    The queue and the bank are read when they are first needed.
    """

    def __init__(self, kit: InterviewKit, club_id: int) -> None:
        self._kit = kit
        self._club_id = club_id
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

    @cached_property
    def seats(self) -> list[Seat]:
        """Who is booked, by time."""
        return queue_of(self._kit.stage_id)

    @cached_property
    def _neighbours(self) -> dict[int, set[int]]:
        return neighbours_in(self.seats)

    @cached_property
    def _drawing(self) -> Drawing:
        return Drawing(pools_of(self._kit.id, self._club_id))

    def in_common(self, seat: Seat) -> int:
        """Return how many questions the candidate has in common with neighbours, counted for each of them."""
        return self._common_with(seat, self.asked.get(seat.application_id, set()))

    def draw(self, seat: Seat) -> KitDraw:
        """Draw for a candidate who has not drawn. Raises BankTooSmall."""
        seed, drawn = self._drawn_for(seat)
        if drawn is None:
            raise BankTooSmall(
                _l(
                    "Not enough live questions match these rows. Add interview-only questions, or allow more "
                    "categories and types."
                )
            )
        return self._save(seat.application_id, seed, drawn)

    def redraw(self, seat: Seat, now: datetime) -> bool:
        """Draw again for a candidate who has drawn, and return whether fewer questions are in common then.

        When they are not, since the bank is small, all stays as it was. So each new draw leaves fewer in common in
        the whole queue, and doing it again and again comes to an end.
        """
        seed, drawn = self._drawn_for(seat)
        if drawn is None or self._common_with(seat, drawn.question_ids) >= self.in_common(seat):
            return False
        earlier_id, drawn_at = db.session.execute(
            select(KitDraw.id, KitDraw.created_at).where(
                KitDraw.kit_id == self._kit.id, KitDraw.application_id == seat.application_id
            )
        ).one()
        delete_draws([earlier_id])
        self._save(seat.application_id, seed, drawn, created_at=drawn_at, redrawn_at=now)
        return True

    def _common_with(self, seat: Seat, question_ids: Collection[int]) -> int:
        neighbours = self._neighbours[seat.application_id]
        return sum(len(self.asked.get(each, set()).intersection(question_ids)) for each in neighbours)

    def _asked_beside(self, seat: Seat) -> set[int]:
        neighbours = self._neighbours[seat.application_id]
        return {question_id for each in neighbours for question_id in self.asked.get(each, ())}

    def _drawn_for(self, seat: Seat) -> tuple[int, Drawn | None]:
        seed = secrets.randbelow(LARGEST_SEED)
        sums = {
            total for application_id, total in self._sums.items() if application_id != seat.application_id
        }
        return seed, self._drawing.draw(seed, avoid=self._asked_beside(seat), sums=sums)

    def _save(self, application_id: int, seed: int, drawn: Drawn, **times: datetime) -> KitDraw:
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
            **times,
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
    """Return application id → those of the same slot, and of the slots just before and after with the same panel.

    Panels are the same when they share a member; where nobody is on the panel yet, the place decides.  seats: in
    the order of their times, those of a slot together.
    """
    neighbours: dict[int, set[int]] = {seat.application_id: set() for seat in seats}
    last: dict[int | str, set[int]] = {}
    for _slot_id, seats_of_slot in groupby(seats, key=lambda seat: seat.slot_id):
        there = list(seats_of_slot)
        here = {seat.application_id for seat in there}
        shared = there[0].panel or {there[0].place}
        beside = here.union(*(last.get(one, set()) for one in shared))
        for application_id in here:
            neighbours[application_id] |= beside - {application_id}
        for application_id in beside - here:
            neighbours[application_id] |= here
        last |= dict.fromkeys(shared, here)
    return neighbours
