"""Reads that choose what a person practises. Each begins with the person."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.practice.mock.drawing import Drawable
from clubinterview.practice.models import AnswerStatus, MockAnswer
from clubinterview.questions.models import Question, QuestionCategory
from clubinterview.questions.queries import public_questions

MOST_SEEN = 400


def drawables(user: User, *, club_id: int | None = None) -> list[Drawable]:
    """Return what can be drawn for the person. One statement.

    club_id: leave out the banks of other clubs; this club's questions are its own.
    """
    query = public_questions(user)
    if club_id is not None:
        query = query.where(or_(Question.club_id.is_(None), Question.club_id == club_id))
    columns = (Question.id, Question.category_id, Question.kind, Question.difficulty, Question.club_id)
    rows = db.session.execute(query.with_only_columns(*columns).order_by(Question.id))
    return [
        Drawable(
            question_id, category_id, kind, difficulty, is_own=club_id is not None and of_club == club_id
        )
        for question_id, category_id, kind, difficulty, of_club in rows
    ]


def subjects_of(user: User) -> Sequence[QuestionCategory]:
    """Return the categories, of either level, that have questions for the person, in their order. One statement."""
    with_questions = public_questions(user).with_only_columns(Question.category_id)
    return db.session.scalars(
        select(QuestionCategory)
        .where(QuestionCategory.id.in_(with_questions))
        .order_by(QuestionCategory.position, QuestionCategory.id)
    ).all()


def seen_questions(user_id: int) -> dict[int, int]:
    """Return how many questions ago each question was last asked, 0 for the newest. One statement."""
    rows = db.session.scalars(
        select(MockAnswer.question_id)
        .where(MockAnswer.user_id == user_id, MockAnswer.status != AnswerStatus.WAITING)
        .order_by(MockAnswer.id.desc())
        .limit(MOST_SEEN)
    )
    seen: dict[int, int] = {}
    for ago, question_id in enumerate(rows):
        seen.setdefault(question_id, ago)
    return seen
