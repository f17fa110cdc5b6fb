"""Who is to score whom in a stage. The panels of booked slots write it."""

from collections.abc import Collection

from sqlalchemy import Select, delete, insert, literal, select

from clubinterview.extensions import db
from clubinterview.recruitment.scorecards.models import Scorer


def set_scorers(stage_id: int, application_ids: Collection[int], user_ids: Collection[int]) -> None:
    """Let exactly these people score each of these applications in the stage.

    The caller holds what decides it: for an interview, the lock of the booked slot. Three statements at most.
    """
    if not application_ids:
        return
    of_these = (Scorer.stage_id == stage_id, Scorer.application_id.in_(application_ids))
    db.session.execute(delete(Scorer).where(*of_these, Scorer.user_id.not_in(user_ids)))
    if not user_ids:
        return
    rows = db.session.execute(select(Scorer.application_id, Scorer.user_id).where(*of_these))
    present = {(application_id, user_id) for application_id, user_id in rows}
    missing = [
        {"application_id": application_id, "stage_id": stage_id, "user_id": user_id}
        for application_id in sorted(application_ids)
        for user_id in sorted(user_ids)
        if (application_id, user_id) not in present
    ]
    if missing:
        db.session.execute(insert(Scorer), missing)


def add_scorers(stage_id: int, application_id: int, people: Select[int]) -> None:
    """Let the people whose ids the statement gives score the application, which nobody was to score. One statement."""
    person_id = people.subquery().c[0]
    rows = select(literal(application_id), literal(stage_id), person_id)
    db.session.execute(insert(Scorer).from_select(["application_id", "stage_id", "user_id"], rows))
