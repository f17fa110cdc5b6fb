"""The end of a drive: archived when every applicant has a result, or deleted while nobody but its club has seen it."""

from flask_babel import lazy_ngettext
from sqlalchemy import delete, select

from clubinterview.core.by import By
from clubinterview.core.errors import DomainError
from clubinterview.extensions import db
from clubinterview.recruitment.drives.services import WrongPhase, locked_drive, record_act
from clubinterview.recruitment.models import (
    Drive,
    DriveCount,
    DriveDepartment,
    DriveStatus,
    FormField,
    Stage,
    Status,
)
from clubinterview.recruitment.scorecards.models import Criterion

WAITING_FOR_A_RESULT = (Status.SUBMITTED, Status.INTERVIEW, Status.OFFERED)


class StillWaiting(DomainError):
    """Applicants have no result yet, so the drive is not over."""


def archive_drive(drive_id: int, *, by: By) -> Drive:
    """Put a drive away that takes no more applications and in which every applicant has a result. Twice is once.

    Nothing of it changes any more; after a time its applicants' data goes. Locks the drive. Raises WrongPhase,
    StillWaiting.
    """
    drive = locked_drive(drive_id)
    if drive.status == DriveStatus.ARCHIVED:
        return drive
    if drive.phase_at(by.now) != "closed":
        raise WrongPhase(drive.status)
    waiting = db.session.scalars(
        select(DriveCount.total).where(
            DriveCount.drive_id == drive.id, DriveCount.status.in_(WAITING_FOR_A_RESULT)
        )
    )
    if count := sum(waiting):
        raise StillWaiting(
            lazy_ngettext(
                "%(count)d applicant has no result yet or an offer still to answer. Decide and publish "
                "first.",
                "%(count)d applicants have no result yet or an offer still to answer. Decide and publish "
                "first.",
                count,
                count=count,
            )
        )
    old, drive.status = drive.status, DriveStatus.ARCHIVED
    record_act("drive.archive", drive, by=by, old=old)
    return drive


def delete_draft(drive_id: int, *, by: By) -> None:
    """Delete a drive that was never published, with all its parts. Locks the drive. Raises NotFound, WrongPhase."""
    drive = locked_drive(drive_id)
    if drive.status != DriveStatus.DRAFT:
        raise WrongPhase(drive.status)
    stages = select(Stage.id).where(Stage.drive_id == drive.id)
    db.session.execute(delete(Criterion).where(Criterion.stage_id.in_(stages)))
    for part in (Stage, FormField, DriveDepartment, DriveCount):
        db.session.execute(delete(part).where(part.drive_id == drive.id))
    db.session.execute(delete(Drive).where(Drive.id == drive.id))
    record_act("drive.delete", drive, by=by)
