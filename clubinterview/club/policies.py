"""Who may do what in a club. Strangers learn nothing (404); members without the role are told so (403)."""

from flask import abort
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Membership
from clubinterview.core.errors import NotAllowed
from clubinterview.extensions import db


def membership_for(user: User, slug: str) -> Membership:
    """Return the user's membership of the club, with the club loaded; 404 for people outside it. One statement."""
    membership = db.session.scalar(
        select(Membership)
        .join(Membership.club)
        .options(contains_eager(Membership.club))
        .where(Club.slug == slug, Membership.user_id == user.id)
    )
    if membership is None:
        abort(404)
    return membership


def officer_membership(user: User, slug: str) -> Membership:
    """Return the membership of an owner or officer; 404 for people outside the club, NotAllowed for interviewers."""
    membership = membership_for(user, slug)
    if not membership.is_officer:
        raise NotAllowed(_l("Only club officers can do this."))
    return membership


def owner_membership(user: User, slug: str) -> Membership:
    """Return the membership of an owner; 404 for people outside the club, NotAllowed for other members."""
    membership = membership_for(user, slug)
    if not membership.is_owner:
        raise NotAllowed(_l("Only club owners can do this."))
    return membership
