"""Changing mail address, phone and username: proven by a code, told to the old address, ending other sessions."""

import pytest
import time_machine

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.messaging.rendering import render
from tests.auth.acts import (
    ADDRESS,
    NEW_PASSWORD,
    mails_to,
    make_account,
    newest_code,
    newest_text_code,
    outward,
    sign_in_by_form,
    wrong_code,
)

NEW, PHONE = "new@example.edu.cn", "+8613812345678"
PATH, CODE = "/me/security/address", "/me/security/address/code"


@pytest.fixture
def mine(client):
    """An account, signed in with `client`."""
    user = make_account()
    sign_in_by_form(client)
    return user


def ask(browser, address=NEW):
    return browser.submit(PATH, {"address": address})


def change(browser, address=NEW):
    ask(browser, address)
    code = newest_text_code(address) if address.startswith("+") else newest_code(address)
    return browser.submit(CODE, {"code": code})


def test_a_new_mail_address_takes_the_place_of_the_old(client, browser, mine):
    assert change(client).location == "/me/security"

    assert mine.email == NEW
    assert sign_in_by_form(browser(), address=NEW).status_code == 303
    assert sign_in_by_form(browser()).status_code == 422


def test_a_phone_is_added_beside_the_mail_address(client, browser, mine):
    change(client, PHONE)

    assert (mine.email, mine.phone) == (ADDRESS, PHONE)
    assert sign_in_by_form(browser(), address="138 1234 5678").status_code == 303


def test_the_old_address_is_told(client, mine):
    change(client)

    assert [mail.is_secret for mail in mails_to(ADDRESS)] == [False]
    assert NEW not in render(mails_to(ADDRESS)[0]).text


def test_other_devices_are_signed_out_and_this_one_gets_a_new_id(client, browser, mine):
    other, before = browser(mine), client.get_cookie("session").value

    change(client)

    assert other.get("/me").status_code == 302
    assert client.get("/me").status_code == 200
    assert client.get_cookie("session").value != before


def test_codes_of_the_old_address_are_dead(client, browser, mine):
    stranger = browser()
    stranger.submit("/password/reset", {"address": ADDRESS})
    code = newest_code()
    change(client)

    fields = {"code": code, "password": NEW_PASSWORD}
    assert stranger.submit("/password/reset/code", fields).status_code == 422


def test_a_wrong_code_changes_nothing(client, mine):
    ask(client)

    assert client.submit(CODE, {"code": wrong_code(NEW)}).status_code == 422
    assert mine.email == ADDRESS


def test_the_address_of_somebody_else_looks_like_any_other(client, mine):
    make_account("taken@example.edu.cn")
    answers = []
    for address in ("free@example.edu.cn", "taken@example.edu.cn"):
        guesses = [f"12345{number}" for number in range(6)]
        answers.append(
            [outward(ask(client, address), address), outward(client.get(CODE), address)]
            + [outward(client.submit(CODE, {"code": guess}), address) for guess in guesses]
        )

    assert answers[0] == answers[1]
    assert [mail.is_secret for mail in mails_to("taken@example.edu.cn")] == [False]


def test_a_code_is_good_only_for_the_account_that_asked(browser):
    asker, other = (browser(make_account(f"person{number}@example.edu.cn")) for number in range(2))
    ask(asker)
    code = newest_code(NEW)
    with other.session_transaction() as kept:
        kept["changing to"] = NEW

    assert other.submit(CODE, {"code": code}).status_code == 422
    assert asker.submit(CODE, {"code": code}).status_code == 303


def test_an_address_that_was_taken_meanwhile_is_refused(client, mine):
    ask(client)
    code = newest_code(NEW)
    make_account(NEW)

    assert client.submit(CODE, {"code": code}).status_code == 422
    assert mine.email == ADDRESS


def test_the_own_address_needs_no_change(client, mine):
    assert ask(client, ADDRESS).status_code == 422
    assert mails_to() == []


@pytest.mark.parametrize("path", [PATH, CODE, "/me/security/email/removal"])
def test_the_password_is_asked_for_after_a_while(client, mine, path):
    with time_machine.travel(utcnow(), tick=False) as clock:
        clock.shift(901)

        assert client.submit(path).location.startswith("/password/again")


def test_an_address_beside_another_one_can_be_removed(client, mine):
    change(client, PHONE)

    client.submit("/me/security/email/removal")

    assert (mine.email, mine.phone) == (None, PHONE)


def test_the_last_address_stays(client, mine):
    assert client.submit("/me/security/email/removal").status_code == 409
    assert mine.email == ADDRESS


def test_sending_is_limited_as_everywhere(client, mine):
    with time_machine.travel(utcnow(), tick=False):
        ask(client)

        assert ask(client).status_code == 429


def test_a_username_is_chosen_and_signs_in(client, browser, mine):
    client.submit("/me/security/username", {"username": "Chen.Yiming"})

    assert mine.username == "chen.yiming"
    assert sign_in_by_form(browser(), address="CHEN.yiming").status_code == 303


@pytest.mark.parametrize(
    "wrong", ["ab", "9lives", "a b", "chen@example.edu.cn", "13812345678", "Admin", "管理员", "taken"]
)
def test_some_usernames_cannot_be_had(client, mine, wrong):
    other = make_account("other@example.edu.cn")
    with transaction():
        lock(User, other.id).username = "taken"

    answer = client.submit("/me/security/username", {"username": wrong})

    assert answer.status_code == 422
    assert mine.username is None


def test_a_username_can_be_given_up(client, mine):
    client.submit("/me/security/username", {"username": "chen"})
    client.submit("/me/security/username", {"username": ""})

    assert mine.username is None


def test_usernames_cannot_be_searched(client, mine):
    statuses = [
        client.submit("/me/security/username", {"username": f"name{n}"}).status_code for n in range(11)
    ]

    assert statuses == [303] * 10 + [429]
