"""How questions are answered: computed again every night, and only from enough people that no one can be identified."""

from collections.abc import Sequence
from math import sqrt

from flask_babel import lazy_gettext as _l
from huey import crontab
from sqlalchemy import bindparam, func, select, update

from clubinterview.core.jobs import PeriodicJob
from clubinterview.core.transaction import release_connection, transaction
from clubinterview.extensions import db
from clubinterview.practice.models import AnswerStatus, MockAnswer
from clubinterview.questions.models import FEWEST_PEOPLE, Question

AT_ONCE = 500  # questions in one statement

Figures = tuple[int, float | None, float | None]
NOTHING: Figures = (0, None, None)


def refresh_statistics() -> int:
    """Count the finished answers of every question, and return how many questions' figures changed.

    asked: answers with a score, those to follow-ups left out.  average, spread: their mean and standard deviation, of 0–100.  Of fewer than five
    people asked is 0 and the others are NULL. Answers to a merged question count for the one it was merged into.
    A transaction for each 500 questions, so that no one waits long.
    """
    changed, last = 0, 0
    while ids := _next_ids(last):
        changed += _refresh(ids)
        last = ids[-1]
    return changed


REFRESH_STATISTICS_EVERY_NIGHT = PeriodicJob(
    "refresh_statistics_every_night",
    _l("Update question statistics"),
    refresh_statistics,
    when=crontab(minute="10", hour="19"),  # 03:10 in the clubs' zone
)


def _next_ids(after: int) -> Sequence[int]:
    query = select(Question.id).where(Question.id > after).order_by(Question.id).limit(AT_ONCE)
    return db.session.scalars(query).all()


def _refresh(ids: Sequence[int]) -> int:
    """Write the figures of these questions, as far as they changed, and return how many did."""
    found = _figures(ids)
    present = db.session.execute(
        select(Question.id, Question.asked, Question.average, Question.spread).where(Question.id.in_(ids))
    )
    rows = [
        dict(
            zip(("row_id", "asked", "average", "spread"), (row.id, *found.get(row.id, NOTHING)), strict=True)
        )
        for row in present
        if found.get(row.id, NOTHING) != (row.asked, row.average, row.spread)
    ]
    release_connection()
    if rows:
        table = Question.__table__
        with transaction():
            db.session.connection().execute(
                update(table)  # type: ignore[arg-type]
                .where(table.c.id == bindparam("row_id"))
                .values(
                    asked=bindparam("asked"), average=bindparam("average"), spread=bindparam("spread"),
                    updated_at=table.c.updated_at,
                ),
                rows,
            )  # fmt: skip
    return len(rows)


def _figures(ids: Sequence[int]) -> dict[int, Figures]:
    """Return the figures of those of these questions that enough people have answered. One statement."""
    counted_for = func.coalesce(Question.merged_into_id, Question.id)
    squares = func.sum(MockAnswer.score * MockAnswer.score)
    rows = db.session.execute(
        select(counted_for, func.count(), func.sum(MockAnswer.score), squares)
        .join(MockAnswer, MockAnswer.question_id == Question.id)
        .where(
            Question.id.in_(ids) | Question.merged_into_id.in_(ids),
            MockAnswer.status == AnswerStatus.DONE,
            MockAnswer.score.is_not(None),
            MockAnswer.follow_up.is_(None),
        )
        .group_by(counted_for)
        .having(func.count(MockAnswer.user_id.distinct()) >= FEWEST_PEOPLE)
    )
    figures: dict[int, Figures] = {}
    for question_id, count, total, square in rows:
        mean = int(total or 0) / count
        variance = max(0.0, int(square or 0) / count - mean * mean)
        figures[question_id] = (count, _coarse(mean), _coarse(sqrt(variance)))
    return figures


def _coarse(value: float) -> float:
    """Round to steps of five: so the figures of two days do not reveal what the one person between them answered."""
    return 5.0 * round(value / 5)
