"""What becomes of applications when a person wants a copy of their data, or goes, or when their time is over."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import User
from clubinterview.core.transaction import in_transaction
from clubinterview.extensions import db
from clubinterview.profile.hooks import Section
from clubinterview.recruitment import hooks
from clubinterview.recruitment.applications.services import withdraw
from clubinterview.recruitment.models import (
    Application,
    ApplicationAnswer,
    ApplicationEvent,
    ApplicationGram,
    Decision,
    Drive,
    DriveStatus,
    FormField,
    Offer,
    Status,
)
from clubinterview.recruitment.offers.services import decline_offer
from clubinterview.recruitment.scorecards.own_data import forget_notes
from clubinterview.recruitment.status import IN_PROGRESS

ARCHIVED_KEPT = timedelta(days=365)
AT_ONCE = 100


def application_sections(user: User) -> Iterable[Section]:
    """Give the applications with choices, answers and what came of them, as far as it is published."""
    applications = db.session.scalars(
        select(Application)
        .options(joinedload(Application.drive).joinedload(Drive.club))
        .where(Application.user_id == user.id)
        .order_by(Application.id)
    ).all()
    yield Section(
        "applications",
        _l("Applications"),
        [
            {
                "club": application.drive.club.name,
                "drive": application.drive.title,
                "reference": application.reference,
                "status": str(application.status.label),
                "submitted_at": application.submitted_at,
            }
            for application in applications
        ],
    )
    yield Section("answers", _l("Answers"), _answers_of(user))
    yield Section("steps", _l("Application history"), _steps_of(user))


def leave_drives(user: User, now: datetime) -> None:
    """Take back what is in progress, and leave open offers to others."""
    for application in _applications_of(user):
        if application.status in IN_PROGRESS:
            withdraw(user.id, application.id, now=now)
        elif application.status == Status.OFFERED:
            offer = db.session.scalar(select(Offer).where(Offer.application_id == application.id))
            if offer is not None and offer.is_open_at(now):
                decline_offer(user.id, application.id, now=now)
    _unindex([application.id for application in _applications_of(user)])


def forget_applications(user: User, now: datetime) -> None:
    """Empty all applications: they stay as counts, with status and choices, and say nothing of who it was."""
    clear_applications([application.id for application in _applications_of(user)])


def clear_applications(ids: Sequence[int]) -> None:
    """Forget answers, resume, what officers wrote, and how to find them. Runs in a transaction."""
    db.session.execute(delete(ApplicationAnswer).where(ApplicationAnswer.application_id.in_(ids)))
    db.session.execute(
        update(ApplicationEvent).where(ApplicationEvent.application_id.in_(ids)).values(reason="")
    )
    db.session.execute(update(Decision).where(Decision.application_id.in_(ids)).values(note=""))
    db.session.execute(update(Application).where(Application.id.in_(ids)).values(resume_id=None))
    forget_notes(ids)
    _unindex(ids)
    for forget in hooks.applications_emptied:
        forget(ids)


def clear_old_drives(now: datetime) -> tuple[str, int]:
    """Clear the applications of drives whose data has been stored long enough, a hundred at a time."""
    cleared = 0
    for drive_id in _over(now):
        while count := in_transaction(lambda drive_id=drive_id: _clear_some(drive_id)):  # type: ignore[misc]
            cleared += count
    return "applications", cleared


def _over(now: datetime) -> list[int]:
    """Return drives that were archived a year ago, or whose last result is older than the drive stores data.

    The result is the newest published decision or offer's deadline; a drive with neither waits to be archived.
    """
    results = (
        select(
            Drive.id,
            Drive.retention_days,
            func.max(Decision.published_at).label("published_at"),
            func.max(Offer.deadline_at).label("deadline_at"),
        )
        .join(Application, Application.drive_id == Drive.id)
        .outerjoin(Decision, Decision.application_id == Application.id)
        .outerjoin(Offer, Offer.application_id == Application.id)
        .where(Drive.status.in_([DriveStatus.CLOSED, DriveStatus.OPEN]), Drive.closes_at < now)
        .group_by(Drive.id, Drive.retention_days)
    )
    over = [
        row.id
        for row in db.session.execute(results)
        if (result := max(filter(None, (row.published_at, row.deadline_at)), default=None))
        and result + timedelta(days=row.retention_days) < now
    ]
    archived = select(Drive.id).where(
        Drive.status == DriveStatus.ARCHIVED, Drive.updated_at < now - ARCHIVED_KEPT
    )
    return sorted({*over, *db.session.scalars(archived)})


def _clear_some(drive_id: int) -> int:
    answered = select(ApplicationAnswer.id).where(ApplicationAnswer.application_id == Application.id)
    found = select(ApplicationGram.gram).where(
        ApplicationGram.drive_id == drive_id, ApplicationGram.application_id == Application.id
    )
    ids = db.session.scalars(
        select(Application.id)
        .where(
            Application.drive_id == drive_id,
            or_(Application.resume_id.is_not(None), answered.exists(), found.exists()),
        )
        .limit(AT_ONCE)
    ).all()
    if ids:
        clear_applications(ids)
    return len(ids)


def _applications_of(user: User) -> Sequence[Application]:
    mine = select(Application).where(Application.user_id == user.id).order_by(Application.id)
    return db.session.scalars(mine.execution_options(populate_existing=True)).all()


def _unindex(ids: Sequence[int]) -> None:
    db.session.execute(delete(ApplicationGram).where(ApplicationGram.application_id.in_(ids)))


def _answers_of(user: User) -> list[dict[str, object]]:
    rows = db.session.execute(
        select(Application.reference, FormField.label, ApplicationAnswer.text)
        .select_from(ApplicationAnswer)
        .join(Application, Application.id == ApplicationAnswer.application_id)
        .join(FormField, FormField.id == ApplicationAnswer.form_field_id)
        .where(Application.user_id == user.id)
        .order_by(Application.id, FormField.position)
    )
    return [{"reference": reference, "question": label, "answer": text} for reference, label, text in rows]


def _steps_of(user: User) -> list[dict[str, object]]:
    rows = db.session.execute(
        select(Application.reference, ApplicationEvent.created_at, ApplicationEvent.to_status)
        .join(Application, Application.id == ApplicationEvent.application_id)
        .where(Application.user_id == user.id)
        .order_by(ApplicationEvent.id)
    )
    return [{"reference": reference, "at": at, "status": str(status.label)} for reference, at, status in rows]
