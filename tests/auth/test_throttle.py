"""Failed sign-ins are counted and slowed down; nobody's account is locked."""

import bcrypt
import pytest
import time_machine

from clubinterview.auth import throttle
from clubinterview.auth.models import User
from clubinterview.auth.origin import Origin
from clubinterview.auth.password_proof import WrongPassword, prove_password
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import TooMany
from clubinterview.core.transaction import lock, transaction
from tests.auth.acts import (
    ADDRESS,
    PASSWORD,
    mails_to,
    make_account,
    newest_code,
    sign_in_by_form,
    wrong_code,
)


def at(number, network=None):
    return Origin(ip=f"203.0.{number}.7", network=network or f"203.0.{number}")


def fail(times, *, address=ADDRESS, origin=None):
    for _ in range(times):
        with pytest.raises(WrongPassword):
            prove_password(address, "wrong horse 12", origin=origin or at(113))


def in_a_row(monkeypatch, app, failures=3):
    """Shorten the row of failures after which new devices must confirm, and fill it."""
    monkeypatch.setitem(app.config, "LOGIN_FAILURES_IN_A_ROW", failures)
    for number in range(failures):
        fail(1, origin=at(number))


def test_the_eleventh_failure_in_a_quarter_of_an_hour_is_turned_away(client):
    make_account()
    for _ in range(10):
        assert sign_in_by_form(client, "wrong horse 12").status_code == 422

    response = sign_in_by_form(client)

    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 901


def test_headers_that_name_other_addresses_change_nothing(client):
    for _ in range(10):
        assert sign_in_by_form(client).status_code == 422

    fields = {"address": ADDRESS, "password": PASSWORD}
    response = client.submit(
        "/login", fields, headers={"X-Forwarded-For": "198.51.100.1", "X-Real-IP": "198.51.100.2"}
    )

    assert response.status_code == 429


@pytest.mark.parametrize("path", ["/register", "/password/reset"])
def test_a_home_with_many_ipv6_addresses_is_one_place(app, browser, monkeypatch, path):
    monkeypatch.setitem(app.config, "CODES_PER_HOUR_PER_IP", 3)
    statuses = []
    for number in range(4):
        reader = browser()
        reader.environ_base["REMOTE_ADDR"] = f"2001:db8::{number + 1}"
        statuses.append(reader.submit(path, {"address": f"person{number}@example.edu.cn"}).status_code)

    assert statuses == [303, 303, 303, 429]


def test_who_is_turned_away_costs_no_bcrypt(app, monkeypatch):
    make_account()
    fail(10)
    monkeypatch.setattr(bcrypt, "hashpw", lambda *_: pytest.fail("bcrypt ran"))

    with pytest.raises(TooMany):
        prove_password(ADDRESS, PASSWORD, origin=at(113))


def test_unknown_addresses_are_turned_away_alike(app):
    fail(10)

    with pytest.raises(TooMany):
        prove_password(ADDRESS, PASSWORD, origin=at(113))


def test_failures_age(app):
    make_account()
    with time_machine.travel(utcnow(), tick=False) as clock:
        fail(10)
        clock.shift(901)

        assert prove_password(ADDRESS, PASSWORD, origin=at(113))


def test_another_network_is_not_affected(app):
    make_account()
    fail(10)

    assert prove_password(ADDRESS, PASSWORD, origin=at(114))


def test_other_accounts_of_the_network_are_not_affected(app):
    make_account()
    fail(10, address="other@example.edu.cn")

    assert prove_password(ADDRESS, PASSWORD, origin=at(113))


def test_a_whole_network_counts_as_one(app):
    make_account()
    for host in range(10):
        fail(1, origin=Origin(ip=f"203.0.113.{host}", network="203.0.113"))

    with pytest.raises(TooMany):
        prove_password(ADDRESS, PASSWORD, origin=Origin(ip="203.0.113.99", network="203.0.113"))


def test_success_is_not_counted(app):
    make_account()

    for _ in range(15):
        prove_password(ADDRESS, PASSWORD, origin=at(113))


