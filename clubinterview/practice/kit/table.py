"""What is drawn for whom: one kit with its queue, as all who draw from it see it."""

import secrets
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.core.errors import DomainError
from clubinterview.extensions import db
from clubinterview.practice.kit.drawing import Drawing, Drawn
from clubinterview.practice.kit.models import InterviewKit, KitDraw, KitDrawQuestion
from clubinterview.practice.kit.queries import Seat, pools_of, queue_of
from clubinterview.practice.kit.services import delete_draws
from clubinterview.practice.models import Question

LARGEST_SEED = 2**31 - 1


class BankTooSmall(DomainError):
    """The bank does not hold a different question for each part."""


class Table:
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
