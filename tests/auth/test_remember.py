"""Whether a browser is remembered: how long its cookie and its session last."""

import pytest
import time_machine

from clubinterview.club.models import Role
from clubinterview.core.clock import utcnow
from tests import factories
from tests.auth.acts import make_account, newest_code, open_rows, sign_in_by_form

HOUR = 3600


def cookie_of(answer):
    return next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("session="))


def test_a_remembered_browser_keeps_its_cookie(client):
    user = make_account()

    assert "Expires=" in cookie_of(sign_in_by_form(client, remember="y"))
    assert open_rows(user)[0].is_remembered


def test_the_cookie_of_a_shared_browser_goes_when_it_is_closed(client):
    user = make_account()

    assert "Expires=" not in cookie_of(sign_in_by_form(client))
    assert not open_rows(user)[0].is_remembered


@pytest.mark.parametrize(("fields", "goes_on"), [({"remember": "y"}, True), ({}, False)])
def test_a_shared_browser_is_signed_out_after_an_idle_hour(client, fields, goes_on):
    make_account()
    with time_machine.travel(utcnow(), tick=False) as clock:
        sign_in_by_form(client, **fields)
        clock.shift(HOUR + 1)

        assert (client.get("/me").status_code == 200) is goes_on


def test_a_shared_browser_is_signed_out_after_twelve_hours(client):
    make_account()
    with time_machine.travel(utcnow(), tick=False) as clock:
        sign_in_by_form(client)
        for _ in range(12):
            clock.shift(HOUR - 1)
            assert client.get("/me").status_code == 200
        clock.shift(60)

        assert client.get("/me").status_code == 302


def test_officers_are_not_remembered_longer(client):
    user = make_account()
    factories.make_membership(club=factories.make_club(), user=user, role=Role.OFFICER)
    with time_machine.travel(utcnow(), tick=False) as clock:
        sign_in_by_form(client, remember="y")
        clock.shift(HOUR + 1)

        assert client.get("/me").status_code == 302


def test_a_changed_password_leaves_the_browser_as_it_was(client):
    user = make_account()
    sign_in_by_form(client)
    client.submit("/me/password", {"old_password": "jade mountain 77", "password": "a river runs east 9"})

    assert not open_rows(user)[0].is_remembered
    with client.session_transaction() as kept:
        assert not kept.permanent


def test_a_sign_in_by_code_is_remembered_as_asked(client):
    user = make_account()
    client.submit("/login/code", {"address": "chen@example.edu.cn"})
    client.submit("/login/code/confirmation", {"code": newest_code()})

    assert not open_rows(user)[0].is_remembered
