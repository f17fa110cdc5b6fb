"""The ranking of a stage: who waits for its decision, best average first, those without a score last.

Whoever is to score an application and has not handed in sees neither its average nor how many scored it, and finds it
among those without a score, so that its place says nothing either. The same goes for one's own application.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, null, or_, select, true, union_all
from sqlalchemy.orm import aliased, joinedload

from clubinterview.auth.models import User
from clubinterview.core.database import UTCDateTime
from clubinterview.core.pagination import PAGE_SIZE, TOP, Cursor, Notation, Order, Page, Query, page_at
from clubinterview.extensions import db
from clubinterview.recruitment.models import Application, Decision, DriveCount, Outcome, Stage, Status
from clubinterview.recruitment.scorecards.models import StageScore
from clubinterview.recruitment.scorecards.policies import is_blind
from clubinterview.recruitment.status import IN_STAGE

MOST_COUNTED = 1000

AVERAGE = Notation(re.compile(r"[0-9]{1,2}\.[0-9]{2}"), Decimal, "{:.2f}".format)
BEST_FIRST = Order(StageScore.application_id, StageScore.average, has_nulls=True, notation=AVERAGE)
OF_SCORED, OF_UNSCORED = replace(BEST_FIRST, has_nulls=False), Order(Application.id)


@dataclass(frozen=True)
class Ranked:
    """One row of the ranking; its application has person and choices loaded.

    is_own: the reader's own application, about which they neither read nor decide.  is_blind: the reader is to score it
    first, and learns nothing of what others gave it.
    """

    application: Application
    decision: Decision | None
    average: Decimal | None
    scorecards: int
    is_own: bool = False
    is_blind: bool = False


def ranking_page(
    stage: Stage, status: Status, reader_id: int, cursor: Cursor = TOP, size: int = PAGE_SIZE
) -> Page[Ranked]:
    """Return a page of those in the stage with this status.

    One statement: the places of the page from two indexes, then their rows.
    """
    rows = (
        select(Application, Decision, StageScore, _is_blind(stage, status, reader_id))
        .outerjoin(Decision, and_(Decision.application_id == Application.id, Decision.stage_id == stage.id))
        .outerjoin(
            StageScore, and_(StageScore.application_id == Application.id, StageScore.stage_id == stage.id)
        )
        .options(joinedload(Application.user, innerjoin=True), joinedload(Application.choices))
    )
    page = page_at(rows, _places(stage, status, reader_id, cursor, size + 1), cursor, BEST_FIRST, size)
    return replace(page, items=[_ranked(*row, reader_id=reader_id) for row in page.items])


def _is_blind(stage: Stage, status: Status, reader_id: int) -> ColumnElement[bool]:
    """The condition that the reader is to score first. Once the stage is over for an application, all may be read."""
    return is_blind(reader_id, Application.id, stage.id) if status == Status.INTERVIEW else false()


def _ranked(
    application: Application,
    decision: Decision | None,
    score: StageScore | None,
    blind: bool,
    *,
    reader_id: int,
) -> Ranked:
    if application.user_id == reader_id:
        return Ranked(application, None, None, 0, is_own=True)
    if blind or score is None:
        return Ranked(application, decision, None, 0, is_blind=blind)
    return Ranked(application, decision, score.average, score.scorecards)


@dataclass(frozen=True)
class Meanwhile:
    """What became of an application while an officer had its row open.

    status: its own.  outcome: of the decision now, None for none.  decider: who decided last, "" for nobody.
    """

    application_id: int
    name: str
    status: Status
    outcome: Outcome | None
    version: int
    decider: str
    decided_at: datetime


def decided_meanwhile(stage_id: int, application_ids: Sequence[int]) -> list[Meanwhile]:
    """Return what became of the applications, as far as the decision of the stage goes. One statement."""
    decider = aliased(User)
    rows = db.session.execute(
        select(
            Application.id,
            User.name_for_others(),
            Application.status,
            Decision.outcome,
            func.coalesce(Decision.version, 0),
            func.coalesce(decider.name, ""),
            func.coalesce(Decision.updated_at, Application.updated_at, type_=UTCDateTime),
        )
        .join(User, User.id == Application.user_id)
        .outerjoin(Decision, and_(Decision.application_id == Application.id, Decision.stage_id == stage_id))
        .outerjoin(decider, decider.id == Decision.decided_by_id)
        .where(Application.id.in_(application_ids))
        .order_by(Application.id)
    )
    return [Meanwhile(*row) for row in rows]


def _places(stage: Stage, status: Status, reader_id: int, cursor: Cursor, size: int) -> Query:
    """Return a select of (id, average) of at most `size` places on from the cursor, or back from it.

    Those whose score the reader may see are read from the index of scores, the others from the index of applications.
    """
    hidden = or_(Application.user_id == reader_id, _is_blind(stage, status, reader_id))
    scored = (
        select(StageScore.application_id, StageScore.average)
        .join(Application, Application.id == StageScore.application_id)
        .where(
            StageScore.stage_id == stage.id,
            Application.stage_id == stage.id,
            Application.status == status,
            ~hidden,
        )
    )
    unscored = (
        select(Application.id, null())
        .outerjoin(
            StageScore, and_(StageScore.application_id == Application.id, StageScore.stage_id == stage.id)
        )
        .where(
            Application.drive_id == stage.drive_id,
            Application.stage_id == stage.id,
            Application.status == status,
            or_(StageScore.id.is_(None), hidden),
        )
    )
    among_scored, among_unscored = _conditions(cursor)
    parts = [
        _sorted(scored.where(among_scored), OF_SCORED, cursor, size).subquery(),
        _sorted(unscored.where(among_unscored), OF_UNSCORED, cursor, size).subquery(),
    ]
    both = union_all(*(select(part) for part in parts)).subquery()
    return _sorted(select(both), BEST_FIRST.on(both), cursor, size)


def _conditions(cursor: Cursor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return what those with and those without a score must fulfil to stand behind the place, or before it."""
    place, backwards = cursor.position, cursor.is_backwards
    if place is None:
        return true(), true()
    if place.value is None:
        return true() if backwards else false(), OF_UNSCORED.beyond(place, backwards=backwards)
    return OF_SCORED.beyond(place, backwards=backwards), false() if backwards else true()


def _sorted(query: Query, order: Order, cursor: Cursor, size: int) -> Query:
    return query.order_by(*order.columns(backwards=cursor.is_backwards)).limit(size)


@dataclass(frozen=True)
class StageProgress:
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


def progress_of(stage: Stage) -> StageProgress:
    """Return how far the stage is decided, from the stored counts and an index. One statement."""
    waiting = (
        select(Decision.application_id)
        .where(Decision.stage_id == stage.id, Decision.is_waiting())
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
    return StageProgress(row[0] or 0, row[1], row[2])
