"""Reads of clubs that pages need."""

from collections.abc import Sequence
from dataclasses import replace

from flask import abort
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Department, Membership
from clubinterview.core.pagination import Cursor, Order, Page, Position, page_of
from clubinterview.extensions import db


def clubs_of_school(user: User, name: str = "", *, after: Position | None = None) -> Page[Club]:
    """Return a page of the clubs of the user's school by name: those that begin with `name`, and follow `after`.

    after: the id of a club; 404 when it is not one of the school.  The list is read forwards only. Two statements
    at most.
    """
    query = select(Club.id).where(Club.school_id == user.school_id)
    if after is not None:
        last = db.session.scalar(query.with_only_columns(Club.name).where(Club.id == after.id))
        if last is None:
            abort(404)
        after = replace(after, value=last)
    if name:
        query = query.where(Club.name.startswith(name, autoescape=True))
    page = page_of(select(Club), query, Cursor(after), Order(Club.id, Club.name, is_ascending=True))
    return replace(page, before=None)


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


def members_page(club_id: int, cursor: Cursor) -> Page[Membership]:
    """Return a page of a club's memberships with their people, newest first. One statement."""
    ids = select(Membership.id).where(Membership.club_id == club_id)
    return page_of(select(Membership).options(joinedload(Membership.user, innerjoin=True)), ids, cursor)


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
