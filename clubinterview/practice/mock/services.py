"""A running mock interview: answer one question after the other, pause, end. Nothing that was typed is lost."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.practice.models import (
    POSITION_STEP,
    AnswerStatus,
    MockAnswer,
    MockInterview,
    MockStatus,
)
from clubinterview.practice.owners import lock_owner
from clubinterview.practice.recording.services import forget_recordings_of
from clubinterview.practice.report.services import SCORE_MOCK
from clubinterview.practice.scoring import AskedQuestion, missing_points

SHORTEST_FOR_FOLLOW_UP = 40  # characters: who said nearly nothing is not asked for more


class NotRunning(DomainError):
    """The session is paused or over, so that this cannot be done to it now."""


class QuestionOver(DomainError):
    """The question was answered or ended elsewhere, so that another text for it is not taken."""

    def __init__(self) -> None:
        super().__init__(_l("This question has ended. What you typed afterwards wasn't saved."))


class OlderText(DomainError):
    """Another window has saved a newer text. `text` and `revision` are its."""

    def __init__(self, answer: MockAnswer) -> None:
        super().__init__(_l("This answer was changed in another window. You're seeing the latest text."))
        self.text, self.revision = answer.text, answer.revision


def save_text(user_id: int, answer_id: int, text: str, *, revision: int) -> MockAnswer:
    """Save what stands in the field. The session may be paused. Locks the session and the answer.

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
    """Save the text, close the question and open the next one; after the last one the session is finished.

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
        raise NotRunning(_l("This practice is paused. Continue it first."))
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
        raise NotRunning(_l("This practice has ended."))
    return mock


def resume_mock(user_id: int, mock_id: int, *, now: datetime) -> MockInterview:
    """Let the clock go on where it stood. Twice is once. Locks the session. Raises NotRunning when it is over."""
    mock = _locked_mock(user_id, mock_id)
    if mock.is_over:
        raise NotRunning(_l("This practice has ended."))
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
    """End the session without a report and delete its recordings, which no page would show. Twice is once.

    Locks the person and the session. Raises NotRunning when it is finished, NotFound.
    """
    lock_owner(user_id)
    mock = _locked_mock(user_id, mock_id)
    if mock.status == MockStatus.FINISHED:
        raise NotRunning(_l("This practice has already ended."))
    mock.status, mock.is_live, mock.finished_at = MockStatus.ABANDONED, None, mock.finished_at or now
    forget_recordings_of(mock_id)
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
            position=answer.position + POSITION_STEP // 2, asked=asked, follow_up=index, status=AnswerStatus.WAITING,
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
    SCORE_MOCK.wake(mock.id)


def _open_answer(mock: MockInterview) -> MockAnswer | None:
    return db.session.scalar(
        select(MockAnswer).where(MockAnswer.mock_id == mock.id, MockAnswer.status == AnswerStatus.OPEN)
    )


def _seconds_used(mock: MockInterview, answer: MockAnswer, now: datetime) -> int:
    """Return how long the person spoke or typed: without the time to prepare, if they used it to prepare."""
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
