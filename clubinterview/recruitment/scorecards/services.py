"""Scorecards: one interviewer's points for one application, and what they come to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.recruitment.models import Application, Decision, Status
from clubinterview.recruitment.scorecards.models import Criterion, Scorecard, ScorecardScore, StageScore

HUNDREDTH = Decimal("0.01")


class ScorecardClosed(DomainError):
    """The stage's decision has been published, or the candidate is not in the stage any more."""


class ScorecardIncomplete(DomainError):
    """A criterion has no points yet, so the scorecard cannot be submitted."""


class AlreadySubmitted(DomainError):
    """A submitted scorecard can be changed, but not turned into a draft again."""


def save_scorecard(
    application_id: int,
    stage_id: int,
    interviewer_id: int,
    *,
    points: Mapping[int, int],
    note: str,
    submit: bool,
    now: datetime,
) -> Scorecard:
    """Save the interviewer's scorecard, as a draft or submitted. Returns it, flushed.

    points: criterion id → 1 to 5; a draft may leave criteria out.  The caller checks who may score.
    A submitted scorecard may be submitted again until the stage's decision is published. Writes the StageScore.
    Raises ScorecardClosed, ScorecardIncomplete, AlreadySubmitted, and NotFound for a criterion of another stage.
    Locks the application until the transaction ends, so that two of these, or one and the publishing, take turns.
    """
    application = lock(Application, application_id)
    if application is None:
        raise NotFound("")
    criteria = criteria_of(stage_id)
    if not points.keys() <= {criterion.id for criterion in criteria}:
        raise NotFound("")
    _check_open(application, stage_id)
    scorecard = _scorecard(application_id, stage_id, interviewer_id)
    if scorecard.submitted_at is not None and not submit:
        raise AlreadySubmitted(
            _l("Your scorecard is already submitted. Make your changes and submit it again.")
        )
    is_complete = bool(criteria) and points.keys() == {criterion.id for criterion in criteria}
    if submit and not is_complete:
        raise ScorecardIncomplete(_l("Score every criterion before submitting."))
    scorecard.note = note
    scorecard.total = weighted_total(criteria, points) if is_complete else None
    scorecard.submitted_at = now if submit else None
    _write_scores(scorecard, points)
    db.session.flush()
    if submit:
        _save_stage_score(application_id, stage_id)
    return scorecard


def criteria_of(stage_id: int) -> Sequence[Criterion]:
    """Return what the stage is scored on, in its order. One statement."""
    return db.session.scalars(
        select(Criterion).where(Criterion.stage_id == stage_id).order_by(Criterion.position, Criterion.id)
    ).all()


def weighted_total(criteria: Sequence[Criterion], points: Mapping[int, int]) -> Decimal:
    """Return the mean of the points by weight, 1.00 to 5.00, halves rounded up. Every criterion has points."""
    weights = sum(criterion.weight_percent for criterion in criteria)
    weighed = sum(criterion.weight_percent * points[criterion.id] for criterion in criteria)
    return (Decimal(weighed) / weights).quantize(HUNDREDTH, ROUND_HALF_UP)


def average_of(totals: Sequence[Decimal]) -> Decimal:
    """Return the mean of the totals, halves rounded up to two places."""
    return (sum(totals, Decimal()) / len(totals)).quantize(HUNDREDTH, ROUND_HALF_UP)


def _check_open(application: Application, stage_id: int) -> None:
    published = db.session.scalar(
        select(Decision.id).where(
            Decision.application_id == application.id,
            Decision.stage_id == stage_id,
            Decision.published_at.is_not(None),
        )
    )
    if published is not None or application.status != Status.INTERVIEW:
        raise ScorecardClosed(_l("This interview's result is set, so scorecards can't change."))


def _scorecard(application_id: int, stage_id: int, interviewer_id: int) -> Scorecard:
    """Return the interviewer's scorecard with its scores; a new one when there is none. The application is locked."""
    scorecard = db.session.scalar(
        select(Scorecard)
        .options(selectinload(Scorecard.scores))
        .where(
            Scorecard.application_id == application_id,
            Scorecard.stage_id == stage_id,
            Scorecard.interviewer_id == interviewer_id,
        )
        .execution_options(populate_existing=True)
    )
    if scorecard is None:
        scorecard = Scorecard(
            application_id=application_id, stage_id=stage_id, interviewer_id=interviewer_id, scores=[]
        )
        db.session.add(scorecard)
    return scorecard


def _write_scores(scorecard: Scorecard, points: Mapping[int, int]) -> None:
    stored = {score.criterion_id: score for score in scorecard.scores if score.criterion_id in points}
    for criterion_id, value in points.items():
        score = stored.setdefault(criterion_id, ScorecardScore(criterion_id=criterion_id))
        score.points = value
    scorecard.scores = list(stored.values())


def _save_stage_score(application_id: int, stage_id: int) -> None:
    """Write the average and the number of the submitted scorecards. The application is locked."""
    totals = db.session.scalars(
        select(Scorecard.total).where(
            Scorecard.application_id == application_id,
            Scorecard.stage_id == stage_id,
            Scorecard.submitted_at.is_not(None),
        )
    ).all()
    average = average_of([total for total in totals if total is not None])
    score = db.session.scalar(
        select(StageScore).where(StageScore.application_id == application_id, StageScore.stage_id == stage_id)
    )
    if score is None:
        score = StageScore(application_id=application_id, stage_id=stage_id)
        db.session.add(score)
    score.average, score.scorecards = average, len(totals)
