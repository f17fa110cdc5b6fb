"""Who may see which drive and which application. Not yours and not there look the same: 404."""

from typing import TypeVar

from flask import abort
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Membership
from clubinterview.core.errors import NotAllowed
from clubinterview.extensions import db
from clubinterview.recruitment.models import (
    Application,
    ApplicationChoice,
    Drive,
    DriveStatus,
    Offer,
    Stage,
    Status,
)
from clubinterview.resume.models import Resume

Found = TypeVar("Found")


def application_of(user: User, application_id: int) -> Application:
    """Return the user's own application, else 404. One statement.

    Loaded with it: drive (but its text) with club and stages, stage, offer and choices with departments, resume
    (but its text).
    """
    drive = joinedload(Application.drive)
    return _found(
        db.session.scalars(
            select(Application)
            .options(
                drive.joinedload(Drive.club),
                drive.joinedload(Drive.stages),
                drive.defer(Drive.body),
                joinedload(Application.stage),
                joinedload(Application.offer).joinedload(Offer.department),
                joinedload(Application.choices).joinedload(ApplicationChoice.department),
                joinedload(Application.resume).defer(Resume.text),
            )
            .where(Application.id == application_id, Application.user_id == user.id)
        )
        .unique()
        .one_or_none()
    )


def drive_for_student(user: User, drive_id: int) -> Drive:
    """Return a published drive of a club of the user's own school; else 404. Two statements.

    Loaded with it: club, departments, stages.
    """
    return _found(
        db.session.scalars(
            select(Drive)
            .join(Drive.club)
            .options(contains_eager(Drive.club), joinedload(Drive.stages), selectinload(Drive.departments))
            .where(Drive.id == drive_id, Drive.status != DriveStatus.DRAFT, Club.school_id == user.school_id)
        )
        .unique()
        .one_or_none()
    )


def drive_for(membership: Membership, drive_id: int) -> Drive:
    """Return a drive of the member's club; else 404. One statement."""
    return _found(
        db.session.scalar(select(Drive).where(Drive.id == drive_id, Drive.club_id == membership.club_id))
    )


def stage_for(membership: Membership, drive_id: int, stage_id: int) -> Stage:
    """Return a stage of a drive of the member's club, with the drive; else 404. One statement."""
    return _found(
        db.session.scalar(
            select(Stage)
            .join(Stage.drive)
            .options(contains_eager(Stage.drive))
            .where(Stage.id == stage_id, Drive.id == drive_id, Drive.club_id == membership.club_id)
        )
    )


def applicant_for(membership: Membership, drive_id: int, application_id: int) -> Application:
    """Return a submitted application to a drive of the member's club, with drive, club, person, stage, and resume.

    404 for drafts, which are their writers' alone, and for all others. One statement. It asks for no role: an
    officer's page asks for the officer's membership, an interviewer's page for the assignment as well.
    """
    return _found(
        db.session.scalar(
            select(Application)
            .join(Application.drive)
            .options(
                contains_eager(Application.drive).joinedload(Drive.club),
                joinedload(Application.user),
                joinedload(Application.stage),
                joinedload(Application.resume),
            )
            .where(
                Application.id == application_id,
                Application.status != Status.DRAFT,
                Drive.id == drive_id,
                Drive.club_id == membership.club_id,
            )
        )
    )


def officer_drive(user: User, slug: str, drive_id: int) -> tuple[Membership, Drive]:
    """Return the officer's membership, with the club, and a drive of that club with departments and stages.

    The drive's text is left for later. 404 for people outside the club and for drives of other clubs, NotAllowed for interviewers. One statement, for
    the pages whose lists leave room for no more.
    """
    row = db.session.execute(
        select(Membership, Drive)
        .join(Membership.club)
        .join(Drive, Drive.club_id == Club.id)
        .options(
            contains_eager(Membership.club),
            defer(Drive.body),
            joinedload(Drive.departments),
            joinedload(Drive.stages),
        )
        .where(Club.slug == slug, Membership.user_id == user.id, Drive.id == drive_id)
    ).unique()
    membership, drive = _found(row.one_or_none())
    if not membership.is_officer:
        raise NotAllowed(_l("Only officers of the club can do this."))
    return membership, drive


def _found(row: Found | None) -> Found:
    if row is None:
        abort(404)
    return row
