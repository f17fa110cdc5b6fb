"""Marked pages ask for the password again when it was typed a while ago."""

import pytest
import time_machine

from clubinterview.core.access import needs_recent_password
from clubinterview.core.clock import utcnow
from tests.auth.acts import PASSWORD, make_account

QUARTER_HOUR = 900


@pytest.fixture(autouse=True)
def marked_page(app, monkeypatch):
    """/me/edit, marked for the length of a test."""
    view = app.view_functions["profile.edit"]
    monkeypatch.setitem(app.view_functions, "profile.edit", needs_recent_password(lambda: view()))


@pytest.fixture
def clock():
    with time_machine.travel(utcnow(), tick=False) as clock:
        yield clock


def confirm(browser, password=PASSWORD, **fields):
    return browser.submit("/password/again", {"password": password, **fields})


def test_nothing_is_asked_within_a_quarter_of_an_hour(browser, clock):
    reader = browser(make_account())
    clock.shift(QUARTER_HOUR)

    assert reader.get("/me/edit").status_code == 200


def test_afterwards_the_password_is_asked_for(browser, clock):
    reader = browser(make_account())
    clock.shift(QUARTER_HOUR + 1)

    response = reader.get("/me/edit?x=1")

    assert (response.status_code, response.location) == (303, "/password/again?next=/me/edit?x%3D1")
    assert 'autocomplete="current-password"' in reader.get(response.location).text


def test_a_form_that_comes_too_late_changes_nothing_and_leads_back_to_its_page(browser, clock):
    reader = browser(make_account())
    clock.shift(QUARTER_HOUR + 1)

    response = reader.submit("/me/edit", {"name": "别人"}, headers={"Referer": "http://localhost/me/edit"})

    assert response.location == "/password/again?next=/me/edit"
    assert "别人" not in reader.get("/me").text


def test_other_pages_do_not_ask(browser, clock):
    reader = browser(make_account())
    clock.shift(QUARTER_HOUR + 1)

    assert reader.get("/me").status_code == 200


def test_the_password_opens_the_page_under_a_new_id(browser, clock):
    reader, thief = browser(make_account()), browser()
    thief.set_cookie("session", reader.get_cookie("session").value)
    clock.shift(QUARTER_HOUR + 1)

    response = confirm(reader, next="/me/edit")

    assert (response.status_code, response.location) == (303, "/me/edit")
    assert reader.get("/me/edit").status_code == 200
    assert thief.get("/me").status_code == 302


def test_changing_the_password_counts_as_typing_it(browser, clock):
    reader = browser(make_account())
    clock.shift(QUARTER_HOUR + 1)
    reader.submit("/me/password", {"old_password": PASSWORD, "password": "a river runs east 9"})

    assert reader.get("/me/edit").status_code == 200


def test_ending_other_devices_does_not(browser, clock):
    reader = browser(make_account())
    clock.shift(QUARTER_HOUR + 1)
    reader.submit("/me/sessions/ending")

    assert reader.get("/me/edit").status_code == 303


def test_a_wrong_password_is_refused_and_throttled(browser, clock):
    reader = browser(make_account())
    clock.shift(QUARTER_HOUR + 1)
    for _ in range(10):
        response = confirm(reader, "wrong horse 12")
        assert response.status_code == 422
        assert "wrong horse 12" not in response.text

    assert confirm(reader).status_code == 429
    assert reader.get("/me/edit").status_code == 303


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_no_other_site_is_gone_on_to(browser, target):
    assert confirm(browser(make_account()), next=target).location == "/"


def test_signing_in_is_needed(client):
    assert client.get("/password/again").location == "/login?next=/password/again"
    assert confirm(client).status_code == 401


def test_a_form_token_is_needed(browser):
    assert browser(make_account()).post("/password/again", data={"password": PASSWORD}).status_code == 400
