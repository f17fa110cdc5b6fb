"""Owners who act at the same moment: one of them is refused, and an owner is always left."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club import services
from clubinterview.club.models import Club, Membership, Role
from clubinterview.core.errors import DomainError
from clubinterview.core.transaction import in_transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from tests import factories
from tests.acting import by


def test_two_owners_who_remove_each_other_leave_one(app: Flask, owner: User, club: Club) -> None:
    mine, theirs = owner_and_another(club, owner)

    results = race(app, [removal(mine, of=theirs), removal(theirs, of=mine)])

    assert results == ["NotFound", "done"]
    assert len(owners_of(club)) == 1


def test_two_owners_who_leave_at_once_leave_one(app: Flask, owner: User, club: Club) -> None:
    mine, theirs = owner_and_another(club, owner)

    results = race(app, [removal(mine, of=mine), removal(theirs, of=theirs)])

    assert results == ["LastOwner", "done"]
    assert len(owners_of(club)) == 1


def test_two_owners_who_demote_each_other_leave_one(app: Flask, owner: User, club: Club) -> None:
    mine, theirs = owner_and_another(club, owner)

    def demotion(actor: Membership, of: Membership) -> Callable[[], Any]:
        return partial(services.change_role, club.id, of.id, Role.OFFICER, by=by(actor.user_id))

    results = race(app, [demotion(mine, of=theirs), demotion(theirs, of=mine)])

    assert results == ["NotAllowed", "done"]
    assert len(owners_of(club)) == 1


def test_person_added_by_two_at_once_is_added_once(app: Flask, owner: User, club: Club) -> None:
    factories.make_user(school=club.school, email="new@example.edu.cn")
    mine, theirs = owner_and_another(club, owner)

    def addition(actor: Membership) -> Callable[[], Any]:
        email, officer = "new@example.edu.cn", Role.OFFICER
        return partial(services.add_member, club.id, email, officer, by=by(actor.user_id))

    results = race(app, [addition(mine), addition(theirs)])

    assert results == ["done", "done"]
    assert len(db.session.scalars(select(Membership)).all()) == 3
    assert len(db.session.scalars(select(Notification)).all()) == 1


def owner_and_another(club: Club, owner: User) -> tuple[Membership, Membership]:
    other = factories.make_user(school=club.school, name="另一位")
    theirs = factories.make_membership(club=club, user=other, role=Role.OWNER)
    query = select(Membership).where(Membership.club_id == club.id, Membership.user_id == owner.id)
    return db.session.scalars(query).one(), theirs


def owners_of(club: Club) -> list[Membership]:
    query = select(Membership).where(Membership.club_id == club.id, Membership.role == Role.OWNER)
    return list(db.session.scalars(query))


def removal(actor: Membership, of: Membership) -> Callable[[], Any]:
    return partial(services.remove_member, of.club_id, of.id, by=by(actor.user_id))


def race(app: Flask, acts: list[Callable[[], Any]]) -> list[str]:
    """Let all acts begin at the same moment, and return what became of them, sorted."""
    barrier = threading.Barrier(len(acts))
    results: list[str] = []

    def run(act: Callable[[], Any]) -> None:
        with app.app_context():
            barrier.wait(10)
            try:
                in_transaction(act)
                results.append("done")
            except DomainError as error:
                results.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    db.session.expire_all()
    return sorted(results)
