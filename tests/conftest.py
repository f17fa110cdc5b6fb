"""A real database and a real Redis for every test that asks for `app`; the schema comes from the migrations.

A test that asks for no `app`, by itself or by its fixtures, is marked `pure`: it has neither, and is left out where
TEST_DATABASE_URL says another database, which would tell nothing new. A module whose tests use the database by
factories alone says `pytestmark = pytest.mark.usefixtures("app")`. A test that needs the application but asks nothing
of its stores, such as for a setting, may be marked `pure` by hand; that it asks nothing is then verified.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

import flask_migrate
import pytest
import redis
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from clubinterview.app import create_app
from clubinterview.auth.models import User
from clubinterview.club.models import Club, Role
from clubinterview.core.embedded_redis import embedded_redis, programs
from clubinterview.extensions import db, redis_store
from tests import factories
from tests.browser_client import BrowserClient
from tests.counting import counted
from tests.stores import empty_stores, filled_tables

SECRETS = {
    "SECRET_KEY": "k" * 40,
    "PASSWORD_PEPPER": "p" * 40,
    "NUMBER_KEYS": {"new": b"n" * 32, "old": b"o" * 32},
    "NUMBER_INDEX_KEY": "i" * 40,
}


LEFT_OUT = pytest.StashKey[int]()
ASK_FOR_APP = "A test that uses the database or Redis asks for the fixture `app`; a module says usefixtures."


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs no database, and leave it out where another run has it."""
    pure = [item for item in items if _is_pure(item)]
    for item in pure:
        item.add_marker(pytest.mark.pure)
    if os.environ.get("TEST_DATABASE_URL") and pure:
        items[:] = [item for item in items if not item.get_closest_marker("pure")]
        config.hook.pytest_deselected(items=pure)
        config.stash[LEFT_OUT] = len(pure)
        if hasattr(config, "workeroutput"):
            config.workeroutput["left out"] = len(pure)


def pytest_testnodedown(node: Any) -> None:
    """Learn from a worker what it has left out; all workers collect the same tests."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", 0)


def _is_pure(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser"):
        return False
    return item.get_closest_marker("pure") is not None or "app" not in getattr(item, "fixturenames", ())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Say what a test lacks that needs the application and did not ask for it."""
    if call.excinfo and item.get_closest_marker("pure") and "application context" in str(call.excinfo.value):
        call.excinfo.value.add_note(ASK_FOR_APP)
    return (yield)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """An SQLite file, or an empty database of this worker on the server of TEST_DATABASE_URL."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        return f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"
    url = make_url(server)
    name = f"{url.database}_{worker_id}"
    engine = create_engine(url.set(database=""))
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS `{name}`"))
        connection.execute(text(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def redis_url(worker_id: str) -> Iterator[str]:
    """An embedded Redis, or a database of this worker's own on the server of TEST_REDIS_URL."""
    server = os.environ.get("TEST_REDIS_URL")
    with ExitStack() as stack:
        if server:
            yield f"{server.rstrip('/')}/{1 + int(worker_id.removeprefix('gw') or 0) if worker_id != 'master' else 9}"
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ci-")))
            yield stack.enter_context(embedded_redis(folder / "redis.sock", folder, persist=False))


@pytest.fixture(scope="session")
def app(
    request: pytest.FixtureRequest,
    database_url: str,
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """The application, its schema built by the migrations."""
    settings = {
        **SECRETS,
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": database_url,
        "REDIS_URL": redis_url,
        "FILES_PATH": str(tmp_path_factory.mktemp("files")),
        "OUTBOX_PATH": str(tmp_path_factory.mktemp("outbox")),
        "PUBLIC_URL": "http://localhost",
        "MAIL_SERVER": "",
        "BCRYPT_COST": 4,
    }
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade(directory=app.extensions["migrate"].directory)
        db.session.remove()
    yield app
    with app.app_context():
        with db.engine.connect() as connection:
            left = filled_tables(connection), redis_store.client.keys()
        db.engine.dispose()
    if not any(
        item.get_closest_marker("browser") for item in request.session.items
    ):  # their pages go on asking
        assert left == (set(), []), "the last test left something behind"


@pytest.fixture(autouse=True)
def clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that asks for `app` begins and leaves with empty tables and an empty Redis; a pure one has no stores."""
    if "app" not in request.fixturenames:
        with mock.patch.object(redis.ConnectionPool, "get_connection", _no_redis):
            yield
        return
    with request.getfixturevalue("app").app_context():
        if request.node.get_closest_marker("pure"):
            with counted() as count:
                yield
            assert (count.statements, count.commands) == ([], []), "a pure test has asked a store"
        else:
            yield
            empty_stores()


def _no_redis(*_: Any, **__: Any) -> None:
    raise RuntimeError(f"Redis is used by a test that is pure. {ASK_FOR_APP}")


@pytest.fixture
def client(app: Flask) -> BrowserClient:
    """A browser that nobody has signed in with."""
    return BrowserClient(app)


@pytest.fixture
def browser(app: Flask) -> Any:
    """Makes more browsers: `browser(user)` is one that the user has signed in with."""
    return lambda user=None: BrowserClient(app).as_user(user) if user else BrowserClient(app)


@pytest.fixture
def club(app: Flask) -> Club:
    """A club with two departments, of the school that `candidate` goes to."""
    return factories.make_club()


@pytest.fixture
def candidate(club: Club) -> User:
    return factories.make_user(school=club.school, name="欧阳子涵")


@pytest.fixture
def other_candidate(club: Club) -> User:
    return factories.make_user(school=club.school, name="陈一鸣")


@pytest.fixture
def owner(club: Club) -> User:
    return _member(club, Role.OWNER, "林知远")


@pytest.fixture
def officer(club: Club) -> User:
    return _member(club, Role.OFFICER, "周晓")


@pytest.fixture
def interviewer(club: Club) -> User:
    return _member(club, Role.INTERVIEWER, "Zoë O'Brien-Ng")


@pytest.fixture
def outsider(app: Flask) -> User:
    """A signed-in person of another school, an officer of a club there."""
    return _member(factories.make_club(), Role.OFFICER, "外校同学")


def _member(club: Club, role: Role, name: str) -> User:
    user = factories.make_user(school=club.school, name=name)
    factories.make_membership(club=club, user=user, role=role)
    return user


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what the pages cost and what was left out, also of several workers, and which Redis it was if another."""
    remark = next(programs()).remark
    if remark and not os.environ.get("TEST_REDIS_URL"):
        terminalreporter.line(remark)
    costs = sorted(
        value
        for report in terminalreporter.getreports("passed")
        if report.when == "call"
        for name, value in report.user_properties
        if name == "cost"
    )
    if costs:
        terminalreporter.section("what the main pages cost")
        for cost in costs:
            terminalreporter.line(cost)
    if left_out := terminalreporter.config.stash.get(LEFT_OUT, 0):
        terminalreporter.line(f"{left_out} tests that need no database were left out: they run on SQLite.")
