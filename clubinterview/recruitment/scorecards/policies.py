"""Who may see others' scorecards: nobody who is to score the application and has not handed in yet."""

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import InstrumentedAttribute, aliased

from clubinterview.recruitment.scorecards.models import Scorecard, Scorer

Id = int | InstrumentedAttribute[int]  # of a row, or the column that holds it


def has_handed_in(reader_id: int, application_id: Id, stage_id: int) -> ColumnElement[bool]:
    """The condition that the reader has submitted a scorecard of the application in the stage."""
    own = aliased(Scorecard)
    return exists().where(
        own.application_id == application_id,
        own.stage_id == stage_id,
        own.interviewer_id == reader_id,
        own.submitted_at.is_not(None),
    )


def is_blind(reader_id: int, application_id: Id, stage_id: int) -> ColumnElement[bool]:
    """The condition that the reader is to score the application in the stage and has not handed in yet."""
    is_scorer = exists().where(
        Scorer.application_id == application_id, Scorer.stage_id == stage_id, Scorer.user_id == reader_id
    )
    return is_scorer & ~has_handed_in(reader_id, application_id, stage_id)
