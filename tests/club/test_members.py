"""Who works in a club: adding, changing and ending roles."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Membership, Role
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification, OutboxMessage
from tests import factories
from tests.counting import Count, counted


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


def test_adding_twice_is_once(browser: Any, owner: User, club: Club) -> None:
    person = factories.make_user(school=club.school, email="new@example.edu.cn")
    window = browser(owner)

    answers = [window.submit(path(club), {"email": person.email, "role": "officer"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert membership_of(club, person).role == Role.OFFICER
    assert len(db.session.scalars(select(Notification)).all()) == 1


def test_adding_with_another_role_changes_nothing(
    browser: Any, owner: User, officer: User, club: Club
) -> None:
    answer = browser(owner).submit(path(club), {"email": officer.email, "role": "owner"})

    assert answer.status_code == 409
    assert f'value="{officer.email}"' in answer.text
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


def test_visitors_change_nothing(client: Any, officer: User, club: Club) -> None:
    member = membership_of(club, officer)

    answers = [
        client.submit(path(club), {"email": "x@example.edu.cn", "role": "owner"}),
        client.submit(f"{path(club)}/{member.id}/role", {"role": "owner"}),
        client.submit(f"{path(club)}/{member.id}/removal"),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert membership_of(club, officer).role == Role.OFFICER


def test_visitors_are_asked_to_sign_in(client: Any, club: Club) -> None:
    assert client.get(path(club)).headers["Location"] == f"/login?next={path(club)}"


@pytest.mark.parametrize(("role", "status"), [("officer", 403), ("interviewer", 403), ("outsider", 404)])
@pytest.mark.parametrize("act", ["role", "removal"])
def test_only_owners_change_and_end_roles(
    request: Any, browser: Any, club: Club, owner: User, role: str, status: int, act: str
) -> None:
    window = browser(request.getfixturevalue(role))
    member = membership_of(club, owner)

    answer = window.submit(f"{path(club)}/{member.id}/{act}", {"role": "interviewer"})

    assert answer.status_code == status
    assert membership_of(club, owner).role == Role.OWNER


def test_role_that_does_not_exist_is_refused(browser: Any, owner: User, officer: User, club: Club) -> None:
    member = membership_of(club, officer)

    answer = browser(owner).submit(f"{path(club)}/{member.id}/role", {"role": "king"})

    assert answer.status_code == 422
    assert membership_of(club, officer).role == Role.OFFICER


@pytest.mark.parametrize("act", ["", "/{member}/role", "/{member}/removal"])
def test_password_is_asked_again_before_roles(
    browser: Any, owner: User, officer: User, club: Club, act: str
) -> None:
    factories.make_user(school=club.school, email="new@example.edu.cn")
    member = membership_of(club, officer)
    window = browser(owner)

    with time_machine.travel(utcnow() + timedelta(seconds=901)):
        fields = {"email": "new@example.edu.cn", "role": "interviewer"}
        answer = window.submit(path(club) + act.format(member=member.id), fields)

    assert answer.headers["Location"].startswith("/password/again")
    assert membership_of(club, officer).role == Role.OFFICER
    assert len(db.session.scalars(select(Membership)).all()) == 2


def test_members_are_seen_long_after_the_password(browser: Any, interviewer: User, club: Club) -> None:
    window = browser(interviewer)

    with time_machine.travel(utcnow() + timedelta(seconds=901)):
        assert window.get(path(club)).status_code == 200


def test_addresses_of_members_are_for_owners(
    browser: Any, owner: User, officer: User, interviewer: User, club: Club
) -> None:
    assert interviewer.email in browser(owner).get(path(club)).text
    assert interviewer.email not in browser(officer).get(path(club)).text


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


@pytest.mark.parametrize("role", [Role.OFFICER, Role.INTERVIEWER])
def test_every_member_can_leave(browser: Any, owner: User, club: Club, role: Role) -> None:
    leaver = factories.make_user(school=club.school)
    member = factories.make_membership(club=club, user=leaver, role=role)
    reader = browser(leaver)

    assert f"{path(club)}/{member.id}/removal" in reader.get(path(club)).text
    answer = reader.submit(f"{path(club)}/{member.id}/removal")

    assert (answer.status_code, answer.location) == (303, "/")
    assert membership_of(club, leaver) is None


def test_owner_leaves_when_another_stays(browser: Any, owner: User, club: Club) -> None:
    factories.make_membership(club=club, user=factories.make_user(school=club.school), role=Role.OWNER)

    answer = browser(owner).submit(f"{path(club)}/{membership_of(club, owner).id}/removal")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert membership_of(club, owner) is None
    assert db.session.scalars(select(Notification)).all() == []


def test_owner_with_a_disabled_account_does_not_count(browser: Any, owner: User, club: Club) -> None:
    other = factories.make_user(school=club.school, status="disabled")
    factories.make_membership(club=club, user=other, role=Role.OWNER)

    answer = browser(owner).submit(f"{path(club)}/{membership_of(club, owner).id}/removal")

    assert answer.status_code == 409
    assert membership_of(club, owner) is not None


def test_role_in_another_club_keeps_a_person_a_member(
    browser: Any, owner: User, officer: User, club: Club
) -> None:
    factories.make_membership(club=factories.make_club(school=club.school), user=officer)

    browser(owner).submit(f"{path(club)}/{membership_of(club, officer).id}/removal")

    assert membership_of(club, officer) is None
    assert db.session.get_one(User, officer.id).is_club_member


def test_removed_person_is_told(browser: Any, owner: User, officer: User, club: Club) -> None:
    browser(owner).submit(f"{path(club)}/{membership_of(club, officer).id}/removal")

    told = db.session.scalars(select(Notification)).one()
    assert (told.user_id, told.kind) == (officer.id, "club_member_removed")


def test_changes_of_roles_are_audited(browser: Any, owner: User, officer: User, club: Club) -> None:
    member = membership_of(club, officer)
    window = browser(owner)

    window.submit(f"{path(club)}/{member.id}/role", {"role": "interviewer"})
    window.submit(f"{path(club)}/{member.id}/removal")

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.act, entry.old, entry.new) for entry in entries] == [
        ("membership.change", "officer", "interviewer"),
        ("membership.remove", "interviewer", ""),
    ]
    assert {(entry.actor_id, entry.subject_user_id) for entry in entries} == {(owner.id, officer.id)}


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


def test_every_member_is_on_one_of_the_pages(browser: Any, owner: User, club: Club) -> None:
    add_members(club, range(70))
    window = browser(owner)
    first = window.get(path(club)).text
    following = re.search(r'rel="next" href="([^"]+)"', first).group(1)

    both = first + window.get(following.replace("&amp;", "&")).text

    assert [number for number in range(70) if f"成员{number:03d}" not in both] == []


def test_page_costs_the_same_for_3_and_300_members(browser: Any, owner: User, club: Club) -> None:
    window = browser(owner)
    add_members(club, range(3))
    few = cost(window, path(club))
    add_members(club, range(3, 300))

    many = cost(window, path(club))

    assert few.sql == many.sql <= 5, many.statements
    assert many.written == []


def add_members(club: Club, numbers: range) -> None:
    with transaction():
        for number in numbers:
            person = User(name=f"成员{number:03d}", school_id=club.school_id)
            db.session.add(Membership(club_id=club.id, user=person, role=Role.INTERVIEWER))


def cost(window: Any, address: str) -> Count:
    """Return what the page asks once everything is warm."""
    assert window.get(address).status_code == 200
    with counted() as count:
        window.get(address)
    return count


def test_roles_ask_for_the_password_after_a_while(
    browser: Any, owner: User, officer: User, club: Club
) -> None:
    window = browser(owner)
    later = utcnow() + timedelta(minutes=16)
    with time_machine.travel(later, tick=False):
        answer = window.submit(
            f"{path(club)}/{membership_of(club, officer).id}/role", {"role": "interviewer"}
        )

    assert answer.headers["Location"].startswith("/password/again")
    assert membership_of(club, officer).role == Role.OFFICER
