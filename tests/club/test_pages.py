"""Clubs as students see them."""

import re
from typing import Any

import pytest
from flask import Flask

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.models import DriveStatus
from tests import factories
from tests.counting import counted


def test_clubs_of_the_own_school_are_listed(browser: Any, candidate: User, club: Club) -> None:
    page = browser(candidate).get("/clubs")

    assert page.status_code == 200
    assert club.name in page.text


def test_clubs_of_other_schools_are_not_listed(browser: Any, candidate: User) -> None:
    other = factories.make_club(name="外校社团")

    assert other.name not in browser(candidate).get("/clubs").text


def test_search_finds_by_the_beginning_of_the_name(browser: Any, candidate: User, club: Club) -> None:
    other = factories.make_club(school=club.school, name="摄影社")

    page = browser(candidate).get("/clubs?q=摄影")

    assert other.name in page.text
    assert club.name not in page.text


def test_signs_of_patterns_are_searched_as_they_stand(browser: Any, candidate: User, club: Club) -> None:
    assert club.name not in browser(candidate).get("/clubs?q=%25").text


@pytest.mark.parametrize("words", ["x%00y", "x" * 61, "%ED%A0%80"])
def test_search_for_what_no_name_can_be_finds_nothing(
    browser: Any, candidate: User, club: Club, words: str
) -> None:
    page = browser(candidate).get(f"/clubs?q={words}")

    assert page.status_code == 200
    assert club.name not in page.text


def test_search_is_limited(app: Flask, monkeypatch: Any, browser: Any, candidate: User) -> None:
    monkeypatch.setitem(app.config, "SEARCHES_PER_MINUTE", 1)
    window = browser(candidate)

    statuses = [window.get("/clubs?q=x").status_code for _ in range(2)]

    assert statuses == [200, 429]


@pytest.mark.parametrize("after", ["x", "0", "99999999", "9" * 20])
def test_page_after_no_club_does_not_exist(browser: Any, candidate: User, after: str) -> None:
    assert browser(candidate).get(f"/clubs?after={after}").status_code == 404


def test_page_after_a_club_of_another_school_does_not_exist(browser: Any, candidate: User) -> None:
    other = factories.make_club()

    assert browser(candidate).get(f"/clubs?after={other.id}").status_code == 404


def test_every_club_is_on_one_of_the_pages(browser: Any, candidate: User, club: Club) -> None:
    with transaction():
        for number in range(70):
            db.session.add(Club(school_id=club.school_id, slug=f"many-{number}", name=f"社团{number:03d}"))
    window = browser(candidate)
    first = window.get("/clubs").text
    following = re.search(r'rel="next" href="([^"]+)"', first).group(1)

    both = first + window.get(following.replace("&amp;", "&")).text

    assert [number for number in range(70) if f"社团{number:03d}" not in both] == []


def test_clubs_of_one_name_do_not_hide_each_other(browser: Any, candidate: User, club: Club) -> None:
    with transaction():
        db.session.add_all(
            Club(school_id=club.school_id, slug=f"twin-{number}", name="同名社") for number in range(70)
        )
    window = browser(candidate)
    first = window.get("/clubs?q=同名").text
    following = re.search(r'rel="next" href="([^"]+)"', first).group(1)

    both = first + window.get(following.replace("&amp;", "&")).text

    assert [number for number in range(70) if f'"/clubs/twin-{number}"' not in both] == []


@pytest.mark.parametrize("after", ["0", "-1", "x", "99999999999", "%00"])
def test_page_that_cannot_be_is_not_there(browser: Any, candidate: User, after: str) -> None:
    assert browser(candidate).get(f"/clubs?name=x&after={after}").status_code == 404


def test_list_costs_the_same_for_3_and_300_clubs(browser: Any, candidate: User, club: Club) -> None:
    window = browser(candidate)
    costs = []
    for numbers in (range(3), range(3, 300)):
        with transaction():
            db.session.add_all(
                Club(school_id=club.school_id, slug=f"row-{number}", name=f"社团{number}")
                for number in numbers
            )
        window.get("/clubs")
        with counted() as count:
            window.get("/clubs")
        costs.append(count.sql)

    assert costs[0] == costs[1] <= 3


def test_people_without_a_school_are_told_why_there_are_no_clubs(browser: Any, candidate: User) -> None:
    with transaction():
        db.session.get_one(User, candidate.id).school_id = None

    page = browser(candidate).get("/clubs")

    assert page.status_code == 200
    assert "/me/edit" in page.text


def test_visitors_are_asked_to_sign_in(client: Any) -> None:
    answer = client.get("/clubs")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/login?next=/clubs")


def test_club_page_shows_departments_and_open_drives(browser: Any, candidate: User, club: Club) -> None:
    drive = factories.make_drive(club=club)

    page = browser(candidate).get(f"/clubs/{club.slug}").text

    assert all(department.name in page for department in club.departments)
    assert drive.title in page


def test_draft_of_a_drive_is_not_on_the_club_page(browser: Any, candidate: User, club: Club) -> None:
    draft = factories.make_drive(club=club, status=DriveStatus.DRAFT)

    assert draft.title not in browser(candidate).get(f"/clubs/{club.slug}").text


def test_club_of_another_school_is_not_there(browser: Any, candidate: User) -> None:
    other = factories.make_club()

    assert browser(candidate).get(f"/clubs/{other.slug}").status_code == 404


@pytest.mark.parametrize("reader", ["member", "administrator"])
def test_members_and_administrators_see_a_club_of_another_school(browser: Any, reader: str) -> None:
    club = factories.make_club()
    user = factories.make_user(is_superuser=reader == "administrator")
    if reader == "member":
        factories.make_membership(club=club, user=user)

    assert browser(user).get(f"/clubs/{club.slug}").status_code == 200


def test_member_of_one_club_does_not_see_another_of_that_school(browser: Any) -> None:
    club, user = factories.make_club(), factories.make_user()
    factories.make_membership(club=club, user=user)
    other = factories.make_club(school=club.school)

    assert browser(user).get(f"/clubs/{other.slug}").status_code == 404


def test_club_that_does_not_exist_is_not_there(browser: Any, candidate: User) -> None:
    assert browser(candidate).get("/clubs/nothing").status_code == 404


def test_club_without_anything_says_so(browser: Any, candidate: User, club: Club) -> None:
    bare = factories.make_club(school=club.school, departments=())

    assert browser(candidate).get(f"/clubs/{bare.slug}").status_code == 200


def test_text_of_a_club_cannot_carry_markup(browser: Any, candidate: User, club: Club) -> None:
    with transaction():
        db.session.get_one(
            Club, club.id
        ).description = "<script>alert(1)</script> **bold** [x](javascript:alert(1))"

    page = browser(candidate).get(f"/clubs/{club.slug}").text

    assert "<strong>bold</strong>" in page
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
