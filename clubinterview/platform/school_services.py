"""Verbs of administrators about schools and majors. Each is recorded in the audit."""

from dataclasses import asdict, dataclass
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import change_rows, lock
from clubinterview.extensions import db
from clubinterview.messaging.services import notify
from clubinterview.profile import messages
from clubinterview.profile.models import Major, School, SchoolDomain, SchoolStatus

LONGEST_ALIASES = 200

Row = TypeVar("Row")


class Taken(DomainError):
    """Another school or major has the name or the code."""

    status = 422


class CannotMerge(DomainError):
    """Into itself, or into a school that no administrator has looked at."""

    status = 422


class InUse(DomainError):
    """People or clubs refer to the school."""


@dataclass(frozen=True)
class SchoolFacts:
    """What is known of a school.  aliases: separated by bars."""

    code: str
    name: str
    province: str
    city: str
    level: str
    aliases: str


@dataclass(frozen=True)
class MajorFacts:
    category: str
    class_name: str
    name: str


def save_school(school_id: int | None, facts: SchoolFacts, domains: list[str], *, by: By) -> School:
    """Add a school (None) or change one; a school that waits is approved by it. Locks the school.

    domains: of its mail addresses, checked.  Raises NotFound, Taken.
    """
    school = _locked(School, school_id) if school_id is not None else School(code=facts.code)
    _refuse_taken(facts, school_id)
    act = "school.edit" if school_id is not None else "school.add"
    if school.status == SchoolStatus.PENDING:
        act = "school.approve"
    old = school.name or ""
    try:
        with db.session.begin_nested():
            for name, value in asdict(facts).items():
                setattr(school, name, value)
            school.status = SchoolStatus.LISTED
            db.session.add(school)
    except IntegrityError as error:
        raise Taken(_l("Another school already uses this name or code.")) from error
    _set_domains(school, domains)
    audit(act, by=by, target=f"school {school.id}", old=old, new=facts.name)
    return school


def merge_schools(school_id: int, into_id: int, *, by: By) -> School:
    """Make one school of two: people, clubs, domains and names of the first move to the second, which is returned.

    Who is confirmed at the first stays confirmed. Locks both, by id. Raises NotFound, CannotMerge.
    """
    if school_id == into_id:
        raise CannotMerge(_l("A school can't be merged into itself."))
    rows = {row_id: _locked(School, row_id) for row_id in sorted((school_id, into_id))}
    source, target = rows[school_id], rows[into_id]
    if target.status != SchoolStatus.LISTED:
        raise CannotMerge(_l("An administrator must approve this school first."))
    for model in (User, Club):
        change_rows(update(model).where(model.school_id == source.id).values(school_id=target.id))
    domains = _domains(target) | _domains(source)
    _set_domains(source, [])
    _set_domains(target, sorted(domains))
    old_name, names = source.name, [*target.aliases.split("|"), source.name, *source.aliases.split("|")]
    db.session.delete(source)
    db.session.flush()
    target.aliases = joined_names(names)
    audit("school.merge", by=by, target=f"school {into_id}", old=old_name, new=target.name)
    return target


def delete_school(school_id: int, *, by: By) -> None:
    """Delete a school that nothing refers to. Locks it. Raises NotFound, InUse."""
    school = _locked(School, school_id)
    for model in (User, Club):
        if db.session.scalar(select(model.id).where(model.school_id == school_id).limit(1)) is not None:
            raise InUse(
                _l("People or clubs still belong to this school. Merge it into another school instead.")
            )
    _set_domains(school, [])
    db.session.delete(school)
    audit("school.delete", by=by, target=f"school {school_id}", old=school.name)


def refuse_school(school_id: int, *, reason: str, by: By) -> None:
    """Refuse a school that waits: it is deleted, and its people are asked to choose theirs again.

    Their accounts stay usable; until they choose, they see no clubs. Locks the school. Raises NotFound, InUse.
    """
    school = _locked(School, school_id)
    if school.status != SchoolStatus.PENDING:
        raise InUse(_l("This school has already been approved."))
    for person in db.session.scalars(select(User).where(User.school_id == school_id).order_by(User.id)).all():
        person.school_id = None
        db.session.flush()
        if person.deleted_at is None:
            notify(
                person,
                messages.SCHOOL_REFUSED,
                now=by.now,
                path="/me/edit",
                school=school.name,
                reason=reason,
            )
    db.session.delete(school)
    audit("school.refuse", by=by, target=reason, old=school.name)


def save_major(major_id: int | None, facts: MajorFacts, *, by: By) -> Major:
    """Add a major (None) or change one. Locks it. Raises NotFound, Taken."""
    major = _locked(Major, major_id) if major_id is not None else Major()
    old = major.name or ""
    try:
        with db.session.begin_nested():
            for name, value in asdict(facts).items():
                setattr(major, name, value)
            db.session.add(major)
    except IntegrityError as error:
        raise Taken(_l("This major is already in the list.")) from error
    act = "major.edit" if major_id is not None else "major.add"
    audit(act, by=by, target=f"major {major.id}", old=old, new=facts.name)
    return major


def merge_majors(major_id: int, into_id: int, *, by: By) -> Major:
    """Make one major of two; people who wrote the first one's name have the second's. Locks both, by id.

    Raises NotFound, CannotMerge.
    """
    if major_id == into_id:
        raise CannotMerge(_l("A major can't be merged into itself."))
    rows = {row_id: _locked(Major, row_id) for row_id in sorted((major_id, into_id))}
    source, target = rows[major_id], rows[into_id]
    change_rows(update(User).where(User.major == source.name).values(major=target.name))
    db.session.delete(source)
    audit("major.merge", by=by, target=f"major {into_id}", old=source.name, new=target.name)
    return target


def joined_names(names: list[str]) -> str:
    """Return names as they are stored, each once, as many as fit."""
    kept = ""
    for name in dict.fromkeys(filter(None, names)):
        longer = f"{kept}|{name}" if kept else name
        kept = longer if len(longer) <= LONGEST_ALIASES else kept
    return kept


def _refuse_taken(facts: SchoolFacts, school_id: int | None) -> None:
    same = or_(School.code == facts.code, School.name == facts.name)
    others = select(School.id).where(same, School.id != (school_id or 0))
    if db.session.scalar(others.limit(1)) is not None:
        raise Taken(_l("Another school already uses this name or code."))


def _domains(school: School) -> set[str]:
    return set(db.session.scalars(select(SchoolDomain.domain).where(SchoolDomain.school_id == school.id)))


def _set_domains(school: School, domains: list[str]) -> None:
    present = _domains(school)
    gone = present - set(domains)
    if gone:
        db.session.execute(
            delete(SchoolDomain).where(SchoolDomain.school_id == school.id, SchoolDomain.domain.in_(gone))
        )
    db.session.add_all(
        SchoolDomain(school_id=school.id, domain=domain) for domain in sorted(set(domains) - present)
    )
    db.session.flush()


def _locked(model: type[Row], row_id: int) -> Row:
    row = lock(model, row_id)
    if row is None:
        raise NotFound("")
    return row
