"""Verbs of clubs: their page, their departments, and who works in them."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.exc import IntegrityError

from clubinterview.auth.models import User, UserStatus
from clubinterview.club import hooks, messages
from clubinterview.club.models import Club, Department, Membership, Role
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotAllowed, NotFound
from clubinterview.core.transaction import change_rows, lock
from clubinterview.extensions import db
from clubinterview.messaging.services import notify
from clubinterview.profile.models import School, SchoolStatus

log = structlog.get_logger(__name__)


class NoSuchPerson(DomainError):
    """Nobody who could be a member has the address."""

    status = 422


class NoSuchSchool(DomainError):
    """The school waits for an administrator, or is gone since it was chosen."""


class AlreadyMember(DomainError):
    """The person has another role in the club."""


class LastOwner(DomainError):
    """A club is never left without an owner."""


class NameTaken(DomainError):
    """Another department of the club has the name, or another club the address."""

    status = 422


class DepartmentInUse(DomainError):
    """Drives or applications refer to the department."""


def found_club(*, school_id: int, name: str, slug: str, owner_email: str, by: By) -> Club:
    """Make a club with its first owner and return it.

    Raises NameTaken when another club has the address (slug), NoSuchPerson when no completed account of the
    school has the owner's mail address, NoSuchSchool when nobody has approved the school yet, or it is gone.
    Locks the school, shared.
    """
    school = lock(School, school_id, shared=True)
    if school is None:
        raise NoSuchSchool(_l("This school is no longer in the list. Choose another one."))
    if school.status != SchoolStatus.LISTED:
        raise NoSuchSchool(_l("An administrator must approve this school first."))
    owner = _person(owner_email, school_id)
    club = Club(school_id=school_id, name=name, slug=slug)
    try:
        with db.session.begin_nested():
            db.session.add(club)
    except IntegrityError as error:
        raise NameTaken(_l("Another club already uses this web address. Choose a different one.")) from error
    _join(club, owner, Role.OWNER, now=by.now)
    audit("club.make", by=by, subject_user_id=owner.id, club_id=club.id, target=slug)
    return club


def add_member(club_id: int, email: str, role: Role, *, by: By) -> Membership:
    """Give a person of the club's school a role and notify them. Twice is once.

    email: normalised.  Raises NoSuchPerson, and AlreadyMember when they have another role; as all verbs of
    owners, NotFound and NotAllowed when the actor is not an owner (any more).
    Locks the club, then the person; the unique key decides who is a member already.
    """
    club = _owned(club_id, by)
    person = _person(email, club.school_id)
    try:
        membership = _join(club, person, role, now=by.now)
    except IntegrityError as error:
        held = select(Membership).where(Membership.club_id == club_id, Membership.user_id == person.id)
        membership = db.session.scalars(held.execution_options(populate_existing=True)).one()
        if membership.role == role:
            return membership
        message = _l("They already have a role in this club. Change it in the list below.")
        raise AlreadyMember(message) from error
    audit("membership.add", by=by, subject_user_id=person.id, club_id=club_id, new=role)
    return membership


def appoint_owner(club_id: int, email: str, *, by: By) -> Membership:
    """Make a person of the club's school an owner, as an administrator does for a club that lost its own. Twice is once.

    email: normalised.  Locks the club, then the person. Raises NotFound, NoSuchPerson.
    """
    club = lock(Club, club_id)
    if club is None:
        raise NotFound("")
    person = _person(email, club.school_id)
    membership = db.session.scalar(
        select(Membership)
        .where(Membership.club_id == club_id, Membership.user_id == person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    old = ""
    if membership is None:
        membership = _join(club, person, Role.OWNER, now=by.now)
    elif membership.role == Role.OWNER:
        return membership
    else:
        old, membership.role = membership.role, Role.OWNER
        _update_duties([person.id])
        notify(person, messages.ROLE_CHANGED, now=by.now, path=f"/manage/{club.slug}", club=club.name)
    audit("membership.appoint", by=by, subject_user_id=person.id, club_id=club_id, old=old, new=Role.OWNER)
    return membership


def change_role(club_id: int, membership_id: int, role: Role, *, by: By) -> Membership:
    """Change a member's role and notify them. Locks the club. Raises NotFound, NotAllowed for one's own, LastOwner."""
    club = _owned(club_id, by)
    membership = _membership(club, membership_id)
    if membership.user_id == by.actor_id and role != membership.role:
        raise NotAllowed(_l("You can't change your own role. Ask another owner."))
    if membership.role == role:
        return membership
    _ensure_an_owner(club, membership)
    old, membership.role = membership.role, role
    _update_duties([membership.user_id])
    person = db.session.get_one(User, membership.user_id)
    notify(person, messages.ROLE_CHANGED, now=by.now, path=f"/manage/{club.slug}", club=club.name)
    log.info("role changed", club_id=club_id, of=person.id, old=old, new=role)
    audit("membership.change", by=by, subject_user_id=person.id, club_id=club_id, old=old, new=role)
    return membership


def remove_member(club_id: int, membership_id: int, *, by: By) -> None:
    """End a member's role and notify them, as an owner; or one's own, as any member.

    Their next request sees it, because every page of the club asks for the membership. Locks the club, then the
    person. Raises NotFound, NotAllowed, LastOwner.
    """
    held = select(Membership.id).where(Membership.club_id == club_id, Membership.user_id == by.actor_id)
    leaves = db.session.scalar(held) == membership_id
    club = lock(Club, club_id) if leaves else _owned(club_id, by)
    if club is None:
        raise NotFound("")
    membership = _membership(club, membership_id)
    _ensure_an_owner(club, membership)
    person = lock(User, membership.user_id)
    if person is None:
        raise NotFound("")
    old = membership.role
    db.session.delete(membership)
    db.session.flush()
    person.is_club_member = bool(db.session.scalar(select(exists().where(Membership.user_id == person.id))))
    _update_duties([person.id])
    for listener in hooks.role_ended:
        listener(club_id, person.id, by.now)
    if person.id != by.actor_id:
        notify(person, messages.REMOVED, now=by.now, club=club.name)
    log.info("role ended", club_id=club_id, of=person.id, old=old)
    audit("membership.remove", by=by, subject_user_id=person.id, club_id=club_id, old=old)


def demand_second_factor(club_id: int, demanded: bool, *, by: By) -> None:
    """Demand a second factor of the club's owners and officers, or no longer. Those who lack one are notified. Twice is once.

    Locks the club. Raises NotFound, NotAllowed.
    """
    club = _owned(club_id, by)
    if club.needs_second_factor == demanded:
        return
    club.needs_second_factor = demanded
    officers = db.session.scalars(
        select(User).where(User.id.in_(_officer_ids(club_id))).order_by(User.id)
    ).all()
    _update_duties([officer.id for officer in officers])
    for officer in officers:
        if demanded and not officer.has_second_factor:
            notify(
                officer,
                messages.FACTOR_DEMANDED,
                now=by.now,
                path="/me/security/second-factor",
                club=club.name,
            )
    audit(
        "club.second_factor", by=by, club_id=club_id, old="" if demanded else "demanded",
        new="demanded" if demanded else "",
    )  # fmt: skip


def officers_without_factor(club_id: int) -> int:
    """Return how many owners and officers of a club have no second factor. One statement."""
    lacking = select(func.count(User.id)).where(
        User.id.in_(_officer_ids(club_id)), User.has_second_factor.is_(False)
    )
    return db.session.scalar(lacking) or 0


def describe_club(club_id: int, *, tagline: str, description: str, by: By) -> None:
    """Set what the club's page says. description: Markdown."""
    club = _owned(club_id, by)
    club.tagline, club.description = tagline, description
    audit("club.describe", by=by, club_id=club_id)


