"""More factories for recruitment: applicants that can be searched, decisions, offers, scores."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.applicants.search import index_application
from clubinterview.recruitment.models import Application, Drive, Offer, Stage, Status
from clubinterview.recruitment.scorecards.models import StageScore
from tests.factories import make_application, make_user


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


def applied(
    drive: Drive, name: str, *, student_number: str = "", average: str = "", **fields: Any
) -> Application:
    """A submitted, searchable application of a new person. average: of its scores in the interview stage."""
    number = {"student_number": student_number} if student_number else {}
    user = make_user(school=drive.club.school, name=name, **number)
    application = make_application(drive=drive, user=user, **fields)
    with transaction():
        index_application(application, user)
    if average:
        make_score(application=application, stage=drive.stages[1], average=average)
    return application
