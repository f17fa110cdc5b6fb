"""Reads of recruitment that more than one page needs."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.base import ExecutableOption

from clubinterview.auth.models import User
from clubinterview.club.models import Department
from clubinterview.extensions import db
from clubinterview.recruitment.models import (
    Application,
    ApplicationAnswer,
    ApplicationChoice,
    ApplicationEvent,
    Drive,
    DriveCount,
    DriveDepartment,
    FormField,
    Offer,
    Status,
)
from clubinterview.recruitment.scorecards.models import Criterion

NEWEST = 50


def applications_of(user: User, *, newest: int = NEWEST) -> Sequence[Application]:
    """Return the user's applications, newest first, with drive, club, stage, and offer. One statement."""
    return db.session.scalars(
        select(Application)
        .options(*with_drive_and_offer())
        .where(Application.user_id == user.id)
        .order_by(Application.id.desc())
        .limit(newest)
    ).all()


def with_drive_and_offer() -> tuple[ExecutableOption, ...]:
    """Return the loader options for what a row of a student's list shows."""
    return (
        joinedload(Application.drive).joinedload(Drive.club),
        joinedload(Application.stage),
        joinedload(Application.offer).joinedload(Offer.department),
    )


def application_to(drive_id: int, user: User) -> Application | None:
    """Return the user's application to the drive with choices and answers, or None. One statement."""
    return (
        db.session.scalars(
            select(Application)
            .options(joinedload(Application.choices), joinedload(Application.answers))
            .where(Application.drive_id == drive_id, Application.user_id == user.id)
        )
        .unique()
        .one_or_none()
    )


def counts_of(drive_ids: Sequence[int]) -> dict[int, dict[Status, int]]:
    """Return how many applications each drive has by status; a status without any is 0. Drafts are left out."""
    counts: dict[int, dict[Status, int]] = {
        drive_id: {status: 0 for status in Status if status != Status.DRAFT} for drive_id in drive_ids
    }
    rows = db.session.execute(
        select(DriveCount.drive_id, DriveCount.status, DriveCount.total).where(
            DriveCount.drive_id.in_(drive_ids), DriveCount.status != Status.DRAFT
        )
    )
    for drive_id, status, total in rows:
        counts[drive_id][status] = total
    return counts


def load_form(drive: Drive) -> None:
    """Load the drive's form fields and the criteria of its stages, which must be loaded. Two statements."""
    load_fields(drive)
    criteria = db.session.scalars(
        select(Criterion)
        .where(Criterion.stage_id.in_([stage.id for stage in drive.stages]))
        .order_by(Criterion.position, Criterion.id)
    ).all()
    for stage in drive.stages:
        set_committed_value(stage, "criteria", [row for row in criteria if row.stage_id == stage.id])


def load_fields(drive: Drive) -> None:
    """Load the drive's form fields. One statement."""
    fields = db.session.scalars(
        select(FormField).where(FormField.drive_id == drive.id).order_by(FormField.position, FormField.id)
    ).all()
    set_committed_value(drive, "fields", fields)


def answers_of(application: Application) -> list[tuple[FormField, str]]:
    """Return each field of the drive's form with the application's answer, "" when there is none. One statement."""
    rows = db.session.execute(
        select(FormField, ApplicationAnswer.text)
        .outerjoin(
            ApplicationAnswer,
            (ApplicationAnswer.form_field_id == FormField.id)
            & (ApplicationAnswer.application_id == application.id),
        )
        .where(FormField.drive_id == application.drive_id)
        .order_by(FormField.position, FormField.id)
    )
    return [(field, text or "") for field, text in rows]


def departments_and_choices(application: Application) -> tuple[list[Department], list[Department]]:
    """Return (the departments of the drive, those that the application chose, first choice first). One statement."""
    rows = db.session.execute(
        select(Department, ApplicationChoice.rank)
        .join(DriveDepartment, DriveDepartment.department_id == Department.id)
        .outerjoin(
            ApplicationChoice,
            (ApplicationChoice.department_id == Department.id)
            & (ApplicationChoice.application_id == application.id),
        )
        .where(DriveDepartment.drive_id == application.drive_id)
        .order_by(Department.position, Department.id)
    ).all()
    chosen = sorted((rank, number) for number, (_department, rank) in enumerate(rows) if rank is not None)
    return [department for department, _rank in rows], [rows[number][0] for _rank, number in chosen]


def events_of(application: Application) -> list[tuple[ApplicationEvent, str]]:
    """Return each event of the application with the name of who did it, "" for the clock. One statement."""
    rows = db.session.execute(
        select(ApplicationEvent, User.name_for_others())
        .outerjoin(User, User.id == ApplicationEvent.actor_id)
        .where(ApplicationEvent.application_id == application.id)
        .order_by(ApplicationEvent.id)
    )
    return [(event, name if event.actor_id else "") for event, name in rows]