def write_department(
    club_id: int, department_id: int | None, *, name: str, description: str, by: By
) -> Department:
    """Add a department (`department_id` None) or rewrite one. Raises NameTaken, NotFound."""
    club = _owned(club_id, by)
    if department_id is None:
        last = db.session.scalar(
            select(Department.position)
            .where(Department.club_id == club_id)
            .order_by(Department.position.desc())
            .limit(1)
        )
        department = Department(club_id=club.id, position=0 if last is None else last + 1, name=name)
    else:
        department = _department(club_id, department_id)
    try:
        with db.session.begin_nested():
            department.name, department.description = name, description
            db.session.add(department)
    except IntegrityError as error:
        raise NameTaken(_l("The club already has a department with this name.")) from error
    audit("department.write", by=by, club_id=club_id, target=f"department {department.id}")
    return department


def remove_department(club_id: int, department_id: int, *, by: By) -> None:
    """Remove a department that nothing refers to; the foreign keys decide. Raises NotFound, DepartmentInUse."""
    _owned(club_id, by)
    department = _department(club_id, department_id)
    try:
        with db.session.begin_nested():
            db.session.delete(department)
    except IntegrityError as error:
        message = _l("A drive or application uses this department, so it can't be deleted.")
        raise DepartmentInUse(message) from error
    audit("department.remove", by=by, club_id=club_id, target=f"department {department_id}")


