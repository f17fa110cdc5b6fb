"""`make run`: everything in one go, from an empty folder to a running site, and back to nothing at Ctrl-C."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gunicorn
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from clubinterview.app import create_app
from clubinterview.config import INSTANCE, PACKAGE, embedded_socket, load_settings
from clubinterview.core.embedded_redis import RedisDidNotStart, embedded_redis, programs
from clubinterview.demo.accounts import ACCOUNTS, PASSWORD
from clubinterview.worker import WorkersBesideWeb, start_beside_web

VERSIONS = PACKAGE.parent / "migrations" / "versions"


class CannotStart(RuntimeError):
    """Something foreseeable stands in the way; the text says what, in one sentence."""


class Server(BaseApplication):
    """gunicorn with one process: the web in four threads, the worker beside it."""

    def __init__(self, host: str, port: int) -> None:
        self.address = f"{host}:{port}"
        self.consumer: WorkersBesideWeb | None = None
        super().__init__()

    def load_config(self) -> None:
        gunicorn.SERVER = "clubinterview"
        settings = {
            "bind": self.address, "workers": 1, "worker_class": "gthread", "threads": 4, "loglevel": "warning",
            "graceful_timeout": 10, "post_worker_init": self._start_worker, "worker_exit": self._stop_worker,
        }  # fmt: skip
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app()

    def run(self) -> None:
        StoppedByTerminal(self).run()

    def _start_worker(self, worker: Any) -> None:
        self.consumer = start_beside_web()

    def _stop_worker(self, server: Any, worker: Any) -> None:
        if self.consumer is not None:
            self.consumer.stop(graceful=True)


class StoppedByTerminal(Arbiter):
    """gunicorn's master, for whom a closed terminal means to stop instead of to reload."""

    def handle_hup(self) -> None:
        self.handle_term()


def main() -> int:
    """Run until Ctrl-C and return the exit status."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    try:
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise CannotStart(f"PORT must be a number from 1 to 65535, not {port!r}.")
        os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
        # The address and the accounts stay on the screen.
        os.environ.setdefault("LOG_LEVEL", "WARNING")
        refuse_taken_port(host, int(port))
        INSTANCE.mkdir(parents=True, exist_ok=True)
        with redis_of_this_folder():
            prepare_database()
            announce(host, int(port))
            Server(host, int(port)).run()
    except (CannotStart, RedisDidNotStart) as error:
        print(error, file=sys.stderr)
        return 1
    except DBAPIError as error:
        print(f"The database of DATABASE_URL does not answer: {error.orig}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def refuse_taken_port(host: str, port: int) -> None:
    """Raise CannotStart when something listens on the port already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = f"Port {port} is taken; choose another one, as in: make run PORT={port + 1}"
            if isinstance(error, socket.gaierror) or error.errno not in {13, 98, 48}:
                reason = f"HOST={host} is not an address of this machine."
            raise CannotStart(reason) from error


@contextmanager
def redis_of_this_folder() -> Iterator[None]:
    """Use the Redis of REDIS_URL, or run the embedded one for as long as the block."""
    if os.environ.get("REDIS_URL"):
        yield
        return
    program = next(programs())
    with embedded_redis(embedded_socket(INSTANCE), INSTANCE, persist=True, program=program) as url:
        if program.remark:
            print(program.remark)
        os.environ["REDIS_URL"] = url
        yield


def prepare_database() -> None:
    """Migrate the database when it is behind, and fill a new one with schools, majors and the demo."""
    state = database_state(load_settings(INSTANCE))
    if state["revision"] != newest_revision():
        print("Preparing the database …")
        run("flask", "--app", "wsgi", "db", "upgrade")
    if not (state["has_schools"] and state["has_questions"]):
        run("flask", "--app", "wsgi", "load-base-data")
    if not state["has_schools"] and os.environ.get("DEMO", "1") != "0":
        print("Filling the demo …")
        run("clubinterview.demo", "--yes")


def database_state(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the migration that the database is at ("" for none), and what of the data is there."""
    engine = create_engine(settings["SQLALCHEMY_DATABASE_URI"])
    questions = {
        "revision": text("SELECT version_num FROM alembic_version"),
        "has_schools": text("SELECT id FROM school LIMIT 1"),
        "has_questions": text("SELECT id FROM question LIMIT 1"),
        "has_demo": text("SELECT id FROM user WHERE email = :email").bindparams(email=ACCOUNTS[0].email),
    }
    answers: dict[str, Any] = dict.fromkeys(questions, "")
    with engine.connect() as connection:
        for name, question in questions.items():
            try:
                answers[name] = connection.scalar(question) or ""
            except DBAPIError:
                connection.rollback()  # the table is not there yet
    engine.dispose()
    return answers


def newest_revision() -> str:
    """Return the head of the migrations, read from the files; importing alembic would take longer than starting."""
    found = {"revision": set[str](), "down_revision": set[str]()}
    for path in Path(VERSIONS).glob("*.py"):
        for name, value in re.findall(r'^(revision|down_revision)\s*=\s*[\'"](\w+)', path.read_text(), re.M):
            found[name].add(value)
    return next(iter(found["revision"] - found["down_revision"]))


def run(*words: str) -> None:
    """Run a module of Python in a process of its own. Raises CannotStart when it fails."""
    environ = {**os.environ, "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", *words]
    if subprocess.run(command, cwd=PACKAGE.parent, env=environ, check=False).returncode != 0:  # noqa: S603
        raise CannotStart(f"“{' '.join(words)}” failed; what it said stands above.")


def announce(host: str, port: int) -> None:
    """Print the address and, while the demo is there, its accounts."""
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    print(f"\nClubInterview runs at http://{shown}:{port}   (Ctrl-C stops it; mails: /dev/outbox)")
    if database_state(load_settings(INSTANCE))["has_demo"]:
        print("\nDemo accounts:")
        for account in ACCOUNTS:
            more = "   and the code of /dev/authenticator" if account.role == "administrator" else ""
            print(f"  {account.role:<14} {account.email:<34} {PASSWORD}{more}")
    print(flush=True)
