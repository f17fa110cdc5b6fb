"""Whose questions: the platform's or a club's. One value says it, so that both banks have the same pages and verbs."""

from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from sqlalchemy import ColumnElement, select

from clubinterview.auth.models import User, UserStatus
from clubinterview.club.models import Club, Membership, Role
from clubinterview.club.policies import officer_membership
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.questions.models import Question


@dataclass(frozen=True)
class Bank:
    """A question bank, and who works on it.

    slug, club_id: of the club; None for the platform's bank.  membership: of the officer, with the club loaded, for
    the pages; after a refused transaction it has to be loaded again, as all rows have.
    """

    actor_id: int
    slug: str | None = None
    club_id: int | None = None
    membership: Membership | None = None

    @property
    def is_platforms(self) -> bool:
        return self.slug is None

    @property
    def club(self) -> Club | None:
        return self.membership.club if self.membership else None

    @property
    def ref_prefix(self) -> str:
        """What the names of its questions begin with: "<slug>/" for a club, nothing for the platform."""
        return f"{self.slug}/" if self.slug else ""

    @property
    def shell(self) -> str:
        """The template that its pages stand in."""
        return "manage.html" if self.slug else "platform/_shell.html"

    @property
    def name(self) -> str:
        """A word for the file name of an export."""
        return self.slug or "platform"

    def url(self, act: str, **values: Any) -> str:
        """Return the address of one of its pages.  act: an endpoint of the questions' pages."""
        return url_for(f"questions.{act}", slug=self.slug, **values)

    @property
    def holds(self) -> ColumnElement[bool]:
        """The condition that a question is in this bank."""
        return is_in(self.club_id)


def is_in(club_id: int | None) -> ColumnElement[bool]:
    """Return the condition that a question is in a club's bank, or in the platform's (None)."""
    return Question.club_id.is_(None) if club_id is None else Question.club_id == club_id


def bank_for(user: User, slug: str | None) -> Bank:
    """Return the bank of a club for its owners and officers, the platform's (None) for administrators.

    404 for people outside the club or who are no administrators, NotAllowed for interviewers. One statement for a
    club, none for the platform.
    """
    if slug is None:
        if not user.is_superuser:
            abort(404)
        return Bank(user.id)
    membership = officer_membership(user, slug)
    return Bank(user.id, membership.club.slug, membership.club_id, membership)


def still_works_on(bank: Bank) -> bool:
    """Whether the actor may work on the bank now. It stays so until the transaction ends.

    Locks, shared, what is locked to take a role away: the club, or the administrator.
    """
    if bank.club_id is None:
        lock(User, bank.actor_id, shared=True)
    else:
        lock(Club, bank.club_id, shared=True)
    return bank.actor_id in reviewers_of(bank.club_id)


def reviewers_of(club_id: int | None) -> frozenset[int]:
    """Return the ids of all who can review the bank's questions. One statement."""
    query = select(User.id).where(User.status == UserStatus.ACTIVE, User.is_shown())
    if club_id is None:
        query = query.where(User.is_superuser.is_(True))
    else:
        query = query.join(Membership, Membership.user_id == User.id).where(
            Membership.club_id == club_id, Membership.role.in_((Role.OWNER, Role.OFFICER))
        )
    return frozenset(db.session.scalars(query))
