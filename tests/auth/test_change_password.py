"""Changing the password on the account page."""

import pytest
import time_machine

from clubinterview.auth.codes import store as codes
from clubinterview.auth.codes.store import Purpose, WrongCode
from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.extensions import db
from clubinterview.messaging.rendering import render
from tests.auth.acts import (
    ADDRESS,
    IP,
    NEW_PASSWORD,
    PASSWORD,
    mails_to,
    make_account,
    open_rows,
    sign_in_by_form,
)


def change(browser, old=PASSWORD, new=NEW_PASSWORD):
    return browser.submit("/me/password", {"old_password": old, "password": new})


def test_the_page_names_its_fields(browser, candidate):
    page = browser(candidate).get("/me/password").text

    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="new-password"' in page


def test_the_password_changes(browser):
    response = change(browser(make_account()))

    assert (response.status_code, response.location) == (303, "/me/security")
    assert sign_in_by_form(browser(), PASSWORD).status_code == 422
    assert sign_in_by_form(browser(), NEW_PASSWORD).status_code == 303


def test_other_sessions_end_and_this_one_goes_on_under_a_new_id(browser):
    user = make_account()
    here, there, thief = browser(user), browser(user), browser()
    old_id = here.get_cookie("session").value
    thief.set_cookie("session", old_id)

    change(here)

    assert here.get_cookie("session").value != old_id
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 302
    assert thief.get("/me").status_code == 302
    assert len(open_rows(user)) == 1


def test_a_form_of_another_tab_can_still_be_sent(browser):
    here = browser(make_account())
    token = here.token("/me/edit")
    change(here)

    response = here.post("/me/edit", data={"csrf_token": token, "name": ""})

    assert response.status_code == 422


def test_the_session_lasts_no_longer_for_it(browser):
    user = make_account()
    with time_machine.travel(utcnow(), tick=False) as clock:
        here = browser(user)
        for _ in range(4):
            clock.shift(6 * 86400)
            assert here.get("/me").status_code == 200
        change(here)
        clock.shift(6 * 86400 - 10)
        assert here.get("/me").status_code == 200
        clock.shift(20)
        assert here.get("/me").status_code == 302


def test_a_notice_goes_out(browser):
    user = make_account()
    change(browser(user))

    [mail] = mails_to()
    assert "http://localhost/me" in render(mail).text
    assert NEW_PASSWORD not in render(mail).text
    assert db.session.get_one(User, user.id).unread_notifications == 1


def test_open_codes_die(browser):
    user = make_account()
    code = codes.issue(Purpose.RESET, ADDRESS, now=utcnow()).text
    change(browser(user))

    with pytest.raises(WrongCode):
        codes.take(Purpose.RESET, ADDRESS, code, ip=IP, now=utcnow())


def test_a_wrong_present_password_changes_nothing(browser):
    user = make_account()
    here, there = browser(user), browser(user)

    response = change(here, old="wrong horse 12")

    assert response.status_code == 422
    assert 'id="old_password-errors"' in response.text
    assert "wrong horse 12" not in response.text
    assert NEW_PASSWORD not in response.text
    assert there.get("/me").status_code == 200
    assert mails_to() == []


def test_a_wrong_present_password_is_throttled(browser):
    here = browser(make_account())
    for _ in range(10):
        assert change(here, old="wrong horse 12").status_code == 422

    assert change(here).status_code == 429
    assert here.get("/me").status_code == 200


@pytest.mark.parametrize(
    "password", ["short", "password123", "chen@example.edu.cn", "陈一鸣陈一鸣2026", "ClubInterview1"]
)
def test_a_bad_new_password_is_refused(browser, password):
    response = change(browser(make_account(name="陈一鸣")), new=password)

    assert response.status_code == 422
    assert 'id="password-errors"' in response.text


def test_the_name_of_the_school_is_refused(browser, club):
    user = make_account(school=club.school)
    name = db.session.get_one(type(club.school), club.school_id).name

    assert change(browser(user), new=name * 2).status_code == 422


def test_signing_in_is_needed(client):
    assert client.get("/me/password").location == "/login?next=/me/password"
    assert change(client).status_code == 401


def test_a_form_token_is_needed(browser):
    here = browser(make_account())

    assert (
        here.post("/me/password", data={"old_password": PASSWORD, "password": NEW_PASSWORD}).status_code
        == 400
    )
    assert sign_in_by_form(browser(), PASSWORD).status_code == 303
