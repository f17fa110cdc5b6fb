"""What is logged about accounts: who did what, and nothing secret."""

import logging

import pytest

from clubinterview.core.clock import utcnow
from clubinterview.messaging.outbox import deliver_due
from tests.auth.acts import (
    ADDRESS,
    NEW_PASSWORD,
    PASSWORD,
    make_account,
    newest_code,
    sign_in_by_form,
    wrong_code,
)


@pytest.fixture
def logged(caplog):
    """All that was logged since the test began, as one text."""
    caplog.set_level(logging.DEBUG)
    return lambda: "\n".join(record.getMessage() for record in caplog.records)


def test_registering_logs_no_code_and_no_whole_address(client, logged):
    client.submit("/register", {"address": ADDRESS})
    code, wrong = newest_code(), wrong_code()
    client.submit("/register/code", {"code": wrong})
    client.submit("/register/code", {"code": code})
    deliver_due(utcnow())

    text = logged()
    assert "account opened" in text
    assert "wrong code" in text
    assert "signed in" in text
    for secret in (code, wrong, ADDRESS, client.get_cookie("session").value):
        assert secret not in text


def test_signing_in_logs_failures_and_no_password(client, logged):
    make_account()
    sign_in_by_form(client, "wrong horse 12")
    sign_in_by_form(client)
    client.submit("/logout")

    text = logged()
    for event in ("sign-in failed", "signed in", "signed out"):
        assert event in text
    for secret in ("wrong horse 12", PASSWORD, ADDRESS):
        assert secret not in text


def test_resetting_logs_no_code_and_no_password(client, logged):
    make_account()
    client.submit("/password/reset", {"address": ADDRESS})
    code = newest_code()
    client.submit("/password/reset/code", {"code": code, "password": NEW_PASSWORD})

    text = logged()
    assert "password changed" in text
    for secret in (code, NEW_PASSWORD, ADDRESS):
        assert secret not in text


def test_throttling_is_logged(client, logged):
    for _ in range(11):
        sign_in_by_form(client)

    assert "TooMany" in logged()


def test_words_in_addresses_of_pages_are_not_logged(client, logged):
    client.get("/schools?q=secret-word")

    assert "/schools" in logged()
    assert "secret-word" not in logged()
