"""The server is killed in the middle of a recording: what had arrived is there when it is back."""

import hashlib
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from clubinterview.auth.models import User
from tests.browser_client import BrowserClient
from tests.practice.voice_acts import cut, make_answer, pieces_stored, voice

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start(app: Flask, port: int, tmp_path: Path) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Starts gunicorn on the stores of the tests, and kills what is left of it."""
    environ = {
        **os.environ, "CLUBINTERVIEW_INSTANCE": str(tmp_path), "PORT": str(port), "WEB_CONCURRENCY": "1",
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "REDIS_URL": app.config["REDIS_URL"],
        "FILES_PATH": str(tmp_path / "files"), "SECRET_KEY": app.config["SECRET_KEY"],
    }  # fmt: skip
    servers = []

    def run() -> "subprocess.Popen[bytes]":
        with (tmp_path / "server.log").open("ab") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"],
                cwd=ROOT, env=environ, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        servers.append(server)
        until = time.monotonic() + START_SECONDS
        while not _answers(port):
            assert time.monotonic() < until, (tmp_path / "server.log").read_text()
            select.select([], [], [], 0.05)
        return server

    yield run
    for server in servers:
        if server.poll() is None:
            kill(server)


def kill(server: "subprocess.Popen[bytes]") -> None:
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(10)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz/live")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class Phone:
    """What records, over a connection of its own for each request."""

    def __init__(self, app: Flask, user: User, port: int) -> None:
        browser, name = BrowserClient(app).as_user(user), app.config["SESSION_COOKIE_NAME"]
        cookie = browser.get_cookie(name)
        assert cookie
        self.port, self.headers = port, {"Cookie": f"{name}={cookie.value}", "X-CSRFToken": browser.token()}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, {**self.headers, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def post(self, path: str, sent: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(sent).encode()
        status, answer = self.ask("POST", path, body, **{"Content-Type": "application/json"})
        assert status == 200, answer
        return json.loads(answer)

    def send(self, address: str, number: int, content: bytes) -> int:
        hashed = {"X-SHA256": hashlib.sha256(content).hexdigest(), "Content-Type": "application/octet-stream"}
        return self.ask("POST", f"{address}/pieces/{number}", content, **hashed)[0]

    def send_half(self, address: str, number: int, content: bytes) -> socket.socket:
        """Begin to send a piece and return the open connection."""
        head = {
            **self.headers, "Host": "localhost", "Content-Type": "application/octet-stream",
            "Content-Length": str(len(content)), "X-SHA256": hashlib.sha256(content).hexdigest(),
        }  # fmt: skip
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        request = f"POST {address}/pieces/{number} HTTP/1.1\r\n{lines}\r\n".encode()
        connection.sendall(request + content[: len(content) // 2])
        return connection


def test_a_killed_server_loses_nothing_that_had_arrived(
    app: Flask, candidate: User, port: int, start: Callable[[], Any]
) -> None:
    content = voice(400_000)
    pieces, phone, answer = cut(content), Phone(app, candidate, port), make_answer(candidate)
    server = start()
    begin = f"/practice/answers/{answer.id}/recording"
    address = phone.post(begin, {"media_type": "audio/webm"})["address"]
    assert [phone.send(address, number, pieces[number - 1]) for number in (1, 2, 3, 4)] == [200] * 4
    with phone.send_half(address, 5, pieces[4]):
        kill(server)
    assert pieces_stored() == 4

    start()
    resumed = phone.post(begin, {"media_type": "audio/webm"})
    assert (resumed["address"], resumed["next"]) == (address, 5)
    assert {phone.send(address, number, pieces[number - 1]) for number in range(5, len(pieces) + 1)} == {200}
    sha256 = hashlib.sha256(content).hexdigest()
    phone.post(f"{address}/completion", {"pieces": len(pieces), "sha256": sha256, "seconds": 48})

    assert phone.ask("GET", f"{address}/audio") == (200, content)
    assert phone.ask("GET", f"{address}/audio", Range="bytes=100000-100099") == (
        206,
        content[100_000:100_100],
    )
