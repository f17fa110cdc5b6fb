"""Registering by a code."""

import re
from threading import Barrier

import pytest
import time_machine

from clubinterview.auth.models import UserStatus
from clubinterview.auth.registration import AlreadyRegistered, open_account
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import redis_store
from clubinterview.messaging.outbox import deliver_due
from clubinterview.messaging.rendering import render
from tests.auth.acts import (
    ADDRESS,
    accounts_of,
    in_threads,
    mails_to,
    make_account,
    newest_code,
    open_rows,
    wrong_code,
)
from tests.factories import make_school


def begin(browser, email=ADDRESS):
    return browser.submit("/register", {"address": email})


def enter(browser, code):
    return browser.submit("/register/code", {"code": code})


def test_the_page_asks_for_an_address(client):
    response = client.get("/register")

    assert response.status_code == 200
    assert 'autocomplete="username"' in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_an_address_gets_a_code_by_mail(client):
    response = begin(client)

    assert (response.status_code, response.location) == (303, "/register/code")
    [mail] = mails_to()
    assert mail.is_secret
    assert newest_code() in render(mail).html
    assert (mail.expires_at - mail.due_at).total_seconds() == 300


def test_no_account_exists_before_the_code(client):
    begin(client)

    assert accounts_of() == []


def test_the_code_page_invites_the_phone_to_fill_in(client):
    begin(client)

    page = client.get("/register/code").text

    assert 'autocomplete="one-time-code"' in page
    assert ADDRESS in page
    assert newest_code() not in page


def test_the_code_page_without_an_address_leads_back(client):
    response = client.get("/register/code")

    assert (response.status_code, response.location) == (302, "/register")


def test_the_right_code_opens_an_account_without_a_password(client):
    begin(client)

    response = enter(client, newest_code())

    assert (response.status_code, response.location) == (303, "/account/completion")
    [user] = accounts_of()
    assert user.awaits_completion
    assert len(open_rows(user)) == 1


def test_a_code_may_be_typed_with_spaces_and_wide_digits(client):
    begin(client)
    code = newest_code()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    response = enter(client, f" {wide[:3]} {wide[3:]} ")

    assert response.status_code == 303


def test_the_account_speaks_the_language_of_the_page(client):
    client.set_cookie("language", "en")
    begin(client)
    enter(client, newest_code())

    assert accounts_of()[0].locale == "en"


def test_a_wrong_code_is_refused_beside_the_field(client):
    begin(client)

    response = enter(client, wrong_code())

    assert response.status_code == 422
    assert 'id="code-errors"' in response.text
    assert wrong_code() not in response.text
    assert accounts_of() == []


def test_a_code_works_once(client, browser):
    begin(client)
    code = newest_code()
    enter(client, code)
    other = browser()
    with time_machine.travel(utcnow(), tick=False) as clock:
        clock.shift(61)
        begin(other)
        if code != newest_code():
            assert enter(other, code).status_code == 422


def test_the_address_is_one_whatever_its_spelling(client):
    begin(client, "  Chen@EXAMPLE.edu.cn ")
    enter(client, newest_code())

    assert [user.email for user in accounts_of()] == [ADDRESS]


def test_a_new_code_can_be_asked_for_after_a_minute(client):
    with time_machine.travel(utcnow(), tick=False) as clock:
        begin(client)
        old = newest_code()
        clock.shift(61)
        response = client.submit("/register/code/resending")

        assert (response.status_code, response.location) == (303, "/register/code")
        assert len(mails_to()) == 2
        if old != newest_code():
            assert enter(client, old).status_code == 422
        assert enter(client, newest_code()).status_code == 303


def test_a_new_code_within_a_minute_is_refused_with_a_time(client):
    begin(client)

    response = client.submit("/register/code/resending")

    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 61
    assert len(mails_to()) == 1


def test_asking_for_a_new_code_needs_an_address(client):
    response = client.submit("/register/code/resending")

    assert (response.status_code, response.location) == (303, "/register")


def test_the_owner_of_an_existing_address_is_told_by_mail(client):
    make_account()

    response = begin(client)

    assert (response.status_code, response.location) == (303, "/register/code")
    [mail] = mails_to()
    assert not mail.is_secret
    assert "http://localhost/login" in render(mail).text


def test_no_code_opens_an_existing_account(client):
    make_account()
    begin(client)

    responses = [enter(client, f"{number:06d}") for number in range(5)]

    assert {response.status_code for response in responses} == {422}
    assert redis_store.client.keys("code:register:*") == []


