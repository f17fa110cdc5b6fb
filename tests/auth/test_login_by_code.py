"""Signing in by a code: no password, the same page for every address, and nothing that a password would allow."""

import pytest
import time_machine

from clubinterview.auth.models import User, UserStatus
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from tests.auth.acts import (
    ADDRESS,
    mails_to,
    make_account,
    newest_code,
    open_rows,
    outward,
    sign_in_by_form,
    wrong_code,
)

CONFIRMATION = "/login/code/confirmation"


def ask(browser, address=ADDRESS, **fields):
    return browser.submit("/login/code", {"address": address, **fields})


def test_the_code_signs_in(client):
    user = make_account()

    assert ask(client).location == CONFIRMATION
    answer = client.submit(CONFIRMATION, {"code": newest_code()})

    assert (answer.status_code, answer.location) == (303, "/")
    assert [row.method for row in open_rows(user)] == ["code"]


def test_an_account_that_is_not_complete_is_led_to_its_completion(client):
    user = make_account()
    with transaction():
        lock(User, user.id).password_hash = None
    assert sign_in_by_form(client).status_code == 422

    ask(client)
    client.submit(CONFIRMATION, {"code": newest_code()})

    assert client.get("/").location == "/account/completion"


def test_the_way_leads_on_to_where_somebody_wanted_to_go(client):
    make_account()
    ask(client, next="/notifications")

    assert client.submit(CONFIRMATION, {"code": newest_code()}).location == "/notifications"


def test_another_site_is_nowhere_to_go(client):
    make_account()
    ask(client, next="https://example.org/")

    assert client.submit(CONFIRMATION, {"code": newest_code()}).location == "/"


def test_a_wrong_code_does_not_sign_in(client):
    make_account()
    ask(client)

    assert client.submit(CONFIRMATION, {"code": wrong_code()}).status_code == 422
    assert client.get("/me").status_code == 302


def test_a_code_is_good_once(browser):
    make_account()
    first, second = browser(), browser()
    ask(first)
    code = newest_code()
    first.submit(CONFIRMATION, {"code": code})
    with second.session_transaction() as kept:
        kept["signing in by code"] = {"address": ADDRESS, "remember": True, "next": None}

    assert second.submit(CONFIRMATION, {"code": code}).status_code == 422


def test_a_code_for_registering_does_not_sign_in(client):
    client.submit("/register", {"address": ADDRESS})
    code = newest_code()
    make_account()
    with client.session_transaction() as kept:
        kept["signing in by code"] = {"address": ADDRESS, "remember": True, "next": None}

    assert client.submit(CONFIRMATION, {"code": code}).status_code == 422


@pytest.mark.parametrize("status", [None, UserStatus.DISABLED])
def test_unknown_and_disabled_addresses_look_the_same_and_get_nothing(browser, status):
    make_account("known@example.edu.cn")
    if status:
        make_account(status=status)
    answers = []
    for address in ("known@example.edu.cn", ADDRESS):
        reader = browser()
        answers.append(
            [outward(ask(reader, address), address), outward(reader.get(CONFIRMATION), address)]
            + [outward(reader.submit(CONFIRMATION, {"code": f"12345{n}"}), address) for n in range(6)]
        )

    assert answers[0] == answers[1]
    assert mails_to() == []


def test_a_newer_code_voids_the_older(client, app):
    make_account()
    with time_machine.travel(utcnow(), tick=False) as clock:
        ask(client)
        older = newest_code()
        clock.shift(61)
        client.submit("/login/code/resending")
        newer = newest_code()

        if older != newer:
            assert client.submit(CONFIRMATION, {"code": older}).status_code == 422
        assert client.submit(CONFIRMATION, {"code": newer}).status_code == 303


def test_a_code_is_no_password(client):
    """What asks for a password typed within 15 minutes asks for it after a sign-in by code."""
    make_account()
    ask(client)
    client.submit(CONFIRMATION, {"code": newest_code()})

    with client.session_transaction() as kept:
        assert kept.get("password_at", 0) == 0
