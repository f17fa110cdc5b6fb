"""Reads of the administrators' pages."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from flask import abort
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import LoginSession, User
from clubinterview.club.models import Club
from clubinterview.core.clock import utcnow
from clubinterview.core.fields import unstorable
from clubinterview.core.identity import (
    LONGEST_EMAIL,
    NotAnAddress,
    normalise_email,
    normalise_phone,
    normalise_username,
)
from clubinterview.core.pagination import Cursor, Page, page_of
from clubinterview.core.pinyin import pinyin_of
from clubinterview.extensions import db
from clubinterview.messaging.models import MailStatus, OutboxMessage
from clubinterview.profile.numbers import WrongNumber, normalise_number, users_with_number

SHORTEST_SLUG, LONGEST_SLUG = 2, 40
NEWEST = 8


def clubs_page(cursor: Cursor) -> Page[Club]:
    """Return a page of the clubs with their schools, newest first. One statement."""
    return page_of(select(Club).options(joinedload(Club.school)), select(Club.id), cursor)


def accounts_page(sought: str, cursor: Cursor) -> Page[User]:
    """Return a page of accounts with their schools, newest first.

    sought: a whole mail address, phone, username, student or ID number, or how a name begins; an empty text finds no account.
    One statement, and one for an ID number.
    """
    if not sought or unstorable(sought) or len(sought) > LONGEST_EMAIL:
        return Page([])
    found = select(User.id).where(User.deleted_at.is_(None), or_(*_ways_to_find(sought)))
    return page_of(select(User).options(joinedload(User.school)), found, cursor)


def _ways_to_find(sought: str) -> Iterator[ColumnElement[bool]]:
    """Yield a condition for each thing that the words may be."""
    for column, normalise in (
        (User.email, normalise_email), (User.phone, normalise_phone), (User.username, normalise_username),
    ):  # fmt: skip
        try:
            yield column == normalise(sought)
        except NotAnAddress:
            continue
    with suppress(WrongNumber):
        yield User.id.in_(users_with_number(normalise_number(sought, now=utcnow())))
    yield User.student_number == sought
    yield User.name.startswith(sought, autoescape=True)


def account_for(user_id: int) -> User:
    """Return an account with its school; 404 when there is none. One statement."""
    user = db.session.scalar(
        select(User).options(joinedload(User.school)).where(User.id == user_id, User.deleted_at.is_(None))
    )
    if user is None:
        abort(404)
    return user


def failed_mails_page(cursor: Cursor) -> Page[OutboxMessage]:
    """Return a page of the mails that were given up, newest first. One statement."""
    failed = select(OutboxMessage.id).where(OutboxMessage.status == MailStatus.FAILED)
    return page_of(select(OutboxMessage), failed, cursor)


def sign_ins_of(user_id: int) -> Sequence[LoginSession]:
    """Return the newest sign-ins of an account, ended or not. One statement."""
    mine = select(LoginSession).where(LoginSession.user_id == user_id).order_by(LoginSession.id.desc())
    return db.session.scalars(mine.limit(NEWEST)).all()


def free_slug(name: str) -> str:
    """Return an address for a club of this name that no club has: its pinyin, numbered when that is taken.

    Empty for a name that no address can be made of. One statement.
    """
    slug = (
        re.sub(r"[^a-z0-9]+", "-", pinyin_of(name).lower())
        .strip("-")[: LONGEST_SLUG - len("-999")]
        .strip("-")
    )
    if len(slug) < SHORTEST_SLUG:
        return ""
    taken = set(db.session.scalars(select(Club.slug).where(Club.slug.startswith(slug, autoescape=True))))
    numbered = (f"{slug}-{number}" for number in range(2, 1000))
    return next((address for address in (slug, *numbered) if address not in taken), "")
