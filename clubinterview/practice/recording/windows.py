"""Until when the voice of an answer is taken: it begins on an open answer, and the rest of it may come a day later."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from clubinterview.extensions import db
from clubinterview.practice.models import AnswerStatus, MockAnswer, MockStatus, Mode

REST_WITHIN = timedelta(hours=24)


def is_open(answer: MockAnswer) -> bool:
    """Whether a recording may begin for an answer, which was loaded with its session."""
    mock = answer.mock
    return (
        answer.status == AnswerStatus.OPEN and mock.status == MockStatus.RUNNING and mock.mode == Mode.VOICE
    )


def takes_rest(answer: MockAnswer, *, now: datetime) -> bool:
    """Whether more is taken of a recording that was begun for an answer, which was loaded with its session.

    It is while the answer is open, the session paused or not, and for REST_WITHIN after it was closed; nothing is when
    the session was ended without a report.  At most one statement.
    """
    mock = answer.mock
    if mock.mode != Mode.VOICE or mock.status == MockStatus.ABANDONED:
        return False
    if answer.status == AnswerStatus.OPEN:
        return mock.status in {MockStatus.RUNNING, MockStatus.PAUSED}
    return answer.status != AnswerStatus.WAITING and now < _closed_at(answer) + REST_WITHIN


def _closed_at(answer: MockAnswer) -> datetime:
    """Return when an answer was closed, or at most its time to prepare later."""
    mock = answer.mock
    if mock.finished_at is not None and not _is_followed(answer):
        return mock.finished_at
    used = timedelta(seconds=mock.seconds_to_prepare + (answer.seconds_used or 0))
    return (answer.opened_at or answer.created_at) + used


def _is_followed(answer: MockAnswer) -> bool:
    """Whether a later question of the session was opened."""
    later = exists().where(
        MockAnswer.mock_id == answer.mock_id,
        MockAnswer.position > answer.position,
        MockAnswer.opened_at.is_not(None),
    )
    return bool(db.session.scalar(select(later)))
