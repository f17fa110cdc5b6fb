"""/healthz: alive and ready, and what pages do when a store is away or hangs."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from clubinterview import __version__
from clubinterview.core.embedded_redis import embedded_redis
from tests.another_app import another_app
from tests.browser_client import BrowserClient
from tests.counting import counted
from tests.servers import dead_port, hung_server

RESUME_DATABASE = "mysql+pymysql://nobody:nothing@127.0.0.1:{}/none"
REDIS = "redis://127.0.0.1:{}/0"


def broken_settings() -> dict[str, tuple[str, str]]:
    return {"Redis": ("REDIS_URL", REDIS), "the database": ("SQLALCHEMY_DATABASE_URI", RESUME_DATABASE)}


@pytest.fixture(
    params=[(store, way) for store in broken_settings() for way in ("dead", "hung")], ids=" ".join
)
def broken(request: pytest.FixtureRequest, app: Flask) -> Iterator[FlaskClient]:
    """A browser of an application whose Redis or database is away, or takes connections and says nothing."""
    store, way = request.param
    name, address = broken_settings()[store]
    with hung_server() as port:
        address = address.format(port if way == "hung" else dead_port())
        with another_app(app, **{name: address}) as other:
            yield other.test_client()


def timed(ask: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    return ask(), time.perf_counter() - begun


def test_a_live_process_says_so_and_its_version(client: BrowserClient) -> None:
    with counted() as count:
        response = client.get("/healthz/live")

    assert (response.status_code, response.get_json()) == (200, {"status": "ok", "version": __version__})
    assert (count.sql, count.redis) == (0, 0)
    assert "Set-Cookie" not in response.headers


def test_a_ready_process_says_so(client: BrowserClient) -> None:
    response = client.get("/healthz/ready")

    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready"])
def test_health_is_only_read(client: BrowserClient, path: str) -> None:
    assert client.submit(path).status_code == 405


def test_other_addresses_below_are_not_found(client: BrowserClient) -> None:
    assert client.get("/healthz/secrets").status_code == 404


def test_a_cookie_changes_nothing(client: BrowserClient) -> None:
    client.set_cookie("session", "x" * 40)

    assert client.get("/healthz/live").status_code == 200


def test_liveness_asks_no_store(broken: FlaskClient) -> None:
    assert broken.get("/healthz/live").status_code == 200


def test_a_process_without_its_stores_is_not_ready(broken: FlaskClient) -> None:
    response, seconds = timed(lambda: broken.get("/healthz/ready"))

    assert (response.status_code, json.loads(response.data)) == (503, {"status": "unavailable"})
    assert seconds < 2


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("method", "path"), [("GET", "/resume"), ("POST", "/resume"), ("GET", "/missing")])
def test_a_page_without_redis_says_when_to_come_back(
    app: Flask, method: str, path: str, language: str
) -> None:
    with another_app(app, REDIS_URL=REDIS.format(dead_port())) as other:
        browser = other.test_client()
        browser.set_cookie("session", "x" * 43)
        response = browser.open(path, method=method, headers={"Accept-Language": language})

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert ("请稍" in response.text or "马上" in response.text or "秒" in response.text) is (language == "zh")
    assert "redis" not in response.text.lower()
    assert "Content-Security-Policy" in response.headers


def test_a_page_with_a_hung_redis_does_not_hang(app: Flask) -> None:
    with hung_server() as port, another_app(app, REDIS_URL=REDIS.format(port)) as other:
        browser = other.test_client()
        browser.set_cookie("session", "x" * 43)
        response, seconds = timed(lambda: browser.get("/resume"))

    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert seconds < 3


def signed_in_elsewhere(app: Flask, other: Flask, user: Any) -> FlaskClient:
    """A browser with a session that both applications know, since they share the Redis."""
    cookie = BrowserClient(app).as_user(user).get_cookie("session")
    browser = other.test_client()
    browser.set_cookie("session", cookie.value)  # type: ignore[union-attr]
    return browser


@pytest.mark.parametrize("way", ["dead", "hung"])
@pytest.mark.parametrize("path", ["/resume", "/", "/missing"])
def test_a_page_without_its_database_says_when_to_come_back(
    app: Flask, candidate: Any, way: str, path: str
) -> None:
    with hung_server() as port:
        address = RESUME_DATABASE.format(port if way == "hung" else dead_port())
        options = {"connect_args": {"connect_timeout": 0.5, "read_timeout": 0.5}}
        with another_app(app, SQLALCHEMY_DATABASE_URI=address, SQLALCHEMY_ENGINE_OPTIONS=options) as other:
            response, seconds = timed(lambda: signed_in_elsewhere(app, other, candidate).get(path))

    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "mysql" not in response.text.lower()
    assert seconds < 3


def test_redis_that_was_restarted_is_used_again(app: Flask, tmp_path: Path) -> None:
    socket = tmp_path / "redis.sock"
    with another_app(app, REDIS_URL=f"unix://{socket}") as other:
        browser = other.test_client()
        statuses = []
        for _ in range(2):
            with embedded_redis(socket, tmp_path, persist=False):
                statuses += [browser.get("/preferences").status_code for _ in range(2)]
            statuses.append(browser.get("/preferences").status_code)

    assert statuses == [200, 200, 503] * 2
