"""Who works in a club: adding, changing and ending roles."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club import services
from clubinterview.club.models import Club, Membership, Role
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification, OutboxMessage
from tests import factories


def path(club: Club) -> str:
    return f"/manage/{club.slug}/members"


def membership_of(club: Club, user: User) -> Membership | None:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalar(
        select(Membership).where(Membership.club_id == club.id, Membership.user_id == user.id)
    )


def test_owner_adds_an_interviewer_by_address(browser: Any, owner: User, club: Club) -> None:
    person = factories.make_user(school=club.school, email="new@example.edu.cn")

    answer = browser(owner).submit(path(club), {"email": " NEW@example.edu.cn ", "role": "interviewer"})

    assert answer.status_code == 303
    assert membership_of(club, person).role == Role.INTERVIEWER
    assert db.session.get_one(User, person.id).is_club_member


def test_added_person_is_told_in_the_same_step(browser: Any, owner: User, club: Club) -> None:
    person = factories.make_user(school=club.school, email="new@example.edu.cn")

    browser(owner).submit(path(club), {"email": "new@example.edu.cn", "role": "officer"})

    assert db.session.scalars(select(Notification.kind).where(Notification.user_id == person.id)).all() == [
        "club_member_added"
    ]
    assert db.session.scalars(select(OutboxMessage.recipient)).all() == ["new@example.edu.cn"]


def test_adding_is_audited(browser: Any, owner: User, club: Club) -> None:
    person = factories.make_user(school=club.school, email="new@example.edu.cn")

    browser(owner).submit(path(club), {"email": "new@example.edu.cn", "role": "officer"})

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "membership.add")).one()
    assert (entry.actor_id, entry.subject_user_id, entry.new) == (owner.id, person.id, "officer")


@pytest.mark.parametrize("who", ["nobody", "elsewhere", "begun", "disabled"])
def test_only_completed_accounts_of_the_school_can_be_added(
    browser: Any, owner: User, club: Club, who: str
) -> None:
    if who == "elsewhere":
        factories.make_user(email="someone@example.edu.cn")
    if who == "begun":
        factories.make_user(school=club.school, email="someone@example.edu.cn", password_hash=None)
    if who == "disabled":
        factories.make_user(school=club.school, email="someone@example.edu.cn", status="disabled")

    answer = browser(owner).submit(path(club), {"email": "someone@example.edu.cn", "role": "officer"})

    assert answer.status_code == 422
    assert 'value="someone@example.edu.cn"' in answer.text
    assert len(db.session.scalars(select(Membership)).all()) == 1


def test_adding_twice_keeps_one_role(browser: Any, owner: User, officer: User, club: Club) -> None:
    answer = browser(owner).submit(path(club), {"email": officer.email, "role": "owner"})

    assert answer.status_code == 422
    assert membership_of(club, officer).role == Role.OFFICER


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "", "role": "officer"},
        {"email": "no address", "role": "officer"},
        {"email": "a" * 300 + "@example.edu.cn", "role": "officer"},
        {"email": "nul\0@example.edu.cn", "role": "officer"},
        {"email": "😀", "role": "officer"},
        {"email": "new@example.edu.cn", "role": "king"},
    ],
)
def test_bad_input_is_refused(browser: Any, owner: User, club: Club, fields: dict[str, str]) -> None:
    answer = browser(owner).submit(path(club), fields)

    assert answer.status_code == 422
    assert len(db.session.scalars(select(Membership)).all()) == 1


@pytest.mark.parametrize(("role", "status"), [("officer", 403), ("interviewer", 403), ("outsider", 404)])
def test_only_owners_add(request: Any, browser: Any, club: Club, role: str, status: int) -> None:
    window = browser(request.getfixturevalue(role))

    assert window.submit(path(club), {"email": "x@example.edu.cn", "role": "owner"}).status_code == status


@pytest.mark.parametrize(
    ("role", "status"),
    [("owner", 200), ("officer", 200), ("interviewer", 200), ("outsider", 404), ("candidate", 404)],
)
def test_members_see_the_members(request: Any, browser: Any, club: Club, role: str, status: int) -> None:
    assert browser(request.getfixturevalue(role)).get(path(club)).status_code == status


def test_visitors_change_nothing(client: Any, club: Club) -> None:
    assert client.submit(path(club), {"email": "x@example.edu.cn", "role": "owner"}).status_code == 401


def test_owner_changes_a_role(browser: Any, owner: User, officer: User, club: Club) -> None:
    member = membership_of(club, officer)

    browser(owner).submit(f"{path(club)}/{member.id}/role", {"role": "interviewer"})

    assert membership_of(club, officer).role == Role.INTERVIEWER


def test_nobody_changes_their_own_role(browser: Any, owner: User, club: Club) -> None:
    member = membership_of(club, owner)

    answer = browser(owner).submit(f"{path(club)}/{member.id}/role", {"role": "interviewer"})

    assert answer.status_code == 403
    assert membership_of(club, owner).role == Role.OWNER


def test_last_owner_cannot_leave(browser: Any, owner: User, club: Club) -> None:
    member = membership_of(club, owner)

    answer = browser(owner).submit(f"{path(club)}/{member.id}/removal")

    assert answer.status_code == 409
    assert membership_of(club, owner) is not None


def test_removal_shows_at_the_next_request(browser: Any, owner: User, officer: User, club: Club) -> None:
    window = browser(officer)
    assert window.get(path(club)).status_code == 200

    browser(owner).submit(f"{path(club)}/{membership_of(club, officer).id}/removal")

    assert window.get(path(club)).status_code == 404
    assert not db.session.get_one(User, officer.id).is_club_member


def test_member_of_another_club_is_out_of_reach(
    browser: Any, owner: User, outsider: User, club: Club
) -> None:
    foreign = db.session.scalars(select(Membership).where(Membership.user_id == outsider.id)).one()

    answers = [
        browser(owner).submit(f"{path(club)}/{foreign.id}/{act}", {"role": "interviewer"}).status_code
        for act in ("role", "removal")
    ]

    assert answers == [404, 404]
    assert db.session.get_one(Membership, foreign.id).role == Role.OFFICER


def test_two_owners_who_remove_each_other_leave_one(app: Flask, owner: User, club: Club) -> None:
    other = factories.make_user(school=club.school, name="另一位")
    factories.make_membership(club=club, user=other, role=Role.OWNER)
    targets = [(owner.id, membership_of(club, other).id), (other.id, membership_of(club, owner).id)]
    results = race(app, [(club.id, actor_id, membership_id) for actor_id, membership_id in targets])

    owners = db.session.scalars(select(Membership).where(Membership.role == Role.OWNER)).all()
    assert sorted(results) == ["LastOwner", "removed"]
    assert len(owners) == 1


def race(app: Flask, removals: list[tuple[int, int, int]]) -> list[str]:
    """Let all removals begin at the same moment, and return what became of each."""
    barrier = threading.Barrier(len(removals))
    results: list[str] = []

    def remove(club_id: int, actor_id: int, membership_id: int) -> None:
        with app.app_context():
            barrier.wait(10)
            try:
                in_transaction(
                    lambda: services.remove_member(club_id, membership_id, actor_id=actor_id, now=utcnow())
                )
                results.append("removed")
            except services.LastOwner:
                results.append("LastOwner")

    threads = [threading.Thread(target=remove, args=removal) for removal in removals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    return results
