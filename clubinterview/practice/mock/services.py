"""Mock interviews: begin, answer one question after the other, pause, end. Nothing that was typed is lost."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import after_commit, lock
from clubinterview.extensions import db
from clubinterview.practice.mock.drawing import FIRST_LEVEL, Wish, draw, level_after
from clubinterview.practice.mock.queries import candidates, seen_questions
from clubinterview.practice.mock.targets import Target
from clubinterview.practice.models import (
    LONGEST_TITLE,
    AnswerStatus,
    MockAnswer,
    MockInterview,
    MockStatus,
    Mode,
    Question,
    QuestionKind,
    Source,
)
from clubinterview.practice.owners import lock_owner
from clubinterview.practice.queries import practised
from clubinterview.practice.report.tasks import score_mock
from clubinterview.practice.scoring import AskedQuestion, missing_points

STEP = 10  # between the positions of drawn questions; a follow-up stands between two
LARGEST_SEED = 2**31 - 1
SHORTEST_FOR_FOLLOW_UP = 40  # characters: who said nearly nothing is not asked for more


class AlreadyPractising(DomainError):
    """The person has a session that is not ended; `mock_id` says which."""

    def __init__(self, mock_id: int) -> None:
        super().__init__(_l("You have an interview that is not ended. Go on with it, or end it first."))
        self.mock_id = mock_id


class NothingToAsk(DomainError):
    """No question fits what was asked for."""


class NotRunning(DomainError):
    """The session is paused or over, so that this cannot be done to it now."""


class QuestionOver(DomainError):
    """The question was answered or ended elsewhere, so that another text for it is not taken."""

    def __init__(self) -> None:
        super().__init__(_l("This question is over. What you typed since then was not saved."))


class OlderText(DomainError):
    """Another window has saved a newer text. `text` and `revision` are its."""

    def __init__(self, answer: MockAnswer) -> None:
        super().__init__(_l("This answer was changed in another window. Its newest text is shown."))
        self.text, self.revision = answer.text, answer.revision


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
    pool = candidates(user, club_id=target.club_id)
    drawn = draw(pool, wish, seed=seed, seen=seen_questions(user.id), levels=levels or {0: FIRST_LEVEL})
    if not drawn:
        raise NothingToAsk(_l("No question fits this choice. Choose another subject or kind."))
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
        raise NothingToAsk(_l("There is nothing to ask again."))
    return _begin(
        user_id, asked, start_key=start_key, now=now, source=Source.AGAIN, title_zh=mock.title_zh,
        title_en=mock.title_en, seed=mock.seed, category_id=mock.category_id, mode=mock.mode,
        seconds_to_prepare=mock.seconds_to_prepare, seconds_to_answer=mock.seconds_to_answer,
    )  # fmt: skip


def save_text(user_id: int, answer_id: int, text: str, *, revision: int) -> MockAnswer:
    """Keep what stands in the field. The session may be paused. Locks the session and the answer.

    revision: of the text that the field began with.  Raises OlderText when another window was first, QuestionOver.
    """
    mock = _locked_mock_of_answer(user_id, answer_id)
    answer = _locked_answer(user_id, answer_id)
    if answer.status != AnswerStatus.OPEN or mock.is_over:
        if text in ("", answer.text):
            return answer
        raise QuestionOver
    if text == answer.text:
        return answer
    if revision < answer.revision:
        raise OlderText(answer)
    answer.text, answer.revision = text, answer.revision + 1
    return answer


def finish_answer(
    user_id: int, answer_id: int, text: str | None, *, revision: int, is_skipped: bool = False, now: datetime
) -> MockInterview:
    """Keep the text, close the question and open the next one; after the last one the session is finished.

    text: None leaves it as saved.  Done or skipped already, nothing changes.  When a key point is missing, the next
    question is a follow-up.  Locks the session. Raises NotRunning while it is paused, OlderText, NotFound, and
    QuestionOver when the question was closed with another text.
    """
    mock = _locked_mock_of_answer(user_id, answer_id)
    answer = _locked_answer(user_id, answer_id)
    if answer.status != AnswerStatus.OPEN or mock.is_over:
        if text and text != answer.text:
            raise QuestionOver
        return mock
    if mock.status != MockStatus.RUNNING:
        raise NotRunning(_l("The interview is paused. Go on with it first."))
    if text is not None and text != answer.text:
        if revision < answer.revision:
            raise OlderText(answer)
        answer.text, answer.revision = text, answer.revision + 1
    answer.status = AnswerStatus.SKIPPED if is_skipped else AnswerStatus.DONE
    answer.seconds_used, answer.closed_at = _seconds_used(mock, answer, now), now
    if not is_skipped:
        _pose_follow_up(answer)
    _open_next(mock, now)
    return mock


def pause_mock(user_id: int, mock_id: int, *, now: datetime) -> MockInterview:
    """Stop the clock. Twice is once. Locks the session. Raises NotRunning when it is over."""
    mock = _locked_mock(user_id, mock_id)
    if mock.status == MockStatus.RUNNING:
        mock.status, mock.paused_at = MockStatus.PAUSED, now
    elif mock.is_over:
        raise NotRunning(_l("This interview is over."))
    return mock


def resume_mock(user_id: int, mock_id: int, *, now: datetime) -> MockInterview:
    """Let the clock go on where it stood. Twice is once. Locks the session. Raises NotRunning when it is over."""
    mock = _locked_mock(user_id, mock_id)
    if mock.is_over:
        raise NotRunning(_l("This interview is over."))
    if mock.status == MockStatus.PAUSED and mock.paused_at is not None:
        answer = _open_answer(mock)
        if answer is not None and answer.opened_at is not None:
            answer.opened_at += max(now - mock.paused_at, timedelta())
        mock.status, mock.paused_at = MockStatus.RUNNING, None
    return mock


def finish_mock(user_id: int, mock_id: int, *, now: datetime) -> MockInterview:
    """End the session with what was answered so far; the worker scores it. Twice is once. Locks the session."""
    mock = _locked_mock(user_id, mock_id)
    if not mock.is_over:
        _finish(mock, now)
    return mock


def abandon_mock(user_id: int, mock_id: int, *, now: datetime) -> MockInterview:
    """End the session without a report. Twice is once. Locks the session. Raises NotRunning when it is finished."""
    mock = _locked_mock(user_id, mock_id)
    if mock.status == MockStatus.FINISHED:
        raise NotRunning(_l("This interview is finished already."))
    mock.status, mock.is_live, mock.finished_at = MockStatus.ABANDONED, None, mock.finished_at or now
    return mock


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
            user_id=user_id, question_id=question_id, position=number * STEP, asked=dict(question),
            retry_of_id=retry_of_id, status=AnswerStatus.WAITING,
        )
        for number, (question_id, question, retry_of_id) in enumerate(asked, 1)
    ]  # fmt: skip
    mock.answers[0].status, mock.answers[0].opened_at = AnswerStatus.OPEN, now
    db.session.add(mock)
    db.session.flush()
    return mock


def _pose_follow_up(answer: MockAnswer) -> None:
    """Add a follow-up behind an answer that leaves a key point out. A follow-up has none of its own."""
    if answer.follow_up is not None or len(answer.text) < SHORTEST_FOR_FOLLOW_UP:
        return
    missing = missing_points(AskedQuestion.from_json(answer.asked), answer.text)
    follow_ups = answer.asked["zh"]["follow_ups"]
    if not missing or not follow_ups:
        return
    index = missing[0] % len(follow_ups)
    english = answer.asked["en"]["follow_ups"]
    asked = answer.asked | {
        "zh": {"text": follow_ups[index], "sample": "", "follow_ups": []},
        "en": {"text": english[index] if index < len(english) else "", "sample": "", "follow_ups": []},
        "points": [answer.asked["points"][number] for number in missing],
    }
    db.session.add(
        MockAnswer(
            mock_id=answer.mock_id, user_id=answer.user_id, question_id=answer.question_id,
            position=answer.position + STEP // 2, asked=asked, follow_up=index, status=AnswerStatus.WAITING,
        )
    )  # fmt: skip
    db.session.flush()


def _open_next(mock: MockInterview, now: datetime) -> None:
    following = db.session.scalar(
        select(MockAnswer)
        .where(MockAnswer.mock_id == mock.id, MockAnswer.status == AnswerStatus.WAITING)
        .order_by(MockAnswer.position)
        .limit(1)
    )
    if following is None:
        _finish(mock, now)
    else:
        following.status, following.opened_at = AnswerStatus.OPEN, now


def _finish(mock: MockInterview, now: datetime) -> None:
    open_answer = _open_answer(mock)
    if open_answer is not None:
        is_blank = not open_answer.text.strip()
        open_answer.status = AnswerStatus.SKIPPED if is_blank else AnswerStatus.DONE
        open_answer.seconds_used = _seconds_used(mock, open_answer, mock.paused_at or now)
        open_answer.closed_at = now
    mock.status, mock.is_live, mock.finished_at, mock.paused_at = MockStatus.FINISHED, None, now, None
    after_commit(partial(score_mock, mock.id))


def _open_answer(mock: MockInterview) -> MockAnswer | None:
    return db.session.scalar(
        select(MockAnswer).where(MockAnswer.mock_id == mock.id, MockAnswer.status == AnswerStatus.OPEN)
    )


def _seconds_used(mock: MockInterview, answer: MockAnswer, now: datetime) -> int:
    """Return how long the person spoke or typed: without the time to prepare, for who used it to prepare."""
    if answer.opened_at is None:
        return 0
    passed = max(0.0, (now - answer.opened_at).total_seconds())
    after_preparation = passed - mock.seconds_to_prepare
    return round(max(after_preparation, min(passed, mock.seconds_to_prepare)))


def _locked_mock(user_id: int, mock_id: int) -> MockInterview:
    mock = lock(MockInterview, mock_id)
    if mock is None or mock.user_id != user_id:
        raise NotFound("")
    return mock


def _locked_mock_of_answer(user_id: int, answer_id: int) -> MockInterview:
    mock_id = db.session.scalar(
        select(MockAnswer.mock_id).where(MockAnswer.id == answer_id, MockAnswer.user_id == user_id)
    )
    if mock_id is None:
        raise NotFound("")
    return _locked_mock(user_id, mock_id)


def _locked_answer(user_id: int, answer_id: int) -> MockAnswer:
    answer = lock(MockAnswer, answer_id)
    if answer is None or answer.user_id != user_id:
        raise NotFound("")
    return answer
