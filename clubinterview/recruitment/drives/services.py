"""Writing a drive, publishing it, and closing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from clubinterview.club.models import Department
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.recruitment.models import (
    Drive,
    DriveCount,
    DriveDepartment,
    DriveStatus,
    FieldKind,
    FormField,
    Stage,
    StageKind,
    Status,
    in_time,
)
from clubinterview.recruitment.scorecards.models import Criterion


@dataclass(frozen=True)
class FieldFacts:
    """A form field of the club's own, as the draft describes it."""

    kind: FieldKind
    label: str
    hint: str
    options: list[str]
    is_required: bool


@dataclass(frozen=True)
class Weighing:
    """A criterion of the interview stage and its weight, 1 to 100."""

    name: str
    guide: str
    weight_percent: int


@dataclass(frozen=True)
class DrivePlan:
    """All that a draft of a drive says. The weights of the criteria come to 100."""

    title: str
    body: str
    opens_at: datetime
    closes_at: datetime
    department_ids: Sequence[int]
    most_choices: int
    needs_campus_confirmation: bool
    retention_days: int
    screening_name: str
    interview_name: str
    fields: Sequence[FieldFacts]
    criteria: Sequence[Weighing]


class DriveNotReady(DomainError):
    """A drive that cannot be published as it is."""


class WrongPhase(DomainError):
    """The drive is not where this act needs it to be; the text names where it is."""

    def __init__(self, present: DriveStatus) -> None:
        super().__init__(
            {
                DriveStatus.DRAFT: _l("This drive is still a draft. Publish it first."),
                DriveStatus.OPEN: _l(
                    "This drive is already published. Reload the page to see what you can change."
                ),
                DriveStatus.CLOSED: _l("Applications are closed."),
                DriveStatus.ARCHIVED: _l("This drive is archived."),
            }[present]
        )


class ClosesEarlier(DomainError):
    """The closing of a published drive can be moved to later only: people count on it."""


def write_drive(club_id: int, plan: DrivePlan, *, by: By) -> Drive:
    """Make a drive as a draft, with its stages screening and interview. Returns it, flushed."""
    drive = Drive(club_id=club_id, status=DriveStatus.DRAFT, **_columns(plan))
    drive.stages = [
        Stage(position=1, kind=StageKind.SCREENING, name=plan.screening_name),
        Stage(position=2, kind=StageKind.INTERVIEW, name=plan.interview_name),
    ]
    db.session.add(drive)
    db.session.flush()
    # The counts exist from the start, so that no two first applicants have to make the same row.
    db.session.add_all(DriveCount(drive_id=drive.id, status=status, total=0) for status in Status)
    _add_parts(drive, plan)
    record_act("drive.create", drive, by=by)
    return drive


def rewrite_draft(drive_id: int, plan: DrivePlan, *, by: By) -> Drive:
    """Replace all that a draft says. Locks the drive. Raises WrongPhase once it is published."""
    drive = locked_drive(drive_id)
    if drive.status != DriveStatus.DRAFT:
        raise WrongPhase(drive.status)
    for name, value in _columns(plan).items():
        setattr(drive, name, value)
    screening, interview = _stages(drive)
    screening.name, interview.name = plan.screening_name, plan.interview_name
    db.session.execute(delete(DriveDepartment).where(DriveDepartment.drive_id == drive.id))
    db.session.execute(delete(FormField).where(FormField.drive_id == drive.id))
    db.session.execute(delete(Criterion).where(Criterion.stage_id == interview.id))
    _add_parts(drive, plan)
    record_act("drive.edit", drive, by=by)
    return drive


def edit_published(
    drive_id: int, *, title: str, body: str, closes_at: datetime, stage_names: tuple[str, str], by: By
) -> Drive:
    """Change what may still change once people can apply: words, and the closing to a later time.

    stage_names: of screening and interview.  Locks the drive. Raises WrongPhase for a draft or an archived drive,
    ClosesEarlier.
    """
    drive = locked_drive(drive_id)
    if drive.status not in {DriveStatus.OPEN, DriveStatus.CLOSED}:
        raise WrongPhase(drive.status)
    # The form shows minutes, so a closing with seconds comes back without them and still means the same.
    if closes_at < drive.closes_at.replace(second=0, microsecond=0):
        raise ClosesEarlier(_l("People rely on the closing time, so it can only be moved later."))
    drive.title, drive.body, drive.closes_at = title, body, max(closes_at, drive.closes_at)
    for stage, name in zip(_stages(drive), stage_names, strict=True):
        stage.name = name
    record_act("drive.edit", drive, by=by)
    return drive


