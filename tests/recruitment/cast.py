"""More factories for recruitment: decisions, offers, scores, and what a page shows besides its tokens."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.models import (
    Application,
    Decision,
    Offer,
    Outcome,
    Stage,
    StageScore,
    Status,
)
from clubinterview.recruitment.search import index_application
from tests.factories import make_application

TOKEN = re.compile(r'name="csrf_token"[^>]*value="[^"]+"')


def make_decision(
    *,
    application: Application,
    stage: Stage,
    officer: User,
    outcome: Outcome = Outcome.ADVANCE,
    **fields: object,
) -> Decision:
    """An unpublished decision."""
    with transaction():
        decision = Decision(
            application_id=application.id,
            stage_id=stage.id,
            outcome=outcome,
            decided_by_id=officer.id,
            **fields,
        )
        db.session.add(decision)
    return decision


def make_offer(*, user: User, drive: object, deadline_at: datetime | None = None) -> Application:
    """An application with an offer in the first department, open for a day."""
    application = make_application(drive=drive, user=user, status=Status.OFFERED)
    with transaction():
        db.session.add(
            Offer(
                application_id=application.id,
                department_id=drive.departments[0].id,
                deadline_at=deadline_at or utcnow() + timedelta(days=1),
            )
        )
    return application


def make_score(*, application: Application, stage: Stage, average: str, scorecards: int = 2) -> None:
    with transaction():
        db.session.add(
            StageScore(
                application_id=application.id,
                stage_id=stage.id,
                average=Decimal(average),
                scorecards=scorecards,
            )
        )


def make_searchable(application: Application, user: User) -> None:
    with transaction():
        index_application(application, user)


def status_of(application: Application) -> Status:
    return db.session.get_one(Application, application.id, populate_existing=True).status


def shown(page: str) -> str:
    """The page without its form tokens, which differ each time."""
    return TOKEN.sub("", page)
