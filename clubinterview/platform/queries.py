"""Reads of the administrators' pages."""

from collections.abc import Sequence

from flask import abort
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import LONGEST_NAME, User
from clubinterview.club.models import Club
from clubinterview.core.fields import unstorable
from clubinterview.core.identity import LONGEST_EMAIL, NotAnAddress, normalise_email
from clubinterview.core.pagination import Cursor, page_of_ids
from clubinterview.extensions import db
from clubinterview.messaging.models import MailStatus, OutboxMessage

SHOWN = 50


def clubs_page(cursor: Cursor) -> tuple[Sequence[Club], bool, bool]:
    """Return (clubs with their schools, newest first, whether newer exist, whether older exist). Two statements."""
    ids, newer, older = page_of_ids(select(Club.id), Club.id, cursor)
    clubs = db.session.scalars(
        select(Club).options(joinedload(Club.school)).where(Club.id.in_(ids)).order_by(Club.id.desc())
    )
    return clubs.all(), newer, older


def accounts_like(sought: str) -> Sequence[User]:
    """Return accounts whose mail address, student number or name is just what is sought. One statement."""
    if not sought or unstorable(sought) or len(sought) > max(LONGEST_EMAIL, LONGEST_NAME):
        return []
    try:
        email = normalise_email(sought)
    except NotAnAddress:
        email = sought
    return db.session.scalars(
        select(User)
        .options(joinedload(User.school))
        .where(
            User.deleted_at.is_(None),
            or_(User.email == email, User.student_number == sought, User.name == sought),
        )
        .order_by(User.id)
        .limit(SHOWN)
    ).all()


def account_for(user_id: int) -> User:
    """Return an account with its school; 404 when there is none. One statement."""
    user = db.session.scalar(
        select(User).options(joinedload(User.school)).where(User.id == user_id, User.deleted_at.is_(None))
    )
    if user is None:
        abort(404)
    return user


def failed_mails() -> Sequence[OutboxMessage]:
    """Return the mails that were given up, those that failed last in front. One statement."""
    return db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.status == MailStatus.FAILED)
        .order_by(OutboxMessage.due_at.desc(), OutboxMessage.id.desc())
        .limit(SHOWN)
    ).all()
