"""Mock interviews begin: with drawn questions, or with those of an earlier one. A form that is sent twice begins one."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.errors import DomainError
from clubinterview.extensions import db
from clubinterview.practice.mock.drawing import FIRST_LEVEL, Wish, draw, level_after
from clubinterview.practice.mock.queries import drawables, seen_questions
from clubinterview.practice.mock.targets import Target
from clubinterview.practice.models import (
    LONGEST_TITLE,
    POSITION_STEP,
    AnswerStatus,
    MockAnswer,
    MockInterview,
    MockStatus,
    Mode,
    Source,
)
from clubinterview.practice.owners import lock_owner
from clubinterview.practice.queries import practised
from clubinterview.questions.models import Question, QuestionKind

LARGEST_SEED = 2**31 - 1


class AlreadyPractising(DomainError):
    """The person has a session that is not ended; `mock_id` says which."""

    def __init__(self, mock_id: int) -> None:
        super().__init__(_l("You have an unfinished practice. Continue it or end it first."))
        self.mock_id = mock_id


class NothingToAsk(DomainError):
    """No question fits what was asked for."""


@dataclass(frozen=True)
class Setup:
    """How a session runs.  kinds: empty means all.  mix: as drawing.Wish."""

    count: int
    mode: Mode
    seconds_to_prepare: int
    seconds_to_answer: int
    mix: str = "adaptive"
    kinds: frozenset[QuestionKind] = frozenset()


def start_mock(user: User, target: Target, setup: Setup, *, start_key: str, now: datetime) -> MockInterview:
    """Begin a session, its first question open. The same `start_key` again is the same session.

    Locks the user. Raises AlreadyPractising, NothingToAsk, and NotFound when the account is erased.
    """
    lock_owner(user.id)
    if (begun := _begun(user.id, start_key)) is not None:
        return begun
    seed = secrets.randbelow(LARGEST_SEED)
    wish = Wish(setup.count, target.category_weights, setup.kinds, setup.mix, target.is_whole_interview)
    levels = {
        result.category_id: level_after(result.mean, result.difficulty)
        for result in practised(user.id).values()
    }
    pool = drawables(user, club_id=target.club_id)
    drawn = draw(pool, wish, seed=seed, seen=seen_questions(user.id), levels=levels or {0: FIRST_LEVEL})
    if not drawn:
        raise NothingToAsk(_l("No question matches. Choose another subject or type."))
    found = {row.id: row for row in db.session.scalars(select(Question).where(Question.id.in_(drawn)))}
    asked = [(question_id, found[question_id].as_asked(), None) for question_id in drawn]
    return _begin(
        user.id, asked, start_key=start_key, now=now, source=target.source, title_zh=target.title_zh,
        title_en=target.title_en, seed=seed, category_id=target.category_id, mode=setup.mode,
        seconds_to_prepare=setup.seconds_to_prepare, seconds_to_answer=setup.seconds_to_answer,
    )  # fmt: skip


def ask_again(
    user_id: int, mock: MockInterview, answers: Sequence[MockAnswer], *, start_key: str, now: datetime
) -> MockInterview:
    """Begin a session with the same questions as these answers of an earlier one, to compare. Otherwise as start_mock."""
    lock_owner(user_id)
    if (begun := _begun(user_id, start_key)) is not None:
        return begun
    asked = [(answer.question_id, answer.asked, answer.id) for answer in answers if answer.follow_up is None]
    if not asked:
        raise NothingToAsk(_l("There's nothing to practise again."))
    return _begin(
        user_id, asked, start_key=start_key, now=now, source=Source.AGAIN, title_zh=mock.title_zh,
        title_en=mock.title_en, seed=mock.seed, category_id=mock.category_id, mode=mock.mode,
        seconds_to_prepare=mock.seconds_to_prepare, seconds_to_answer=mock.seconds_to_answer,
    )  # fmt: skip


def _begun(user_id: int, start_key: str) -> MockInterview | None:
    """Return the session that this form began already. Raises AlreadyPractising when another one is not ended."""
    begun = db.session.scalar(
        select(MockInterview).where(MockInterview.user_id == user_id, MockInterview.start_key == start_key)
    )
    if begun is None:
        live = select(MockInterview.id).where(
            MockInterview.user_id == user_id, MockInterview.is_live.is_(True)
        )
        if (mock_id := db.session.scalar(live)) is not None:
            raise AlreadyPractising(mock_id)
    return begun


def _begin(
    user_id: int,
    asked: Sequence[tuple[int, Mapping[str, Any], int | None]],
    *,
    start_key: str,
    now: datetime,
    **fields: Any,
) -> MockInterview:
    """Add the session.  asked: (question id, the question as asked, the earlier answer to compare with)."""
    for name in ("title_zh", "title_en"):
        fields[name] = fields[name][:LONGEST_TITLE]
    mock = MockInterview(
        user_id=user_id,
        start_key=start_key,
        is_live=True,
        status=MockStatus.RUNNING,
        created_at=now,
        **fields,
    )
    mock.answers = [
        MockAnswer(
            user_id=user_id, question_id=question_id, position=number * POSITION_STEP, asked=dict(question),
            retry_of_id=retry_of_id, status=AnswerStatus.WAITING,
        )
        for number, (question_id, question, retry_of_id) in enumerate(asked, 1)
    ]  # fmt: skip
    mock.answers[0].status, mock.answers[0].opened_at = AnswerStatus.OPEN, now
    db.session.add(mock)
    db.session.flush()
    return mock