def _officer_ids(club_id: int) -> Select[int]:
    return select(Membership.user_id).where(
        Membership.club_id == club_id, Membership.role.in_([Role.OWNER, Role.OFFICER])
    )


def _update_duties(user_ids: Sequence[int]) -> None:
    """Update `User.needs_second_factor`: whether a club demands it of its officers, and they are one."""
    db.session.flush()
    demanded = (
        select(Membership.id)
        .join(Membership.club)
        .where(
            Membership.user_id == User.id,
            Membership.role.in_([Role.OWNER, Role.OFFICER]),
            Club.needs_second_factor.is_(True),
        )
    )
    change_rows(update(User).where(User.id.in_(user_ids)).values(needs_second_factor=demanded.exists()))


def _owned(club_id: int, by: By) -> Club:
    """Return the club, locked, when the actor is an owner of it now: two owners may be removing each other."""
    club = lock(Club, club_id)
    held = select(Membership.role).where(Membership.club_id == club_id, Membership.user_id == by.actor_id)
    role = db.session.scalar(held)
    if club is None or role is None:
        raise NotFound("")
    if role != Role.OWNER:
        raise NotAllowed(_l("Only club owners can do this."))
    return club


def _person(email: str, school_id: int) -> User:
    """Return the completed, active account of the school with this address, locked. Raises NoSuchPerson."""
    person = db.session.scalar(
        select(User)
        .where(
            User.email == email,
            User.school_id == school_id,
            User.status == UserStatus.ACTIVE,
            User.password_hash.is_not(None),
            User.is_shown(),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if person is None:
        raise NoSuchPerson(
            _l("No completed account at this school uses this email. Ask them to sign up first.")
        )
    return person


def _join(club: Club, person: User, role: Role, *, now: datetime) -> Membership:
    """Make the person a member and notify them. Raises IntegrityError when they are one already."""
    membership = Membership(club_id=club.id, user_id=person.id, role=role)
    with db.session.begin_nested():
        db.session.add(membership)
    person.is_club_member = True
    _update_duties([person.id])
    notify(person, messages.ADDED, now=now, path=f"/manage/{club.slug}", club=club.name)
    log.info("role given", club_id=club.id, of=person.id, new=role)
    return membership


def _membership(club: Club, membership_id: int) -> Membership:
    membership = lock(Membership, membership_id)
    if membership is None or membership.club_id != club.id:
        raise NotFound("")
    return membership


def _ensure_an_owner(club: Club, membership: Membership) -> None:
    """Raise LastOwner when no other owner could act. The club is locked, so two owners cannot leave at once."""
    others = (
        select(Membership.id)
        .join(Membership.user)
        .where(
            Membership.club_id == club.id,
            Membership.role == Role.OWNER,
            Membership.id != membership.id,
            User.status == UserStatus.ACTIVE,
            User.is_shown(),
        )
    )
    if membership.is_owner and db.session.scalar(others.limit(1)) is None:
        raise LastOwner(_l("A club must have an owner. Make someone else an owner first."))


def _department(club_id: int, department_id: int) -> Department:
    department = lock(Department, department_id)
    if department is None or department.club_id != club_id:
        raise NotFound("")
    return department
