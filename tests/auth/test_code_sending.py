"""Sending codes: limited in every flow, and in the language of the account that they are for."""

import pytest
import time_machine

from clubinterview.core.clock import utcnow
from clubinterview.messaging.rendering import render
from tests.auth.acts import ADDRESS, mails_to, make_account, sign_in_by_form


@pytest.fixture(autouse=True)
def standing_clock():
    with time_machine.travel(utcnow(), tick=False):
        yield


@pytest.mark.parametrize("path", ["/register", "/login/code", "/password/reset"])
@pytest.mark.parametrize("is_known", [True, False])
def test_two_codes_at_once_are_refused(browser, path, is_known):
    if is_known:
        make_account()

    statuses = [browser().submit(path, {"address": ADDRESS}).status_code for _ in range(2)]

    assert statuses == [303, 429]


def test_two_codes_for_new_devices_at_once_are_refused(app, browser, monkeypatch):
    monkeypatch.setitem(app.config, "LOGIN_FAILURES_IN_A_ROW", 1)
    make_account()
    sign_in_by_form(browser(), "wrong horse 12")

    answers = [sign_in_by_form(browser()) for _ in range(2)]

    assert answers[0].location == "/login/device"
    assert [answer.status_code for answer in answers] == [303, 429]


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        ("/register", "You already have an account"),
        ("/login/code", "Your sign-in code"),
        ("/password/reset", "Your password reset code"),
    ],
)
def test_the_message_is_in_the_language_of_the_account(browser, path, subject):
    """The person who asked may be a stranger, whose browser speaks another one."""
    make_account(locale="en")

    browser().submit(path, {"address": ADDRESS})

    assert [render(mail).subject for mail in mails_to()] == [subject]
