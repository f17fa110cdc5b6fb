"""Making a club: the school that is meant, the address that is suggested, the person who makes it."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.clock import utcnow
from clubinterview.extensions import db
from tests import factories

PATH = "/platform/clubs/new"


@pytest.fixture
def administrator() -> User:
    return factories.make_user(name="苏平", is_superuser=True)


@pytest.fixture
def fields() -> dict[str, str]:
    """What makes a club, all of it right."""
    school = factories.make_school(name="杭州湖畔大学")
    factories.make_user(school=school, email="owner@example.edu.cn")
    return {"name": "辩论队", "slug": "debate", "school": school.name, "owner_email": "owner@example.edu.cn"}


def slug_in(page: str) -> str:
    """Return what stands in the page's field for the address."""
    drawn = re.search(r'<input[^>]*name="slug"[^>]*>', page).group()
    return re.search(r'value="([^"]*)"', drawn).group(1)


def test_part_of_a_name_names_the_schools_that_fit(
    browser: Any, administrator: User, fields: dict[str, str]
) -> None:
    factories.make_school(name="杭州湖畔学院")

    answer = browser(administrator).submit(PATH, {**fields, "school": "湖畔"})

    assert answer.status_code == 422
    assert "杭州湖畔大学 · 杭州湖畔学院" in answer.text
    assert 'value="湖畔"' in answer.text


def test_exact_name_is_meant_although_another_holds_it(
    browser: Any, administrator: User, fields: dict[str, str]
) -> None:
    factories.make_school(name="杭州湖畔大学城市学院")

    assert browser(administrator).submit(PATH, fields).status_code == 303


@pytest.mark.parametrize(
    ("name", "slug"), [("辩论队", "bianlundui"), ("AI Club 社", "ai-club-she"), ("Café", "caf")]
)
def test_address_is_suggested_when_it_is_left_empty(
    browser: Any, administrator: User, fields: dict[str, str], name: str, slug: str
) -> None:
    answer = browser(administrator).submit(PATH, {**fields, "name": name, "slug": ""})

    assert answer.status_code == 422
    assert slug_in(answer.text) == slug
    assert db.session.scalars(select(Club)).all() == []


@pytest.mark.parametrize("name", ["😀", "。。", "", "长" * 61])
def test_nothing_is_suggested_for_a_name_that_gives_no_address(
    browser: Any, administrator: User, fields: dict[str, str], name: str
) -> None:
    answer = browser(administrator).submit(PATH, {**fields, "name": name, "slug": ""})

    assert answer.status_code == 422
    assert slug_in(answer.text) == ""


def test_suggestion_fits_however_long_the_name_is(
    browser: Any, administrator: User, fields: dict[str, str]
) -> None:
    window = browser(administrator)
    answer = window.submit(PATH, {**fields, "name": "创" * 60, "slug": ""})
    suggested = slug_in(answer.text)

    assert window.submit(PATH, {**fields, "name": "创" * 60, "slug": suggested}).status_code == 303


def test_taken_address_is_kept_and_a_free_one_named(
    browser: Any, administrator: User, fields: dict[str, str]
) -> None:
    window = browser(administrator)
    window.submit(PATH, {**fields, "slug": "bianlundui"})

    answer = window.submit(PATH, {**fields, "slug": "bianlundui"})

    assert answer.status_code == 422
    assert slug_in(answer.text) == "bianlundui"
    assert "bianlundui-2" in answer.text
    assert len(db.session.scalars(select(Club)).all()) == 1


def test_password_is_asked_again_before_a_club_gets_its_owner(
    browser: Any, administrator: User, fields: dict[str, str]
) -> None:
    window = browser(administrator)

    with time_machine.travel(utcnow() + timedelta(seconds=901)):
        answers = [window.get(PATH), window.submit(PATH, fields)]

    assert [answer.headers["Location"].split("?")[0] for answer in answers] == ["/password/again"] * 2
    assert db.session.scalars(select(Club)).all() == []


def test_visitors_are_asked_to_sign_in(client: Any, fields: dict[str, str]) -> None:
    assert client.get(PATH).headers["Location"] == f"/login?next={PATH}"
    assert client.submit(PATH, fields).status_code == 401


def test_owner_of_another_club_makes_none(browser: Any, owner: User, fields: dict[str, str]) -> None:
    assert browser(owner).submit(PATH, fields).status_code == 404
    assert len(db.session.scalars(select(Club)).all()) == 1