def publish_drive(drive_id: int, *, by: By) -> Drive:
    """Open a draft to applicants. Publishing an open drive again changes nothing.

    Locks the drive. Raises WrongPhase when it was closed before, DriveNotReady.
    """
    drive = locked_drive(drive_id)
    if drive.status == DriveStatus.OPEN:
        return drive
    if drive.status != DriveStatus.DRAFT:
        raise WrongPhase(drive.status)
    if not in_time(by.now, drive.closes_at):
        raise DriveNotReady(_l("The closing time has passed. Choose a later one, then publish."))
    if (
        db.session.scalar(select(DriveDepartment).where(DriveDepartment.drive_id == drive.id).limit(1))
        is None
    ):
        raise DriveNotReady(_l("No department is recruiting in this drive. Choose one, then publish."))
    drive.status = DriveStatus.OPEN
    record_act("drive.publish", drive, old=DriveStatus.DRAFT, by=by)
    return drive


def close_drive(drive_id: int, *, by: By) -> Drive:
    """Take no more applications. Closing a closed drive again changes nothing. Locks the drive. Raises WrongPhase."""
    drive = locked_drive(drive_id)
    if drive.status == DriveStatus.CLOSED:
        return drive
    if drive.status != DriveStatus.OPEN:
        raise WrongPhase(drive.status)
    drive.status = DriveStatus.CLOSED
    record_act("drive.close", drive, old=DriveStatus.OPEN, by=by)
    return drive


def locked_drive(drive_id: int) -> Drive:
    """Return the drive, locked and freshly read. Raises NotFound."""
    drive = lock(Drive, drive_id)
    if drive is None:
        raise NotFound("")
    return drive


def _stages(drive: Drive) -> tuple[Stage, Stage]:
    """Return the stages screening and interview of the drive."""
    screening, interview = db.session.scalars(
        select(Stage).where(Stage.drive_id == drive.id).order_by(Stage.position)
    )
    return screening, interview


def _columns(plan: DrivePlan) -> dict[str, object]:
    return {
        "title": plan.title,
        "body": plan.body,
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
        "most_choices": plan.most_choices,
        "needs_campus_confirmation": plan.needs_campus_confirmation,
        "retention_days": plan.retention_days,
    }


def _add_parts(drive: Drive, plan: DrivePlan) -> None:
    """Add departments, form fields and criteria. A department of another club refuses all of it."""
    departments = db.session.scalars(
        select(Department.id).where(
            Department.club_id == drive.club_id, Department.id.in_(plan.department_ids)
        )
    ).all()
    if len(departments) != len(set(plan.department_ids)):
        raise NotFound("")
    _, interview = _stages(drive)
    db.session.add_all(DriveDepartment(drive_id=drive.id, department_id=row) for row in departments)
    db.session.add_all(
        FormField(
            drive_id=drive.id,
            position=position,
            kind=field.kind,
            label=field.label,
            hint=field.hint,
            options=field.options,
            is_required=field.is_required,
        )
        for position, field in enumerate(plan.fields)
    )
    db.session.add_all(
        Criterion(
            stage_id=interview.id,
            position=position,
            name=criterion.name,
            guide=criterion.guide,
            weight_percent=criterion.weight_percent,
        )
        for position, criterion in enumerate(plan.criteria)
    )


def record_act(act: str, drive: Drive, *, by: By, old: str = "") -> None:
    """Add what was done to a drive to the audit.  old: its status before, when it has another one now."""
    audit(
        act,
        by=by,
        club_id=drive.club_id,
        target=f"drive {drive.id}",
        old=old,
        new=drive.status if old else "",
    )
