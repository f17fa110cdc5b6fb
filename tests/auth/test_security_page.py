"""The security page: ways in, devices, and what happened to the account."""

import pytest
import time_machine
from sqlalchemy import select

from clubinterview.auth.event_words import WORDS
from clubinterview.auth.events import Event
from clubinterview.auth.models import LoginSession, SecurityEvent, User, device_of
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from tests.auth.acts import ADDRESS, NEW_PASSWORD, PASSWORD, make_account, open_rows, sign_in_by_form
from tests.counting import counted

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0"


def events_of(user):
    db.session.commit()
    rows = db.session.scalars(select(SecurityEvent).order_by(SecurityEvent.id)).all()
    return [row.kind for row in rows if row.user_id == (user.id if user else None)]


def test_every_event_has_words():
    assert set(WORDS) == set(Event)


def test_reading_costs_little_whatever_there_is(browser, candidate):
    readers = [browser(candidate) for _ in range(10)]

    with counted() as count:
        assert readers[-1].get("/me/security").status_code == 200

    assert [command.split()[0] for command in count.commands] == ["GET"]
    assert (count.written, count.sql) == ([], 3)


def test_devices_say_how_they_signed_in_and_for_how_long(client):
    make_account()
    client.submit("/login", {"address": ADDRESS, "password": PASSWORD, "remember": ""})

    page = client.get("/me/security").text

    assert "用密码登录" in page
    assert "关闭浏览器后退出" in page


def test_signing_in_and_out_is_noted(client):
    user = make_account()
    sign_in_by_form(client)
    client.submit("/logout")

    assert events_of(user) == [Event.SIGNED_IN, Event.SIGNED_OUT]


@pytest.mark.parametrize("known", [True, False])
def test_failed_sign_ins_are_noted_once_in_a_quarter_of_an_hour(browser, known):
    user = make_account() if known else None
    with time_machine.travel(utcnow(), tick=False) as clock:
        for _ in range(3):
            sign_in_by_form(browser(), "wrong horse 12")
        assert events_of(user) == [Event.SIGN_IN_FAILED]
        clock.shift(901)
        sign_in_by_form(browser(), "wrong horse 12")

    assert events_of(user) == [Event.SIGN_IN_FAILED] * 2
    assert ADDRESS not in {row.detail for row in db.session.scalars(select(SecurityEvent))}


def test_known_and_unknown_addresses_cost_the_same(browser):
    make_account()
    costs = []
    for address in (ADDRESS, "nobody@example.edu.cn"):
        reader = browser()
        fields = {"address": address, "password": "wrong horse 12", "csrf_token": reader.token()}
        with counted() as count:
            reader.post("/login", data=fields)
        costs.append((count.sql, len(count.written)))

    assert costs[0] == costs[1]


def test_throttling_is_noted(browser):
    user = make_account()
    for _ in range(13):
        sign_in_by_form(browser(), "wrong horse 12")

    assert events_of(user) == [Event.SIGN_IN_FAILED, Event.SIGN_IN_THROTTLED]


def test_a_changed_password_is_noted(client):
    user = make_account()
    sign_in_by_form(client)
    client.submit("/me/password", {"old_password": PASSWORD, "password": NEW_PASSWORD})

    assert events_of(user) == [Event.SIGNED_IN, Event.PASSWORD_CHANGED]


def test_the_present_password_is_no_new_one(client):
    make_account()
    sign_in_by_form(client)

    assert client.submit("/me/password", {"old_password": PASSWORD, "password": PASSWORD}).status_code == 422


def test_the_list_shows_only_the_own_events(browser, candidate, other_candidate):
    for _ in range(3):
        browser(other_candidate)

    page = browser(candidate).get("/me/security/events").text

    assert page.count("<b>登录</b>") == 1


@pytest.mark.parametrize("path", ["/", "/me", "/me/security", "/clubs"])
def test_who_must_choose_a_new_password_gets_no_further(client, path):
    user = make_account()
    sign_in_by_form(client)
    with transaction():
        lock(User, user.id).must_change_password = True

    assert client.get(path).location == "/me/password"


def test_a_new_password_opens_the_way(client):
    user = make_account()
    sign_in_by_form(client)
    with transaction():
        lock(User, user.id).must_change_password = True
    client.submit("/me/password", {"old_password": PASSWORD, "password": NEW_PASSWORD})

    assert client.get("/me").status_code == 200


def test_a_device_shows_its_network_address(browser, candidate):
    reader = browser(candidate)
    with transaction():
        lock(LoginSession, open_rows(candidate)[0].id).ip = "2001:da8::1"

    assert '<div class="soft small num">2001:da8::1</div>' in reader.get("/me/security").text


@pytest.mark.parametrize(("agent", "device"), [(CHROME, "Chrome · Windows"), (WECHAT, "WeChat · iPhone")])
def test_devices_are_named(browser, candidate, agent, device):
    reader = browser(candidate)
    row = open_rows(candidate)[0]
    row.user_agent = agent

    assert row.device == device
    assert reader.get("/me/security").status_code == 200


def test_this_device_is_marked_and_cannot_be_ended_from_its_row(browser, candidate):
    reader = browser(candidate)
    [row] = open_rows(candidate)

    page = reader.get("/me/security").text

    assert f"/me/sessions/{row.id}/ending" not in page
    assert "/me/sessions/ending" not in page


def test_one_other_device_is_ended(browser, candidate):
    here, there, elsewhere = browser(candidate), browser(candidate), browser(candidate)
    ids = [row.id for row in open_rows(candidate)]
    assert f"/me/sessions/{ids[1]}/ending" in here.get("/me/security").text

    response = here.submit(f"/me/sessions/{ids[1]}/ending")

    assert (response.status_code, response.location) == (303, "/me/security")
    assert [b.get("/me").status_code for b in (here, there, elsewhere)] == [200, 302, 200]


def test_all_other_devices_are_ended(browser, candidate):
    here, *others = (browser(candidate) for _ in range(4))
    old_id = here.get_cookie("session").value

    response = here.submit("/me/sessions/ending")

    assert (response.status_code, response.location) == (303, "/me/security")
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

        assert "/me/sessions/" not in here.get("/me/security").text


@pytest.mark.parametrize("path", ["/me/sessions/ending", "/me/sessions/1/ending"])
def test_ending_needs_a_sign_in_a_token_and_a_post(client, browser, candidate, path):
    assert client.submit(path).status_code == 401
    reader = browser(candidate)
    assert reader.post(path).status_code == 400
    assert reader.get(path).status_code == 405


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (CHROME, "Chrome · Windows"),
        (WECHAT + " MQQBrowser/6.2", "WeChat · iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/99.0 HuaweiBrowser/15.0 Mobile Safari/537.36", "Huawei · Android"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114.0 ArkWeb/4.1 Mobile", "Chrome · HarmonyOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Mobile Safari/604.1", "Chrome · iPhone"),
        ("Mozilla/5.0 (Linux; U; Android 14) Chrome/123.0 Quark/7.4 Mobile Safari/537.36", "Quark · Android"),
        ("curl/8.5", ""),
    ],
)  # fmt: skip
def test_browsers_are_recognised(user_agent, device):
    assert device_of(user_agent) == device
