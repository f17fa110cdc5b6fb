"""Reads of practice. Each begins with the person: nothing here returns what another person has practised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.practice.models import MockAnswer, MockInterview, MockStatus
from clubinterview.questions.models import Question


@dataclass(frozen=True)
class Practised:
    """How a person did in one category.  mean, difficulty: of the answers that have a score."""

    category_id: int
    mean: float
    difficulty: float
    count: int
    last_at: datetime


def practised(user_id: int) -> dict[int, Practised]:
    """Return how the person did in each category that has an answer with a score, follow-ups left out. One statement."""
    rows = db.session.execute(
        select(
            Question.category_id, func.avg(MockAnswer.score), func.avg(Question.difficulty),
            func.count(MockAnswer.id), func.max(MockAnswer.created_at),
        )
        .join(Question, Question.id == MockAnswer.question_id)
        .where(
            MockAnswer.user_id == user_id, MockAnswer.score.is_not(None), MockAnswer.follow_up.is_(None)
        )
        .group_by(Question.category_id)
    )  # fmt: skip
    return {
        category_id: Practised(category_id, float(mean), float(difficulty), count, last_at)
        for category_id, mean, difficulty, count, last_at in rows
    }


def mock_of(user: User, mock_id: int) -> MockInterview:
    """Return the person's own session with its answers and their recordings, else 404. Three statements at most."""
    mock = db.session.scalar(
        select(MockInterview)
        .options(selectinload(MockInterview.answers).joinedload(MockAnswer.recording))
        .where(MockInterview.id == mock_id, MockInterview.user_id == user.id)
    )
    return mock if mock is not None else abort(404)


def answer_of(user: User, answer_id: int) -> MockAnswer:
    """Return the person's own answer with its session, else 404. One statement."""
    answer = db.session.scalar(
        select(MockAnswer)
        .options(joinedload(MockAnswer.mock))
        .where(MockAnswer.id == answer_id, MockAnswer.user_id == user.id)
    )
    return answer if answer is not None else abort(404)


def live_mock(user_id: int) -> MockInterview | None:
    """Return the session that the person has not ended. One statement."""
    return db.session.scalar(
        select(MockInterview).where(MockInterview.user_id == user_id, MockInterview.is_live.is_(True))
    )


def newest_mocks(user_id: int, count: int) -> Sequence[MockInterview]:
    """Return the finished sessions, newest first. One statement."""
    return db.session.scalars(
        select(MockInterview)
        .where(MockInterview.user_id == user_id, MockInterview.status == MockStatus.FINISHED)
        .order_by(MockInterview.id.desc())
        .limit(count)
    ).all()