def test_an_account_that_was_left_half_way_can_go_on(client):
    begin(client)
    enter(client, newest_code())
    client.submit("/logout")
    with time_machine.travel(utcnow(), tick=False) as clock:
        clock.shift(61)
        begin(client)
        response = enter(client, newest_code())

    assert response.location == "/account/completion"
    assert len(accounts_of()) == 1


def test_a_disabled_account_is_not_opened_again(client):
    make_account(status=UserStatus.DISABLED)
    begin(client)

    assert not mails_to()[0].is_secret


def test_an_account_completed_meanwhile_is_not_opened_by_code(client):
    begin(client)
    code = newest_code()
    make_account()

    response = enter(client, code)

    assert (response.status_code, response.location) == (303, "/login")
    assert client.get("/me").status_code == 302


def test_two_at_once_make_one_account(app):
    barrier, opened, refused = Barrier(2), [], []

    def register():
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    user = open_account(ADDRESS, locale="en")
                opened.append(user.id)
            except AlreadyRegistered as error:
                refused.append(error)

    in_threads(register, 2)

    assert refused == []
    assert opened == [user.id for user in accounts_of()] * 2


def test_two_browsers_at_once_send_one_mail(app, browser):
    people = [browser(), browser()]
    tokens = {person: person.token() for person in people}
    barrier, statuses = Barrier(2), []

    def send():
        person = people.pop()
        barrier.wait()
        fields = {"address": ADDRESS, "csrf_token": tokens[person]}
        statuses.append(person.post("/register", data=fields).status_code)

    in_threads(send, 2)

    assert sorted(statuses) == [303, 429]  # one code a minute, whoever asks
    assert len(mails_to()) == 1


def test_a_signed_in_person_goes_home(browser, candidate):
    reader = browser(candidate)

    assert reader.get("/register").location == "/"
    assert begin(reader).location == "/"
    assert reader.get("/register/code").location == "/"
    assert mails_to() == []


def test_a_new_account_sees_only_its_completion(client):
    begin(client)
    enter(client, newest_code())

    assert client.get("/me").location == "/account/completion"
    assert client.get("/login").location == "/account/completion"
    assert client.get("/privacy").status_code == 200


def test_the_code_is_gone_from_the_outbox_once_delivered(client):
    begin(client)
    assert "code" in mails_to()[0].parameters

    deliver_due(utcnow())

    assert mails_to()[0].parameters == {}


def test_a_code_that_is_over_is_not_delivered(client):
    begin(client)

    with time_machine.travel(utcnow(), tick=False) as clock:
        clock.shift(301)
        deliver_due(utcnow())

    assert mails_to()[0].status == "void"


@pytest.mark.parametrize("path", ["/register", "/register/code", "/register/code/resending"])
def test_a_form_token_is_needed(client, path):
    assert client.post(path, data={"address": ADDRESS}).status_code == 400
    assert mails_to() == []


def test_the_privacy_notice_is_open_to_all_and_begins_no_session(client):
    response = client.get("/privacy")

    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


# --- where the person came from ---


def complete(client):
    school = make_school()
    return client.submit(
        "/account/completion",
        {
            "name": "方小雨", "school": school.name, "major": "数学", "student_number": "2026110999",
            "enrolment_year": str(utcnow().year), "password": "lantern-in-the-spring-9", "consent": "y",
        },
    )  # fmt: skip


def test_the_page_that_was_asked_for_comes_after_registering(client):
    login = client.get("/drives/7").location
    register = re.search(r'href="(/register\?next=[^"]+)"', client.get(login).text)[1]
    fields = {"address": "new@example.edu.cn", "next": "/drives/7"}
    assert 'name="next" type="hidden" value="/drives/7"' in client.get(register).text

    client.submit("/register", fields)
    opened = client.submit("/register/code", {"code": newest_code("new@example.edu.cn")}).location
    gate = client.get(opened).location

    assert (opened, gate) == ("/drives/7", "/account/completion")
    assert complete(client).location == "/drives/7"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "/\\example.com"])
def test_registering_leads_to_no_other_site(client, elsewhere):
    client.submit("/register", {"address": "new@example.edu.cn", "next": elsewhere})

    answer = client.submit("/register/code", {"code": newest_code("new@example.edu.cn")})

    assert answer.location == "/account/completion"


def test_a_page_that_was_only_posted_to_is_not_gone_back_to(client):
    client.submit("/register", {"address": "new@example.edu.cn"})
    client.submit("/register/code", {"code": newest_code("new@example.edu.cn")})
    client.submit("/drives/7/application", {})

    assert complete(client).location == "/"
