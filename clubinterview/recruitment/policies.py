"""Who may see which drive and which application. Not yours and not there look the same: 404."""

from dataclasses import dataclass
from typing import TypeVar

from flask import abort
from flask_babel import lazy_gettext as _l
from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import aliased, contains_eager, defer, joinedload, selectinload

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Membership
from clubinterview.core.errors import NotAllowed
from clubinterview.extensions import db
from clubinterview.recruitment.models import (
    Application,
    ApplicationChoice,
    Decision,
    Drive,
    DriveStatus,
    Offer,
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
    _refuse_interviewers(membership)
    return membership, drive


@dataclass(frozen=True)
class Applicant:
    """What an officer's page of an applicant begins with.

    application: with drive (but its text), person, stage, resume, and offer loaded.  decision: of its present
    stage.  newer_id, older_id: its neighbours in the list.
    """

    membership: Membership
    application: Application
    decision: Decision | None
    newer_id: int | None
    older_id: int | None


def officer_applicant(user: User, slug: str, drive_id: int, application_id: int) -> Applicant:
    """Return an applicant of the officer's club; 404 and NotAllowed as `officer_drive`. One statement."""
    row = db.session.execute(
        select(
            Membership,
            Application,
            Decision,
            _neighbour(drive_id, application_id, newer=True),
            _neighbour(drive_id, application_id, newer=False),
        )
        .join(Membership.club)
        .join(Drive, Drive.club_id == Club.id)
        .join(Application, Application.drive_id == Drive.id)
        .outerjoin(
            Decision,
            (Decision.application_id == Application.id) & (Decision.stage_id == Application.stage_id),
        )
        .options(
            contains_eager(Membership.club),
            contains_eager(Application.drive).options(contains_eager(Drive.club), defer(Drive.body)),
            joinedload(Application.user),
            joinedload(Application.stage),
            joinedload(Application.resume),
            joinedload(Application.offer),
        )
        .where(
            Club.slug == slug,
            Membership.user_id == user.id,
            Drive.id == drive_id,
            Application.id == application_id,
            Application.status != Status.DRAFT,
            Application.user.has(User.is_shown()),
        )
    ).one_or_none()
    found = Applicant(*_found(row))
    _refuse_interviewers(found.membership)
    if found.application.user_id == user.id:
        raise NotAllowed(_l("This is your own application. Others read it and decide."))
    return found


def _neighbour(drive_id: int, application_id: int, *, newer: bool) -> ScalarSelect[int]:
    other = aliased(Application)
    query = select(other.id).where(other.drive_id == drive_id, other.status != Status.DRAFT).limit(1)
    if newer:
        return query.where(other.id > application_id).order_by(other.id).scalar_subquery()
    return query.where(other.id < application_id).order_by(other.id.desc()).scalar_subquery()


def _refuse_interviewers(membership: Membership) -> None:
    if not membership.is_officer:
        raise NotAllowed(_l("Only club officers can do this."))


def _found(row: Found | None) -> Found:
    if row is None:
        abort(404)
    return row
