"""Verbs of reports: a finished session is scored, scored again, shown to anyone who has its link."""

import secrets
from datetime import datetime, timedelta

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, select, update

from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotFound
from clubinterview.core.jobs import Job, Sweep
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.practice.models import AnswerStatus, MockAnswer, MockInterview, MockStatus, Mode
from clubinterview.practice.report.comments import begin_comments
from clubinterview.practice.scoring import AskedQuestion, score_answer

log = structlog.get_logger(__name__)


def score_mock(mock_id: int, *, now: datetime) -> bool:
    """Score a finished session that has no score yet, and return whether it was this call that did.

    Each answer is written as soon as it has its score, so that the page shows how far it is; a worker that takes over
    goes on from there. The same texts have the same scores, so two workers at once do no harm. When the report is
    renewed meanwhile, the next worker ends it.
    """
    mock = db.session.get(MockInterview, mock_id)
    if mock is None or mock.status != MockStatus.FINISHED or mock.scored_at is not None:
        return False
    answers = db.session.scalars(
        select(MockAnswer).where(MockAnswer.mock_id == mock_id).order_by(MockAnswer.position)
    ).all()
    done = [answer for answer in answers if answer.status == AnswerStatus.DONE]
    for answer in done:
        if answer.score is None:
            _score(answer, mock.mode)
    without_score = exists().where(
        MockAnswer.mock_id == mock_id, MockAnswer.status == AnswerStatus.DONE, MockAnswer.score.is_(None)
    )
    scores = [answer.score for answer in done if answer.score is not None]
    with transaction():
        won = db.session.execute(
            update(MockInterview)
            .where(MockInterview.id == mock_id, MockInterview.scored_at.is_(None), ~without_score)
            .values(scored_at=now, score=round(sum(scores) / len(scores)) if scores else None)
        ).rowcount  # type: ignore[attr-defined]
        if won:
            begin_comments(mock_id)
    log.info("mock interview scored", mock_id=mock_id, answers=len(done))
    return bool(won)


def _unscored(since: datetime) -> Select[int]:
    return select(MockInterview.id).where(
        MockInterview.status == MockStatus.FINISHED,
        MockInterview.scored_at.is_(None),
        MockInterview.finished_at <= since,
    )


SCORE_MOCK = Job(
    "score_mock",
    _l("Score practice"),
    lambda mock_id: score_mock(mock_id, now=utcnow()),
    sweep=Sweep("score_left_behind", _unscored, after=timedelta(seconds=30), at_once=50),
)


def renew(user_id: int, mock_id: int) -> None:
    """Have a finished session scored again, as after the scorer has changed. Twice is once. Locks the session.

    Raises NotFound.
    """
    mock = _locked(user_id, mock_id)
    if mock.status != MockStatus.FINISHED:
        raise NotFound("")
    if mock.scored_at is None:
        return
    mock.scored_at = mock.score = None
    db.session.execute(
        update(MockAnswer).where(MockAnswer.mock_id == mock_id).values(score=None, result=None)
    )
    SCORE_MOCK.wake(mock_id)


def share(user_id: int, mock_id: int) -> None:
    """Make the link that opens a report, or leave the one there is. Locks the session.  Raises NotFound."""
    mock = _locked(user_id, mock_id)
    if mock.scored_at is None:
        raise NotFound("")
    mock.share_token = mock.share_token or secrets.token_urlsafe(32)


def unshare(user_id: int, mock_id: int) -> None:
    """Take the link back. Twice is once. Locks the session.  Raises NotFound."""
    _locked(user_id, mock_id).share_token = None


def _score(answer: MockAnswer, mode: Mode) -> None:
    """Write an answer's score. How fast a person types says nothing; how fast a person speaks does."""
    seconds = answer.seconds_used if mode == Mode.VOICE else None
    result = score_answer(AskedQuestion.from_json(answer.asked), answer.text, seconds=seconds)
    with transaction():
        answer.score, answer.result = result.score, result.to_json()


def _locked(user_id: int, mock_id: int) -> MockInterview:
    mock = lock(MockInterview, mock_id)
    if mock is None or mock.user_id != user_id:
        raise NotFound("")
    return mock
