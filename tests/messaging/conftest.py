"""A real mail server that keeps what it is sent."""

import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from clubinterview.extensions import mail
from clubinterview.messaging.kinds import register
from tests.messaging import kinds


class MailServer:
    """`letters` holds what has come in, `ids` the Message-ID of every try.

    `refusal`, when set, is answered instead of taking a letter.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.ids: list[str] = []
        self.refusal = ""
        self.arrived = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        self.port = free_port()
        self._controller: Controller | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.ids.append(letter["Message-ID"])
        self.arrived.set()
        if not self.go_on.is_set():
            await server.loop.run_in_executor(None, self.go_on.wait, 30)
        if self.refusal:
            return self.refusal
        self.letters.append(letter)  # type: ignore[arg-type]
        return "250 taken"

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@pytest.fixture(scope="session", autouse=True)
def _known_kinds(app: Flask) -> None:
    register(app, [kinds])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def mail_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A server that runs, and the application set to send its mails there."""
    server = MailServer()
    settings = {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": server.port,
        "MAIL_USE_TLS": False,
        "MAIL_TIMEOUT_SECONDS": 1,
    }
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    monkeypatch.setitem(app.extensions, "mail", mail.init_mail(app.config))
    server.start()
    yield server
    server.stop()
