"""Reads of clubs that pages need."""

from collections.abc import Sequence

from flask import abort
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Department, Membership
from clubinterview.core.pagination import PAGE_SIZE, Cursor, page_of_ids
from clubinterview.extensions import db


def clubs_of_school(user: User, name: str = "", *, after: int | None = None) -> Sequence[Club]:
    """Return clubs of the user's school by name: those that begin with `name`, and follow the club `after`.

    One more than a page shows, so that the caller can tell whether there is a next page. Two statements at most;
    404 when `after` is not a club of the school.
    """
    query = select(Club).where(Club.school_id == user.school_id)
    if after is not None:
        last = db.session.scalar(select(Club.name).where(Club.id == after, Club.school_id == user.school_id))
        if last is None:
            abort(404)
        query = query.where(Club.name >= last, or_(Club.name > last, Club.id > after))
    if name:
        query = query.where(Club.name.startswith(name, autoescape=True))
    return db.session.scalars(query.order_by(Club.name, Club.id).limit(PAGE_SIZE + 1)).all()


def club_for(user: User, slug: str) -> Club | None:
    """Return a club that the user may see, with its departments: of the own school, or one they work in.

    Administrators see all. One statement.
    """
    query: Select[Club] = select(Club).options(joinedload(Club.departments), joinedload(Club.school))
    if not user.is_superuser:
        works_there = select(Membership.id).where(
            Membership.club_id == Club.id, Membership.user_id == user.id
        )
        query = query.where(or_(Club.school_id == user.school_id, works_there.exists()))
    return db.session.scalars(query.where(Club.slug == slug)).unique().one_or_none()


def members_page(club_id: int, cursor: Cursor) -> tuple[Sequence[Membership], bool, bool]:
    """Return (a page of memberships with their people, newest first, whether newer exist, whether older exist).

    Two statements.
    """
    ids = select(Membership.id).where(Membership.club_id == club_id)
    shown, newer, older = page_of_ids(ids, Membership.id, cursor)
    members = db.session.scalars(
        select(Membership)
        .join(Membership.user)
        .options(contains_eager(Membership.user))
        .where(Membership.id.in_(shown))
        .order_by(Membership.id.desc())
    )
    return members.all(), newer, older


def departments_of(club: Club) -> Sequence[Department]:
    """Return the club's departments in their order. One statement."""
    return db.session.scalars(
        select(Department).where(Department.club_id == club.id).order_by(Department.position, Department.id)
    ).all()


def clubs_i_work_in(user: User) -> Sequence[Membership]:
    """Return the user's memberships with their clubs, by the clubs' names. One statement."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.club)
        .options(contains_eager(Membership.club))
        .where(Membership.user_id == user.id)
        .order_by(Club.name)
    ).all()
