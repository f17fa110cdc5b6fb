"""Passkeys: added, used and removed by a device in software; and what a lying device gets."""

import pytest
import time_machine
from sqlalchemy import select

from clubinterview.auth.models import Passkey, User, UserStatus
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from tests.auth.acts import ADDRESS, mails_to, make_account, open_rows, sign_in_by_form
from tests.auth.soft_device import SoftDevice

LIST = "/me/security/passkeys"


@pytest.fixture
def mine():
    return make_account()


@pytest.fixture
def reader(browser, mine):
    return browser(mine)


def post(browser, path, body=None):
    return browser.post(path, json=body or {}, headers={"X-CSRFToken": browser.token()})


def add(browser, device, name="我的手机"):
    options = post(browser, f"{LIST}/options").json
    return post(browser, LIST, {"name": name, "credential": device.make(options)})


def sign_in(browser, device):
    options = post(browser, "/login/passkey/options").json
    return post(browser, "/login/passkey", {"credential": device.answer(options)})


def test_a_passkey_is_added_and_told(reader, mine):
    assert add(reader, SoftDevice()).json == {"next": LIST}

    assert mine.has_second_factor
    assert "我的手机" in reader.get(LIST).text
    assert len(mails_to()) == 1


def test_a_passkey_signs_in_by_itself(reader, browser, mine):
    device, other = SoftDevice(), browser()
    add(reader, device)

    assert sign_in(other, device).json == {"next": "/"}
    assert other.get("/me").status_code == 200
    assert open_rows(mine)[0].method == "passkey"
    assert db.session.scalars(select(Passkey.last_used_at)).one() is not None


def test_a_passkey_is_the_second_factor(reader, client, mine):
    device = SoftDevice()
    add(reader, device)

    assert sign_in_by_form(client, next="/notifications").location == "/login/second"
    assert client.get("/me").status_code == 302
    assert sign_in(client, device).json == {"next": "/notifications"}
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize(
    "lie", [{"origin": "https://example.org"}, {"site": "example.org"}, {"verifies": False}]
)
def test_a_lying_device_is_not_added(reader, mine, lie):
    assert add(reader, SoftDevice(**lie)).status_code == 422
    assert not mine.has_second_factor


@pytest.mark.parametrize(
    "lie", [{"origin": "https://example.org"}, {"site": "example.org"}, {"verifies": False}]
)
def test_a_lying_device_does_not_sign_in(reader, browser, lie):
    device, other = SoftDevice(), browser()
    add(reader, device)
    for name, value in lie.items():
        setattr(device, name, value)

    assert sign_in(other, device).status_code == 422
    assert other.get("/me").status_code == 302


def test_a_device_that_nobody_added_does_not_sign_in(browser):
    assert sign_in(browser(), SoftDevice()).status_code == 422


def test_another_key_under_the_same_name_does_not_sign_in(reader, browser):
    device, thief = SoftDevice(), SoftDevice()
    add(reader, device)
    thief.credential_id = device.credential_id

    assert sign_in(browser(), thief).status_code == 422


def test_an_answer_is_good_once(reader, browser):
    device, other = SoftDevice(), browser()
    add(reader, device)
    options = post(other, "/login/passkey/options").json
    answer = {"credential": device.answer(options)}
    thief = browser()

    assert post(other, "/login/passkey", answer).status_code == 200
    assert post(thief, "/login/passkey", answer).status_code == 422


def test_an_answer_to_another_browser_is_refused(reader, browser):
    device, other, thief = SoftDevice(), browser(), browser()
    add(reader, device)
    answer = device.answer(post(other, "/login/passkey/options").json)
    post(thief, "/login/passkey/options")

    assert post(thief, "/login/passkey", {"credential": answer}).status_code == 422


def test_a_late_answer_is_refused(reader, browser):
    device, other = SoftDevice(), browser()
    add(reader, device)
    with time_machine.travel(utcnow(), tick=False) as clock:
        options = post(other, "/login/passkey/options").json
        clock.shift(301)

        assert post(other, "/login/passkey", {"credential": device.answer(options)}).status_code == 422


def test_a_copied_device_is_noticed_by_its_counter(reader, browser):
    device = SoftDevice()
    add(reader, device)
    for _ in range(3):
        sign_in(browser(), device)
    device.count = 1

    assert sign_in(browser(), device).status_code == 422


def test_one_device_makes_one_passkey(reader, browser):
    device, other = SoftDevice(), make_account("other@example.edu.cn")
    add(reader, device)

    assert add(browser(other), device).status_code == 422


@pytest.mark.parametrize("fields", [{"status": UserStatus.DISABLED}, {"password_hash": None}])
def test_an_account_that_cannot_sign_in_cannot_by_passkey(reader, browser, mine, fields):
    device = SoftDevice()
    add(reader, device)
    with transaction():
        for name, value in fields.items():
            setattr(lock(User, mine.id), name, value)

    assert sign_in(browser(), device).status_code == 422


@pytest.mark.parametrize(
    "body", [None, [], "x", {"credential": 1}, {"credential": {"rawId": "%%%"}}, {"credential": {}}]
)
def test_nonsense_is_refused(browser, body):
    other = browser()
    post(other, "/login/passkey/options")

    assert other.post("/login/passkey", json=body, headers={"X-CSRFToken": other.token()}).status_code == 422


@pytest.mark.parametrize("path", ["/login/passkey", "/login/passkey/options"])
def test_the_token_is_needed(client, path):
    client.token()

    assert client.post(path, json={}).status_code == 400


def test_a_passkey_is_removed_and_told(reader, browser, mine):
    device = SoftDevice()
    add(reader, device)
    passkey = db.session.scalars(select(Passkey)).one()

    reader.submit(f"{LIST}/{passkey.id}/removal")

    assert not mine.has_second_factor
    assert sign_in(browser(), device).status_code == 422
    assert len(mails_to(ADDRESS)) == 2


def test_a_passkey_of_somebody_else_is_not_found(reader, browser):
    add(reader, SoftDevice())
    passkey = db.session.scalars(select(Passkey)).one()
    other = make_account("other@example.edu.cn")

    assert browser(other).submit(f"{LIST}/{passkey.id}/removal").status_code == 404


def test_the_last_factor_of_an_administrator_stays(browser):
    administrator = make_account(is_superuser=True)
    reader = browser(administrator)
    add(reader, SoftDevice())
    passkey = db.session.scalars(select(Passkey)).one()

    assert reader.submit(f"{LIST}/{passkey.id}/removal").status_code == 409