def test_a_hundred_failures_from_one_address_turn_it_away(app):
    make_account()
    for number in range(100):
        throttle.record_failure(f"person{number}@example.edu.cn", None, at(113))

    with pytest.raises(TooMany) as refused:
        prove_password(ADDRESS, PASSWORD, origin=at(113))
    assert refused.value.retry_after
    assert prove_password(ADDRESS, PASSWORD, origin=at(114))


def test_a_right_password_is_not_let_in_beside_a_full_window(app, monkeypatch):
    make_account()
    fail(9)
    original = bcrypt.hashpw

    def fail_meanwhile(password, salt):
        throttle.record_failure(ADDRESS, None, Origin(ip="203.0.113.8", network="203.0.113"))
        return original(password, salt)

    monkeypatch.setattr(bcrypt, "hashpw", fail_meanwhile)

    with pytest.raises(TooMany):
        prove_password(ADDRESS, PASSWORD, origin=at(113))


def test_a_new_device_confirms_by_mail_while_somebody_guesses(app, client, monkeypatch):
    make_account()
    in_a_row(monkeypatch, app)

    response = sign_in_by_form(client, next="/me/edit")

    assert (response.status_code, response.location) == (303, "/login/device")
    assert client.get("/me").status_code == 302
    page = client.get("/login/device").text
    assert ADDRESS not in page
    assert newest_code() not in page
    assert client.submit("/login/device", {"code": wrong_code()}).status_code == 422
    entered = client.submit("/login/device", {"code": newest_code()})
    assert (entered.status_code, entered.location) == (303, "/me/edit")
    assert client.get("/me").status_code == 200


def test_a_wrong_password_asks_for_no_confirmation(app, client, monkeypatch):
    make_account()
    in_a_row(monkeypatch, app)

    assert sign_in_by_form(client, "wrong horse 12").status_code == 422
    assert mails_to() == []


def test_a_device_that_signed_in_before_is_not_affected(app, client, monkeypatch):
    make_account()
    sign_in_by_form(client)
    client.submit("/logout")
    in_a_row(monkeypatch, app)

    response = sign_in_by_form(client)

    assert response.location == "/"
    assert mails_to() == []


def test_a_device_of_somebody_else_is_a_new_one(app, client, monkeypatch):
    make_account("other@example.edu.cn")
    make_account()
    client.submit("/login", {"address": "other@example.edu.cn", "password": PASSWORD})
    client.submit("/logout")
    in_a_row(monkeypatch, app)

    assert sign_in_by_form(client).location == "/login/device"


@pytest.mark.parametrize("value", ["", "WzFd.aaaa.bbbb", "[1]", "\x00", "ü"])
def test_a_forged_device_cookie_is_not_believed(app, client, monkeypatch, value):
    make_account()
    in_a_row(monkeypatch, app)
    client.set_cookie("device", value)

    assert sign_in_by_form(client).location == "/login/device"


def test_a_device_is_forgotten_after_180_days(app, client, monkeypatch):
    make_account()
    with time_machine.travel(utcnow(), tick=False) as clock:
        sign_in_by_form(client)
        client.submit("/logout")
        clock.shift(180 * 86400 + 1)
        in_a_row(monkeypatch, app)

        assert sign_in_by_form(client).location == "/login/device"


def test_the_device_cookie_is_kept_from_scripts(client):
    make_account()
    response = sign_in_by_form(client)

    [cookie] = [value for value in response.headers.getlist("Set-Cookie") if value.startswith("device=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_success_begins_the_row_anew(app, client, browser, monkeypatch):
    make_account()
    monkeypatch.setitem(app.config, "LOGIN_FAILURES_IN_A_ROW", 3)
    fail(2)
    sign_in_by_form(client)
    fail(2)

    assert sign_in_by_form(browser()).location == "/"


def test_a_confirmation_is_void_once_the_password_has_changed(app, client, monkeypatch):
    user = make_account()
    in_a_row(monkeypatch, app)
    sign_in_by_form(client)
    code = newest_code()
    with transaction():
        lock(User, user.id).session_version += 1

    response = client.submit("/login/device", {"code": code})

    assert (response.status_code, response.location) == (303, "/login")
    assert client.get("/me").status_code == 302


def test_the_confirmation_page_needs_a_right_password(client):
    assert client.get("/login/device").location == "/login"
