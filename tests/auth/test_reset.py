"""A new password by a code."""

from threading import Barrier

import bcrypt
import pytest
import time_machine

from clubinterview.auth.models import User, UserStatus
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import Busy
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from tests.auth.acts import (
    ADDRESS,
    NEW_PASSWORD,
    PASSWORD,
    in_threads,
    mails_to,
    make_account,
    newest_code,
    open_rows,
    sign_in_by_form,
    wrong_code,
)


def begin(browser, email=ADDRESS):
    return browser.submit("/password/reset", {"address": email})


def enter(browser, code, password=NEW_PASSWORD):
    return browser.submit("/password/reset/code", {"code": code, "password": password})


def test_the_pages_name_their_fields(client):
    make_account()
    assert 'autocomplete="username"' in client.get("/password/reset").text
    begin(client)

    page = client.get("/password/reset/code").text

    assert 'autocomplete="one-time-code"' in page
    assert 'autocomplete="new-password"' in page
    assert newest_code() not in page


def test_a_code_and_a_new_password_reset_it(client):
    make_account()
    begin(client)

    response = enter(client, newest_code())

    assert (response.status_code, response.location) == (303, "/login")
    assert sign_in_by_form(client, PASSWORD).status_code == 422
    assert sign_in_by_form(client, NEW_PASSWORD).status_code == 303


def test_who_must_choose_another_password_cannot_reset_to_the_old_one(client):
    user = make_account(must_change_password=True)
    begin(client)

    assert enter(client, newest_code(), PASSWORD).status_code == 422
    db.session.refresh(user)
    assert user.must_change_password
    assert enter(client, newest_code()).status_code == 303


def test_all_sessions_end(client, browser):
    user = make_account()
    devices = [browser(user), browser(user)]
    begin(client)

    enter(client, newest_code())

    assert [device.get("/me").status_code for device in devices] == [302, 302]
    assert open_rows(user) == []


def test_the_person_signs_in_anew(client):
    make_account()
    begin(client)
    enter(client, newest_code())

    assert client.get("/me").status_code == 302


def test_who_resets_while_signed_in_is_signed_out_too(browser):
    user = make_account()
    reader = browser(user)
    begin(reader)

    enter(reader, newest_code())

    assert reader.get("/me").status_code == 302


def test_a_notice_goes_out(client):
    user = make_account()
    begin(client)
    enter(client, newest_code())

    assert len(mails_to()) == 2
    assert not mails_to()[-1].is_secret
    assert db.session.get_one(User, user.id).unread_notifications == 1


def test_open_codes_die(client, browser):
    make_account()
    with time_machine.travel(utcnow(), tick=False) as clock:
        begin(client)
        first = newest_code()
        enter(client, first)
        begin(client, "other@example.edu.cn")
        clock.shift(61)
        begin(client)

        assert enter(client, first).status_code == 422 or first == newest_code()


def test_an_unknown_address_gets_no_mail(client):
    response = begin(client)

    assert (response.status_code, response.location) == (303, "/password/reset/code")
    assert mails_to() == []


@pytest.mark.parametrize("fields", [{"status": UserStatus.DISABLED}, {"deleted_at": utcnow()}])
def test_an_account_that_is_not_open_gets_no_mail(client, fields):
    make_account(**fields)

    begin(client)

    assert mails_to() == []


def test_an_account_that_is_not_completed_gets_no_mail(client):
    user = make_account()
    with transaction():
        db.session.get_one(User, user.id).password_hash = None

    begin(client)

    assert mails_to() == []


def test_a_wrong_code_changes_nothing(client):
    make_account()
    begin(client)

    response = enter(client, wrong_code())

    assert response.status_code == 422
    assert NEW_PASSWORD not in response.text
    assert sign_in_by_form(client, PASSWORD).status_code == 303


def test_a_wrong_code_runs_no_bcrypt(client, monkeypatch):
    make_account()
    begin(client)
    monkeypatch.setattr(bcrypt, "hashpw", lambda *_: pytest.fail("bcrypt ran"))

    assert enter(client, wrong_code()).status_code == 422


@pytest.mark.parametrize(
    "password", ["short", "password123", "chen@example.edu.cn", "陈一鸣陈一鸣2026", "ClubInterview1"]
)
def test_a_refused_password_does_not_use_the_code_up(client, password):
    make_account(name="陈一鸣")
    begin(client)
    for _ in range(6):
        response = enter(client, newest_code(), password)
        assert response.status_code == 422
        assert 'id="password-errors"' in response.text

    assert enter(client, newest_code()).status_code == 303


def test_what_is_known_of_the_person_shows_to_who_holds_the_code_only(client):
    make_account(name="陈一鸣")
    begin(client)

    page = enter(client, wrong_code(), "陈一鸣陈一鸣2026").text

    assert 'id="code-errors"' in page
    assert 'id="password-errors"' not in page


def test_administrators_need_a_longer_password(client):
    make_account(is_superuser=True)
    begin(client)

    assert enter(client, newest_code(), "river east 9").status_code == 422
    assert enter(client, newest_code(), NEW_PASSWORD).status_code == 303


def test_a_busy_moment_does_not_use_the_code_up(client, monkeypatch):
    make_account()
    begin(client)
    with monkeypatch.context() as busy:

        def refuse(*_):
            raise Busy("busy", retry_after=1)

        busy.setattr(bcrypt, "hashpw", refuse)
        assert enter(client, newest_code()).status_code == 503

    assert enter(client, newest_code()).status_code == 303


def test_a_new_code_can_be_asked_for_after_a_minute(client):
    make_account()
    with time_machine.travel(utcnow(), tick=False) as clock:
        begin(client)
        assert client.submit("/password/reset/code/resending").status_code == 429
        clock.shift(61)
        assert client.submit("/password/reset/code/resending").location == "/password/reset/code"

        assert len(mails_to()) == 2
        assert enter(client, newest_code()).status_code == 303


def test_one_of_two_at_once_sets_the_password(app, browser):
    user = make_account()
    people = [browser(), browser()]
    begin(people[0])
    with time_machine.travel(utcnow(), tick=False) as clock:
        clock.shift(61)
        begin(people[1])
    code, barrier, statuses = newest_code(), Barrier(2), []
    tokens = {person: person.token() for person in people}

    def reset():
        person = people.pop()
        barrier.wait()
        fields = {"code": code, "password": NEW_PASSWORD, "csrf_token": tokens[person]}
        statuses.append(person.post("/password/reset/code", data=fields).status_code)

    in_threads(reset, 2)

    assert sorted(statuses) == [303, 422]
    db.session.commit()
    assert db.session.get_one(User, user.id, populate_existing=True).session_version == 2


@pytest.mark.parametrize(
    "path", ["/password/reset", "/password/reset/code", "/password/reset/code/resending"]
)
def test_a_form_token_is_needed(client, path):
    make_account()

    assert client.post(path, data={"address": ADDRESS}).status_code == 400
    assert mails_to() == []


def test_the_second_page_needs_the_first(client):
    assert client.get("/password/reset/code").location == "/password/reset"
    assert client.submit("/password/reset/code/resending").location == "/password/reset"
