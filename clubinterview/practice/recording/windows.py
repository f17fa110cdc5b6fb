"""Until when the voice of an answer is taken: it begins on an open answer, and the rest of it may come a day later."""

from datetime import datetime, timedelta

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
    the session was ended without a report.
    """
    mock = answer.mock
    if mock.mode != Mode.VOICE or mock.status == MockStatus.ABANDONED:
        return False
    return answer.status == AnswerStatus.OPEN or rest_until(answer, now=now) is not None


def rest_until(answer: MockAnswer, *, now: datetime) -> datetime | None:
    """Return until when more is taken of a recording whose answer is closed; None when that is over."""
    if answer.closed_at is None or answer.mock.status == MockStatus.ABANDONED:
        return None
    until = answer.closed_at + REST_WITHIN
    return until if now < until else None
