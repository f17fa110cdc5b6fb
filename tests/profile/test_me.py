"""The account page."""

import pytest

from clubinterview.club.models import Role
from tests import factories
from tests.counting import counted
from tests.profile.acts import NAMES


def test_the_page_shows_the_facts(browser, candidate):
    page = browser(candidate).get("/me").text

    for value in (candidate.name, candidate.email, candidate.major, candidate.student_number):
        assert value in page


@pytest.mark.parametrize("path", ["/me/edit", "/me/security", "/resume", "/preferences"])
def test_the_page_leads_on(browser, candidate, path):
    assert f'href="{path}"' in browser(candidate).get("/me").text


def test_a_student_sees_no_way_to_manage(browser, candidate):
    page = browser(candidate).get("/me").text

    assert 'href="/manage' not in page
    assert 'href="/platform' not in page


def test_a_member_sees_the_way_to_their_clubs(browser, club):
    user = factories.make_user()
    factories.make_membership(club=club, user=user, role=Role.INTERVIEWER)

    assert 'href="/manage' in browser(user).get("/me").text


def test_an_administrator_sees_the_way_to_the_platform(browser):
    assert 'href="/platform' in browser(factories.make_user(is_superuser=True)).get("/me").text


def test_signing_in_is_needed(client):
    assert client.get("/me").location == "/login?next=/me"


def test_reading_costs_one_look_into_redis_and_writes_nothing(browser, candidate):
    reader = browser(candidate)

    with counted() as count:
        response = reader.get("/me")

    assert response.status_code == 200
    assert [command.split()[0] for command in count.commands] == ["GET"]
    assert count.written == []
    assert count.sql <= 4
    assert "Set-Cookie" not in response.headers


def test_every_name_has_initials(app):
    initials = {name: factories.make_user(name=name).initials for name in NAMES}

    assert {name: letters for name, letters in initials.items() if not 1 <= len(letters) <= 2} == {}
