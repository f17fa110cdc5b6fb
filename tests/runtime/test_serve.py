"""`python -m clubinterview`: starts everything from an empty folder, and leaves nothing behind."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environ_for(instance: Path, port: int | str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TEST_", "REDIS", "DATABASE"))
    }
    return {**kept, "CLUBINTERVIEW_INSTANCE": str(instance), "PORT": str(port), "DEMO": "0"}


def start(instance: Path, port: int | str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "clubinterview"], cwd=ROOT, env=environ_for(instance, port), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def wait_until_up(server: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while not answers(port, "/healthz/ready"):
        assert server.poll() is None, server.stdout.read() if server.stdout else ""
        assert time.monotonic() < until
        select.select([], [], [], 0.05)


def members_of_session(session_id: int) -> list[int]:
    """Return the processes that still run in the session, by Linux's table of processes."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session_id and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def processes_that_use(socket_path: Path) -> list[int]:
    """Return the processes whose command names the socket: the embedded Redis."""
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(socket_path).encode() in command.read_bytes():
                found.append(int(command.parent.name))
        except OSError:
            continue
    return found


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    server = start(tmp_path, port)
    try:
        wait_until_up(server, port)
        yield server, port
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGINT)
        server.communicate(timeout=20)


def end_and_look_around(
    server: subprocess.Popen[str], port: int, instance: Path, ending: signal.Signals
) -> None:
    """End the server and see that nothing of it is left."""
    assert len(processes_that_use(instance / "redis.sock")) == 1

    os.killpg(server.pid, ending)
    server.communicate(timeout=20)

    assert not answers(port, "/healthz/live")
    assert members_of_session(server.pid) == []
    assert processes_that_use(instance / "redis.sock") == []
    assert not (instance / "redis.sock").exists()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_everything_ends_with_the_command(
    running: tuple[subprocess.Popen[str], int], tmp_path: Path, ending: signal.Signals
) -> None:
    end_and_look_around(*running, tmp_path, ending)


def test_a_second_start_says_so_and_what_a_killed_one_left_behind_does_not_stand_in_the_way(
    running: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    first, port = running
    second = start(tmp_path, free_port())
    output, _ = second.communicate(timeout=30)
    assert second.returncode == 1
    assert output == "ClubInterview is already running from this folder.\n"
    assert answers(port, "/healthz/ready")

    os.killpg(first.pid, signal.SIGKILL)
    first.wait(10)
    assert len(processes_that_use(tmp_path / "redis.sock")) == 1
    again = start(tmp_path, port)

    wait_until_up(again, port)
    end_and_look_around(again, port, tmp_path, signal.SIGINT)


def test_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        output, _ = (server := start(tmp_path, port)).communicate(timeout=30)

    assert server.returncode == 1
    assert output == f"Port {port} is taken; choose another one, as in: make run PORT={port + 1}\n"


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_port_that_is_none_is_said_in_one_sentence(tmp_path: Path, port: str) -> None:
    output, _ = (server := start(tmp_path, port)).communicate(timeout=30)

    assert (server.returncode, output) == (1, f"PORT must be a number from 1 to 65535, not {port!r}.\n")
