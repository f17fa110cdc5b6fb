"""Clubs as students see them."""

import re
from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.models import DriveStatus
from tests import factories


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


@pytest.mark.parametrize("words", ["%00", "x" * 61, "%ED%A0%80"])
def test_search_for_what_no_name_can_be_finds_nothing(browser: Any, candidate: User, words: str) -> None:
    assert browser(candidate).get(f"/clubs?q={words}").status_code in {200, 404}


def test_every_club_is_on_one_of_the_pages(browser: Any, candidate: User, club: Club) -> None:
    with transaction():
        for number in range(70):
            db.session.add(Club(school_id=club.school_id, slug=f"many-{number}", name=f"社团{number:03d}"))
    window = browser(candidate)
    first = window.get("/clubs").text
    following = re.search(r'rel="next" href="([^"]+)"', first).group(1)

    both = first + window.get(following.replace("&amp;", "&")).text

    assert [number for number in range(70) if f"社团{number:03d}" not in both] == []


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
