"""How long sessions last, what ends them, and how many there may be."""

import pytest
import time_machine
from flask import session

from clubinterview.auth.models import LoginSession, User, UserStatus
from clubinterview.auth.sessions import end_sessions
from clubinterview.club.models import Role
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db, redis_store
from tests import factories
from tests.auth.acts import make_account, open_rows, sign_in_by_form

DAY, HOUR, MINUTE = 86400, 3600, 60


def person(kind):
    if kind == "club":
        user = factories.make_user()
        factories.make_membership(club=factories.make_club(), user=user, role=Role.INTERVIEWER)
        return user
    return factories.make_user(is_superuser=kind == "administrator")


def change(user, **fields):
    with transaction():
        row = lock(User, user.id)
        for name, value in fields.items():
            setattr(row, name, value)


def is_in(browser):
    return browser.get("/preferences").status_code == 200 and browser.get("/me").status_code == 200


KINDS = [
    ("student", 7 * DAY, 30 * DAY),
    ("club", 60 * MINUTE, 12 * HOUR),
    ("administrator", 30 * MINUTE, 8 * HOUR),
]


@pytest.mark.parametrize(("kind", "idle", "longest"), KINDS)
def test_a_session_ends_when_nobody_comes(browser, kind, idle, longest):
    user = person(kind)
    with time_machine.travel(utcnow(), tick=False) as clock:
        reader = browser(user)
        clock.shift(idle - 1)
        assert is_in(reader)
        clock.shift(idle + 1)

        assert not is_in(reader)
        assert open_rows(user) == []


@pytest.mark.parametrize(("kind", "idle", "longest"), KINDS)
def test_a_session_ends_in_any_case(browser, kind, idle, longest):
    user = person(kind)
    with time_machine.travel(utcnow(), tick=False) as clock:
        reader, step = browser(user), idle // 2
        for _ in range(longest // step):
            clock.shift(step - 1)
            assert is_in(reader)
        clock.shift(step)

        assert not is_in(reader)
        row = db.session.query(LoginSession).filter_by(user_id=user.id).one()
        assert row.end_reason == "expired"


def test_the_cookie_of_a_session_that_ran_out_is_deleted(browser):
    with time_machine.travel(utcnow(), tick=False) as clock:
        reader = browser(person("student"))
        clock.shift(8 * DAY)
        reader.get("/me")

    assert reader.get_cookie("session") is None


def test_a_student_who_joins_a_club_gets_its_limits_at_once(browser):
    user = person("student")
    with time_machine.travel(utcnow(), tick=False) as clock:
        reader = browser(user)
        clock.shift(2 * HOUR)
        change(user, is_club_member=True)

        assert not is_in(reader)


def test_being_seen_is_noted_once_in_five_minutes(browser):
    user = person("student")
    with time_machine.travel(utcnow(), tick=False) as clock:
        begun = utcnow()
        reader = browser(user)
        clock.shift(299)
        reader.get("/me")
        assert open_rows(user)[0].last_seen_at == begun
        clock.shift(2)
        reader.get("/me")

        assert (open_rows(user)[0].last_seen_at - begun).total_seconds() == pytest.approx(301)


def test_redis_forgets_a_session_when_it_runs_out(browser):
    browser(person("administrator"))

    [key] = redis_store.client.keys("session:*")
    assert 1700 < redis_store.client.ttl(key) <= 1800


def test_disabling_shows_at_the_next_request(browser):
    user = person("student")
    reader = browser(user)
    assert is_in(reader)

    change(user, status=UserStatus.DISABLED)

    assert not is_in(reader)


def test_erasing_shows_at_the_next_request(browser):
    user = person("student")
    reader = browser(user)

    change(user, deleted_at=utcnow())

    assert not is_in(reader)


def test_raising_the_version_signs_out_everywhere(browser):
    user = person("student")
    readers = [browser(user), browser(user)]

    change(user, session_version=2)

    assert not any(is_in(reader) for reader in readers)


def test_a_session_that_was_ended_is_not_written_back_to_life(app, browser):
    user = person("student")
    reader = browser(user)
    sent = {"Cookie": f"session={reader.get_cookie('session').value}"}
    with app.app_context(), app.test_request_context("/", headers=sent):
        assert session["_user_id"]
        with transaction():
            end_sessions(lock(User, user.id), now=utcnow(), reason="test")
        session["word"] = "written late"
        app.session_interface.save_session(app, session, app.response_class())

    assert not is_in(reader)


def test_ten_sessions_at_most(browser):
    user = person("student")

    readers = [browser(user) for _ in range(11)]

    assert not is_in(readers[0])
    assert all(is_in(reader) for reader in readers[1:])
    assert len(open_rows(user)) == 10


def test_sessions_that_ran_out_do_not_count(browser):
    user = person("student")
    with time_machine.travel(utcnow(), tick=False) as clock:
        for _ in range(9):
            browser(user)
        clock.shift(6 * DAY)
        kept = browser(user)
        clock.shift(2 * DAY)
        for _ in range(9):
            browser(user)

        assert is_in(kept)
        assert len(open_rows(user)) == 10


def test_a_sign_in_by_form_counts(client, browser):
    user = make_account()
    readers = [browser(user) for _ in range(10)]

    sign_in_by_form(client)

    assert not is_in(readers[0])
    assert len(open_rows(user)) == 10


def test_visitors_get_no_session(client):
    for path in ("/", "/privacy", "/schools?q=x"):
        assert "Set-Cookie" not in client.get(path).headers

    assert redis_store.client.keys("session:*") == []


def test_a_page_for_members_leads_a_visitor_to_the_sign_in(client):
    response = client.get("/me?tab=1")

    assert (response.status_code, response.location) == (302, "/login?next=/me?tab%3D1")
    assert client.submit("/me/edit", {}).status_code == 401


def test_production_marks_its_cookies(app, browser, monkeypatch):
    for name, value in {
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
        "PRODUCTION": True,
    }.items():
        monkeypatch.setitem(app.config, name, value)
    make_account()
    reader = browser()
    answer = reader.get("/login", base_url="https://localhost")
    [cookie] = answer.headers.getlist("Set-Cookie")

    assert cookie.startswith("__Host-session=")
    for mark in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert mark in cookie
    assert "Domain" not in cookie


def test_production_deletes_its_cookie_as_it_set_it(app, browser, monkeypatch):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_NAME", "__Host-session")
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    user = person("student")
    with time_machine.travel(utcnow(), tick=False) as clock:
        reader = browser(user)
        clock.shift(8 * DAY)
        answer = reader.get(
            "/me",
            base_url="https://localhost",
            headers={"Cookie": f"__Host-session={reader.get_cookie('__Host-session').value}"},
        )

    [cookie] = answer.headers.getlist("Set-Cookie")
    assert "Max-Age=0" in cookie
    assert "Secure" in cookie
