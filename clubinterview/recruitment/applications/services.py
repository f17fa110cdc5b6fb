"""What a student does with an application: write a draft, submit it, withdraw it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import User
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.messaging.services import notify
from clubinterview.recruitment import messages
from clubinterview.recruitment.applicants.search import index_application
from clubinterview.recruitment.models import (
    Application,
    ApplicationAnswer,
    ApplicationChoice,
    Drive,
    Status,
)
from clubinterview.recruitment.status import WrongState, begin, change_status
from clubinterview.resume.services import current_resume

# Without 0 and O, 1 and I, so that a receipt can be read out and typed in.
RECEIPT_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RECEIPT_LENGTH = 6
RECEIPT_TRIES = 5


@dataclass(frozen=True)
class Entry:
    """What the form says. department_ids: by rank, None for a rank left open.  answers: texts by form field id."""

    department_ids: Sequence[int | None]
    answers: Mapping[int, str]


class DriveNotOpen(DomainError):
    """The drive takes no applications at this moment."""


class ResumeMissing(DomainError):
    """There is no resume to send along."""

    status = 422


class CampusMissing(DomainError):
    """The drive asks for the campus check, and the person has not done it."""


def save_draft(user_id: int, drive_id: int, entry: Entry, *, now: datetime) -> Application:
    """Save what the student has written so far, and return the application.

    Locks the user. Raises DriveNotOpen, and WrongState once it is submitted.
    """
    _lock_user(user_id)
    drive = _drive(drive_id)
    application = _application_of(user_id, drive_id)
    refuse_unless_open(drive, now)
    if application is not None and application.status != Status.DRAFT:
        raise WrongState(application.status)
    application = application or _begin(user_id, drive_id, now=now)
    _write(application, entry)
    return application


def submit(user_id: int, drive_id: int, entry: Entry, *, now: datetime) -> Application:
    """Hand the application in with the current resume and notify the student; returns it.

    When it was submitted before, nothing changes and that one is returned, whatever has become of it since.
    Locks the user, then the application. Raises DriveNotOpen, CampusMissing, ResumeMissing.
    """
    user = _lock_user(user_id)
    drive = _drive(drive_id)
    application = _application_of(user_id, drive_id)
    if application is not None and application.status != Status.DRAFT:
        return application
    refuse_unless_open(drive, now)
    if drive.needs_campus_confirmation and not user.campus_confirmed_at:
        raise CampusMissing(
            _l("This drive is for verified students only. Verify your school email on your account page.")
        )
    resume = current_resume(user_id)
    if resume is None:
        raise ResumeMissing(_l("Upload your resume first: the club reads it with your application."))
    application = application or _begin(user_id, drive_id, now=now)
    _write(
        application,
        Entry(
            [department_id for department_id in entry.department_ids if department_id is not None],
            entry.answers,
        ),
    )
    application = change_status(
        application, Status.SUBMITTED, now=now, actor_id=user_id, stage=drive.stages[0]
    )
    application.resume_id, application.submitted_at = resume.id, now
    index_application(application, user)
    notify(
        user,
        messages.SUBMITTED,
        now=now,
        path=f"/applications/{application.id}",
        dedupe_key=f"submitted-{application.id}",
        club=drive.club.name,
        drive=drive.title,
        reference=application.reference,
    )
    return application


def withdraw(user_id: int, application_id: int, *, now: datetime) -> Application:
    """Take the application back while it is in progress. Withdrawing twice is withdrawing once.

    Locks the user, then the application. Raises NotFound for another person's, WrongState.
    """
    user = _lock_user(user_id)
    application = lock(Application, application_id)
    if application is None or application.user_id != user_id:
        raise NotFound("")
    if application.status == Status.WITHDRAWN:
        return application
    application = change_status(application, Status.WITHDRAWN, now=now, actor_id=user_id)
    drive = _drive(application.drive_id)
    notify(
        user,
        messages.WITHDRAWN,
        now=now,
        path=f"/applications/{application.id}",
        dedupe_key=f"withdrawn-{application.id}",
        club=drive.club.name,
        drive=drive.title,
    )
    return application


def refuse_unless_open(drive: Drive, now: datetime) -> None:
    """Raise DriveNotOpen when the drive takes no applications at this moment."""
    if drive.is_open_at(now):
        return
    if drive.phase_at(now) == "upcoming":
        raise DriveNotOpen(_l("Applications aren't open yet. Come back when they are."))
    raise DriveNotOpen(_l("Applications are closed."))


def new_reference() -> str:
    """Return a random receipt, as CI-7F3K2M."""
    return "CI-" + "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(RECEIPT_LENGTH))


def is_applied_with(resume_id: int) -> bool:
    """Whether an application refers to this version of a resume, which therefore must stay."""
    return (
        db.session.scalar(select(Application.id).where(Application.resume_id == resume_id).limit(1))
        is not None
    )


def _lock_user(user_id: int) -> User:
    user = lock(User, user_id)
    if user is None:
        raise NotFound("")
    return user


def _drive(drive_id: int) -> Drive:
    """Return the drive afresh, with its club and its stages."""
    drive = (
        db.session.scalars(
            select(Drive)
            .options(joinedload(Drive.club), joinedload(Drive.stages))
            .where(Drive.id == drive_id)
            .execution_options(populate_existing=True)
        )
        .unique()
        .one_or_none()
    )
    if drive is None:
        raise NotFound("")
    return drive


def _application_of(user_id: int, drive_id: int) -> Application | None:
    return db.session.scalar(
        select(Application)
        .where(Application.drive_id == drive_id, Application.user_id == user_id)
        .execution_options(populate_existing=True)
    )


def _begin(user_id: int, drive_id: int, *, now: datetime) -> Application:
    """Add the draft under a receipt that nobody has. The user's row is locked, so there is no other draft beside it."""
    for _ in range(RECEIPT_TRIES):
        application = Application(user_id=user_id, drive_id=drive_id, reference=new_reference())
        try:
            with db.session.begin_nested():
                begin(application, now=now, actor_id=user_id)
        except IntegrityError:
            continue
        return application
    raise RuntimeError("no free receipt was found")


def _write(application: Application, entry: Entry) -> None:
    """Replace choices and answers. A draft may leave gaps between ranks; empty answers leave no row."""
    db.session.execute(delete(ApplicationChoice).where(ApplicationChoice.application_id == application.id))
    db.session.execute(delete(ApplicationAnswer).where(ApplicationAnswer.application_id == application.id))
    db.session.add_all(
        ApplicationChoice(application_id=application.id, department_id=department_id, rank=rank)
        for rank, department_id in enumerate(entry.department_ids, 1)
        if department_id is not None
    )
    db.session.add_all(
        ApplicationAnswer(application_id=application.id, form_field_id=field_id, text=text)
        for field_id, text in entry.answers.items()
        if text
    )
    db.session.flush()
