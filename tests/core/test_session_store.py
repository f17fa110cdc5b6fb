"""Sessions in Redis: what is stored, when nothing is, and that an id is never taken from the browser."""

from typing import Any

import msgspec
import pytest
from flask import Flask, session
from redis import ConnectionError, Redis

from clubinterview.auth.models import User
from clubinterview.extensions import redis_store
from tests.another_app import another_app
from tests.browser_client import BrowserClient
from tests.counting import counted


def stored() -> dict[bytes, Any]:
    """Return every session in Redis by its key."""
    client = redis_store.client
    return {key: msgspec.msgpack.decode(client.get(key)) for key in client.keys("session:*")}


def cookie(browser: BrowserClient) -> str | None:
    found = browser.get_cookie("session")
    return found.value if found else None


def test_a_reader_without_a_form_leaves_no_session(client: BrowserClient) -> None:
    client.get("/")

    assert (stored(), cookie(client)) == ({}, None)


def test_the_store_does_not_know_the_id(client: BrowserClient) -> None:
    client.get("/preferences")

    (key,) = stored()
    sid = cookie(client)
    assert sid is not None and len(sid) >= 43
    assert sid.encode() not in key


@pytest.mark.parametrize("sid", ["x" * 43, "session:x", "", "a b", "\x7f", "é", "../" * 30, "x" * 4000])
def test_an_id_that_the_server_did_not_make_is_not_used(client: BrowserClient, sid: str) -> None:
    client.set_cookie("session", sid)

    response = client.get("/preferences")

    assert response.status_code == 200
    assert cookie(client) != sid
    assert len(stored()) == 1


def test_a_plain_read_costs_one_read_and_writes_nothing(browser: Any, candidate: User) -> None:
    student = browser(candidate)
    before = stored()

    with counted() as count:
        student.get("/resume")

    assert [command.split()[0] for command in count.commands] == ["GET"]
    assert count.written == []
    assert stored() == before


def test_a_session_that_was_ended_meanwhile_does_not_come_back(
    app: Flask, browser: Any, candidate: User
) -> None:
    student = browser(candidate)
    with app.test_request_context("/", headers={"Cookie": f"session={cookie(student)}"}):
        session["note"] = "typed"
        redis_store.client.flushdb()
        app.session_interface.save_session(app, session, app.response_class())

    assert stored() == {}


def test_a_changed_id_forgets_the_old_one_at_once(app: Flask, client: BrowserClient) -> None:
    client.get("/preferences")
    (old,) = stored()
    with app.test_request_context("/", headers={"Cookie": f"session={cookie(client)}"}):
        app.session_interface.regenerate(session)
        assert stored() == {}
        app.session_interface.save_session(app, session, app.response_class())

    (new,) = stored()
    assert new != old


def test_an_anonymous_session_ends_by_itself(app: Flask, client: BrowserClient) -> None:
    client.get("/preferences")

    (key,) = stored()
    assert 0 < redis_store.client.ttl(key) <= app.config["ANONYMOUS_SESSION_SECONDS"]


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: BrowserClient) -> None:
    header = client.get("/preferences").headers["Set-Cookie"]

    assert header.startswith("session=")
    for word in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in header
    assert "Domain" not in header


def test_the_cookie_of_production_is_bound_to_the_host(app: Flask) -> None:
    settings = {
        "PRODUCTION": True,
        "MAIL_SERVER": "localhost",
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
    }
    with another_app(app, **settings) as production:
        header = (
            production.test_client().get("/preferences", base_url="https://localhost").headers["Set-Cookie"]
        )

    assert header.startswith("__Host-session=")
    assert "Secure" in header


def test_redis_that_goes_away_before_the_session_is_saved_answers_503(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with another_app(app) as other:

        def gone(*_: Any, **__: Any) -> None:
            raise ConnectionError

        monkeypatch.setattr(Redis, "set", gone)
        response = other.test_client().get("/preferences")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "Content-Security-Policy" in response.headers
