"""Reads of scorecards: what a reader may see of them."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.recruitment.models import Application, StageKind, Status
from clubinterview.recruitment.scorecards.models import Criterion, Scorecard, ScorecardScore
from clubinterview.recruitment.scorecards.policies import has_handed_in, is_blind
from clubinterview.recruitment.scorecards.services import average_of


@dataclass
class ShownScorecard:
    """A scorecard as pages show it. points: criterion id → 1 to 5."""

    scorecard: Scorecard
    interviewer: str
    points: dict[int, int] = field(default_factory=dict)


@dataclass
class Scoring:
    """What a stage is scored on, the reader's own scorecard, and the others that this reader may see.

    is_blind: whether the reader has to hand in before seeing others, of which there may be any number.
    """

    criteria: list[Criterion]
    mine: ShownScorecard | None
    others: list[ShownScorecard]
    is_blind: bool

    @property
    def average(self) -> Any:
        """The mean of the totals that are submitted, as far as this reader may see them; None without any."""
        scorecards = [each.scorecard for each in (*self.others, *([self.mine] if self.mine else []))]
        totals = [scorecard.total for scorecard in scorecards if scorecard.submitted_at]
        return average_of([total for total in totals if total is not None]) if totals else None


def scoring_for(reader_id: int, application_id: int, stage_id: int) -> Scoring:
    """Return what the page with the reader's own scorecard shows: that one, and once it is submitted those of others.

    One statement, which does not even ask for what must stay hidden.
    """
    return _scoring(reader_id, application_id, stage_id, ~has_handed_in(reader_id, application_id, stage_id))


def scoring_of_applicant(reader: User, application: Application) -> Scoring | None:
    """Return all submitted scorecards of an application that is or was in the interview stage, as `others`.

    None before it, and for an officer's own application. An officer who is to score it and has not handed in gets
    none of them, as long as the stage goes on. The application's stage is loaded. One statement.
    """
    stage = application.stage
    if stage is None or stage.kind != StageKind.INTERVIEW or application.user_id == reader.id:
        return None
    is_over = application.status != Status.INTERVIEW
    blind = false() if is_over else is_blind(reader.id, application.id, stage.id)
    return _scoring(None, application.id, stage.id, blind)


def _scoring(
    reader_id: int | None, application_id: int, stage_id: int, blind: ColumnElement[bool]
) -> Scoring:
    """reader_id: whose own scorecard is shown even as a draft.  blind: the condition that others stay hidden."""
    visible = or_(Scorecard.interviewer_id == reader_id, and_(Scorecard.submitted_at.is_not(None), ~blind))
    rows = db.session.execute(
        select(Criterion, Scorecard, ScorecardScore.points, User.name_for_others(), blind)
        .select_from(Criterion)
        .outerjoin(
            Scorecard,
            and_(
                Scorecard.application_id == application_id, Scorecard.stage_id == Criterion.stage_id, visible
            ),
        )
        .outerjoin(User, User.id == Scorecard.interviewer_id)
        .outerjoin(
            ScorecardScore,
            and_(ScorecardScore.scorecard_id == Scorecard.id, ScorecardScore.criterion_id == Criterion.id),
        )
        .where(Criterion.stage_id == stage_id)
        .order_by(Criterion.position, Criterion.id, Scorecard.id)
    ).all()
    criteria: dict[int, Criterion] = {}
    shown_by_id: dict[int, ShownScorecard] = {}
    for criterion, scorecard, points, name, _ in rows:
        criteria[criterion.id] = criterion
        if scorecard is not None:
            shown = shown_by_id.setdefault(scorecard.id, ShownScorecard(scorecard, name))
            if points is not None:
                shown.points[criterion.id] = points
    mine = next((each for each in shown_by_id.values() if each.scorecard.interviewer_id == reader_id), None)
    others = [each for each in shown_by_id.values() if each is not mine]
    return Scoring(list(criteria.values()), mine, others, is_blind=any(row[-1] for row in rows))
