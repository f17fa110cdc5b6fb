"""The account page and its devices."""

import pytest
import time_machine

from clubinterview.club.models import Role
from clubinterview.core.clock import utcnow
from tests import factories
from tests.auth.acts import open_rows
from tests.counting import counted
from tests.profile.acts import NAMES

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0"


def test_the_page_shows_the_facts(browser, candidate):
    page = browser(candidate).get("/me").text

    for value in (candidate.name, candidate.email, candidate.major, candidate.student_number):
        assert value in page


@pytest.mark.parametrize("path", ["/me/edit", "/me/password", "/resume", "/preferences"])
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


def test_reading_costs_the_same_with_ten_devices(browser, candidate):
    readers = [browser(candidate) for _ in range(10)]

    with counted() as count:
        readers[-1].get("/me")

    assert count.sql <= 4


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_initials(name):
    initials = factories.make_user(name=name).initials

    assert 1 <= len(initials) <= 2


@pytest.mark.parametrize(("agent", "device"), [(CHROME, "Chrome · Windows"), (WECHAT, "WeChat · iPhone")])
def test_devices_are_named(browser, candidate, agent, device):
    reader = browser(candidate)
    row = open_rows(candidate)[0]
    row.user_agent = agent

    assert row.device == device
    assert reader.get("/me").status_code == 200


def test_this_device_is_marked_and_cannot_be_ended_from_its_row(browser, candidate):
    reader = browser(candidate)
    [row] = open_rows(candidate)

    page = reader.get("/me").text

    assert f"/me/sessions/{row.id}/ending" not in page
    assert "/me/sessions/ending" not in page


def test_one_other_device_is_ended(browser, candidate):
    here, there, elsewhere = browser(candidate), browser(candidate), browser(candidate)
    ids = [row.id for row in open_rows(candidate)]
    assert f"/me/sessions/{ids[1]}/ending" in here.get("/me").text

    response = here.submit(f"/me/sessions/{ids[1]}/ending")

    assert (response.status_code, response.location) == (303, "/me")
    assert [b.get("/me").status_code for b in (here, there, elsewhere)] == [200, 302, 200]


def test_all_other_devices_are_ended(browser, candidate):
    here, *others = (browser(candidate) for _ in range(4))
    old_id = here.get_cookie("session").value

    response = here.submit("/me/sessions/ending")

    assert (response.status_code, response.location) == (303, "/me")
    assert here.get("/me").status_code == 200
    assert here.get_cookie("session").value != old_id
    assert {other.get("/me").status_code for other in others} == {302}
    assert len(open_rows(candidate)) == 1


def test_a_device_of_somebody_else_is_not_found(browser, candidate, other_candidate):
    theirs = browser(other_candidate)
    [row] = open_rows(other_candidate)

    assert browser(candidate).submit(f"/me/sessions/{row.id}/ending").status_code == 404
    assert theirs.get("/me").status_code == 200


@pytest.mark.parametrize("number", ["999", "0", "-1", "x", "9" * 30])
def test_a_device_that_does_not_exist_is_not_found(browser, candidate, number):
    assert browser(candidate).submit(f"/me/sessions/{number}/ending").status_code == 404


def test_a_device_that_was_ended_before_is_not_found(browser, candidate):
    here, _ = browser(candidate), browser(candidate)
    row = open_rows(candidate)[0]
    here.submit(f"/me/sessions/{row.id}/ending")

    assert here.submit(f"/me/sessions/{row.id}/ending").status_code == 404


def test_sessions_that_ran_out_are_not_shown(browser, candidate):
    with time_machine.travel(utcnow(), tick=False) as clock:
        browser(candidate)
        clock.shift(8 * 86400)
        here = browser(candidate)

        assert "/me/sessions/" not in here.get("/me").text


@pytest.mark.parametrize("path", ["/me/sessions/ending", "/me/sessions/1/ending"])
def test_ending_needs_a_sign_in_a_token_and_a_post(client, browser, candidate, path):
    assert client.submit(path).status_code == 401
    reader = browser(candidate)
    assert reader.post(path).status_code == 400
    assert reader.get(path).status_code == 405
