"""The ranking of a stage: who waits for its decision, best average first, those without a score last."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import abort
from sqlalchemy import and_, false, func, literal, null, or_, select, true, union_all
from sqlalchemy.orm import contains_eager, joinedload

from clubinterview.core.pagination import LARGEST_ID, PAGE_SIZE
from clubinterview.extensions import db
from clubinterview.recruitment.models import Application, Decision, DriveCount, Stage, Status
from clubinterview.recruitment.scorecards.models import StageScore
from clubinterview.recruitment.status import IN_STAGE

PLACE = re.compile(r"(?:([0-9]{1,2}\.[0-9]{2})~|~)([0-9]{1,10})")
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the ranking. average: None for those without a score, who come last."""

    average: Decimal | None
    application_id: int

    @classmethod
    def read(cls, text: str | None) -> "Place | None":
        """Read what `str` writes, as 4.20~17 or ~17; anything else answers 404."""
        if text is None:
            return None
        found = PLACE.fullmatch(text)
        if found is None or not 0 < int(found.group(2)) <= LARGEST_ID:
            abort(404)
        return cls(Decimal(found.group(1)) if found.group(1) else None, int(found.group(2)))

    def __str__(self) -> str:
        return f"{'' if self.average is None else format(self.average, '.2f')}~{self.application_id}"


@dataclass(frozen=True)
class Ranked:
    """One row of the ranking; its application has person and choices loaded."""

    application: Application
    decision: Decision | None
    average: Decimal | None
    scorecards: int

    @property
    def place(self) -> Place:
        return Place(self.average, self.application.id)


@dataclass(frozen=True)
class RankingPage:
    """One page of the ranking, and the places from which the pages beside it begin (None without one)."""

    rows: Sequence[Ranked]
    before: Place | None
    after: Place | None


def ranking_page(
    stage: Stage,
    status: Status,
    *,
    after: Place | None = None,
    before: Place | None = None,
    size: int = PAGE_SIZE,
) -> RankingPage:
    """Return a page of those in the stage with this status, beginning after or ending before a place.

    One statement: the places of the page from two indexes, then their rows.
    """
    backwards = before is not None
    rows = _rows(stage, _places(stage, status, before or after, backwards=backwards, size=size + 1))
    full = len(rows) > size
    if backwards:
        rows, newer, older = rows[-size:], full, True
    else:
        rows, newer, older = rows[:size], after is not None, full
    if not rows:
        return RankingPage([], None, None)
    return RankingPage(rows, rows[0].place if newer else None, rows[-1].place if older else None)


def _rows(stage: Stage, places: Any) -> list[Ranked]:
    rows = db.session.execute(
        select(Application, Decision, StageScore)
        .join(places, places.c.id == Application.id)
        .join(Application.user)
        .outerjoin(Decision, and_(Decision.application_id == Application.id, Decision.stage_id == stage.id))
        .outerjoin(
            StageScore, and_(StageScore.application_id == Application.id, StageScore.stage_id == stage.id)
        )
        .options(contains_eager(Application.user), joinedload(Application.choices))
        .order_by(places.c.unscored, places.c.average.desc(), Application.id.desc())
    ).unique()
    return [
        Ranked(application, decision, score.average if score else None, score.scorecards if score else 0)
        for application, decision, score in rows
    ]


def _places(stage: Stage, status: Status, place: Place | None, *, backwards: bool, size: int) -> Any:
    """Return a subquery of (id, average, unscored) of at most `size` places from `place` on, or back from it.

    Those with a score are read from the index of scores, the others from the index of applications.
    """
    scored = (
        select(StageScore.application_id.label("id"), StageScore.average, literal(0).label("unscored"))
        .join(Application, Application.id == StageScore.application_id)
        .where(
            StageScore.stage_id == stage.id, Application.stage_id == stage.id, Application.status == status
        )
    )
    unscored = (
        select(Application.id, null().label("average"), literal(1).label("unscored"))
        .outerjoin(
            StageScore, and_(StageScore.application_id == Application.id, StageScore.stage_id == stage.id)
        )
        .where(
            Application.drive_id == stage.drive_id,
            Application.stage_id == stage.id,
            Application.status == status,
            StageScore.id.is_(None),
        )
    )
    of_scored, of_unscored = _conditions(place, backwards=backwards)
    parts = [
        _cut(scored.where(of_scored), [StageScore.average, StageScore.application_id], backwards, size),
        _cut(unscored.where(of_unscored), [Application.id], backwards, size),
    ]
    both = union_all(*(select(part) for part in parts)).subquery()
    order = [both.c.unscored, both.c.average.desc(), both.c.id.desc()]
    if backwards:
        order = [both.c.unscored.desc(), both.c.average, both.c.id]
    return select(both).order_by(*order).limit(size).subquery()


def _conditions(place: Place | None, *, backwards: bool) -> tuple[Any, Any]:
    """Return what those with and those without a score must fulfil to stand behind the place, or before it."""
    if place is None:
        return true(), true()
    if place.average is None:
        beyond = Application.id > place.application_id if backwards else Application.id < place.application_id
        return (true() if backwards else false()), beyond
    average, row_id = StageScore.average, StageScore.application_id
    if backwards:
        tied = and_(average == place.average, row_id > place.application_id)
        return or_(average > place.average, tied), false()
    tied = and_(average == place.average, row_id < place.application_id)
    return or_(average < place.average, tied), true()


def _cut(query: Any, columns: Sequence[Any], backwards: bool, size: int) -> Any:
    order = columns if backwards else [column.desc() for column in columns]
    return query.order_by(*order).limit(size).subquery()


@dataclass(frozen=True)
class Standing:
    """How far a stage is decided.

    present: applications in the stage.  decided, redecided: with a decision that waits to be published, in the
    stage and on its waiting list; counted up to 1000.
    """

    present: int
    decided: int
    redecided: int

    @property
    def to_publish(self) -> int:
        return self.decided + self.redecided

    @property
    def undecided(self) -> int:
        return max(self.present - self.decided, 0)


def standing_of(stage: Stage) -> Standing:
    """Return how far the stage is decided, from the kept counts and an index. One statement."""
    waiting = (
        select(Decision.application_id)
        .where(Decision.stage_id == stage.id, Decision.published_at.is_(None))
        .limit(MOST_COUNTED)
        .subquery()
    )

    def decided(status: Status) -> Any:
        return (
            select(func.count())
            .select_from(waiting)
            .join(Application, Application.id == waiting.c.application_id)
            .where(Application.status == status, Application.stage_id == stage.id)
            .scalar_subquery()
        )

    present = (
        select(DriveCount.total)
        .where(DriveCount.drive_id == stage.drive_id, DriveCount.status == IN_STAGE[stage.kind])
        .scalar_subquery()
    )
    row = db.session.execute(select(present, decided(IN_STAGE[stage.kind]), decided(Status.WAITLISTED))).one()
    return Standing(row[0] or 0, row[1], row[2])
