"""A real database and a real Redis for every test; the schema comes from the migrations."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from clubinterview.app import create_app
from clubinterview.auth.models import User
from clubinterview.club.models import Club, Role
from clubinterview.core.embedded_redis import embedded_redis, programs
from clubinterview.extensions import db
from tests import factories
from tests.browser_client import BrowserClient
from tests.stores import empty_stores

SECRETS = {
    "SECRET_KEY": "k" * 40,
    "PASSWORD_PEPPER": "p" * 40,
    "NUMBER_KEYS": {"new": b"n" * 32, "old": b"o" * 32},
    "NUMBER_INDEX_KEY": "i" * 40,
}


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
            yield stack.enter_context(embedded_redis(folder / "redis.sock", folder, keep=False))


@pytest.fixture(scope="session")
def app(database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
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
        db.engine.dispose()


@pytest.fixture(autouse=True)
def clean(app: Flask) -> Iterator[None]:
    """Every test begins and leaves with empty tables and an empty Redis."""
    with app.app_context():
        yield
        empty_stores()


@pytest.fixture
def client(app: Flask) -> BrowserClient:
    """A browser that nobody has signed in with."""
    return BrowserClient(app)


@pytest.fixture
def browser(app: Flask) -> Any:
    """Makes more browsers: `browser(user)` is one that the user has signed in with."""
    return lambda user=None: BrowserClient(app).as_user(user) if user else BrowserClient(app)


@pytest.fixture
def club() -> Club:
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
def outsider() -> User:
    """A signed-in person of another school, an officer of a club there."""
    return _member(factories.make_club(), Role.OFFICER, "外校同学")


def _member(club: Club, role: Role, name: str) -> User:
    user = factories.make_user(school=club.school, name=name)
    factories.make_membership(club=club, user=user, role=role)
    return user


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what the main pages cost, also when the tests ran on several workers, and which Redis it was if another."""
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
