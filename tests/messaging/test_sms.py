"""Text messages by a real HTTP gateway: signed, in time, each once, and never in the way of mails."""

import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.kinds import PLAIN
from clubinterview.messaging.models import Channel, MailStatus, OutboxMessage
from clubinterview.messaging.outbox import deliver_due, take_up_after_outage
from clubinterview.messaging.services import send
from clubinterview.messaging.sms import ASKING
from tests.messaging.kinds import CODED
from tests.servers import dead_port, hung_server, serve

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PHONE = "+8613812345678"


class Gateway:
    """`taken` holds what was posted as (headers, body). `answers` are given in turn, the last one for ever."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.answers = [200]
        self.drips = False
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.taken.append((dict(self.headers), body))
                if gateway.drips:
                    gateway.drip(self)
                    return
                self.send_response(gateway.answers[0])
                if len(gateway.answers) > 1:
                    gateway.answers.pop(0)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.over = threading.Event()
        serve(self.server)

    def drip(self, handler: BaseHTTPRequestHandler) -> None:
        """Begin an answer and never come to its end, a letter at a time."""
        try:
            while not self.over.wait(0.05):
                handler.wfile.write(b"H" if not self.over.is_set() else b"")
                handler.wfile.flush()
        except OSError:
            pass

    def stop(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def gateway(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    gateway = Gateway()
    monkeypatch.setitem(app.config, "SMS_GATEWAY_URL", f"http://127.0.0.1:{gateway.server.server_port}/send")
    monkeypatch.setitem(app.config, "SMS_GATEWAY_SECRET", "a secret")
    monkeypatch.setitem(app.config, "SMS_GATEWAY_HEADERS", {"Authorization": "Bearer x"})
    yield gateway
    gateway.stop()


def queue(*phones: str, code: str = "") -> None:
    with transaction():
        for phone in phones or (PHONE,):
            words = {"subject": "验证码 😀", "text": ""}
            if code:
                secrets = {"code": code, "minutes": 5}
                until = NOW + timedelta(minutes=5)
                send(CODED, phone, {**words, **secrets}, locale="en", now=NOW, expires_at=until)
            else:
                send(PLAIN, phone, words, locale="en", now=NOW)
        db.session.flush()
        for message in db.session.scalars(select(OutboxMessage)):
            message.created_at = NOW


def messages() -> list[OutboxMessage]:
    db.session.rollback()
    query = select(OutboxMessage).order_by(OutboxMessage.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def test_a_message_is_posted_as_the_settings_say(
    app: Flask, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"to": ["{phone}"], "content": {"text": "【社团】{text}", "n": 1}}
    monkeypatch.setitem(app.config, "SMS_GATEWAY_BODY", body)
    queue(code="012345")

    assert deliver_due(NOW) == 1

    headers, posted = gateway.taken[0]
    content = json.loads(posted)
    assert content["to"] == [PHONE]
    assert content["content"]["n"] == 1
    assert "012345" in content["content"]["text"]
    assert headers["Authorization"] == "Bearer x"


def test_a_text_cannot_break_out_of_its_place(app: Flask, gateway: Gateway) -> None:
    with transaction():
        send(PLAIN, PHONE, {"subject": 'x", "to": "+1', "text": ""}, locale="en", now=NOW)

    deliver_due(NOW)

    assert json.loads(gateway.taken[0][1]) == {"to": PHONE, "text": 'x", "to": "+1'}


def test_a_message_is_signed(gateway: Gateway) -> None:
    queue()
    deliver_due(NOW)

    headers, body = gateway.taken[0]
    signed = headers["X-Timestamp"].encode() + b"." + body
    assert headers["X-Signature"] == hmac.new(b"a secret", signed, hashlib.sha256).hexdigest()


def test_the_code_is_wiped_once_it_has_gone(gateway: Gateway) -> None:
    queue(code="012345")
    deliver_due(NOW)

    message = messages()[0]
    assert (message.status, message.parameters) == (MailStatus.SENT, {})


def test_a_gateway_that_is_busy_is_tried_again(gateway: Gateway) -> None:
    gateway.answers = [500, 429, 200]
    queue()

    assert deliver_due(NOW) == 0
    assert deliver_due(NOW + timedelta(minutes=2)) == 0
    assert deliver_due(NOW + timedelta(minutes=6)) == 1
    assert len({headers["Idempotency-Key"] for headers, _ in gateway.taken}) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 302])
def test_a_message_that_is_refused_is_given_up(gateway: Gateway, status: int) -> None:
    gateway.answers = [status]
    queue()
    deliver_due(NOW)

    assert messages()[0].status == MailStatus.FAILED
    assert len(gateway.taken) == 1


def test_a_gateway_that_drips_does_not_hold_the_worker(
    app: Flask, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SMS_TIMEOUT_SECONDS", 0.5)
    gateway.drips = True
    queue()
    begun = time.monotonic()

    assert deliver_due(NOW) == 0
    assert time.monotonic() - begun < 5
    assert messages()[0].last_error.startswith("unreachable")


def test_a_gateway_that_is_slow_to_be_found_does_not_hold_the_worker(
    app: Flask, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name server answers in the end, when another try may have sent the message."""
    monkeypatch.setitem(app.config, "SMS_TIMEOUT_SECONDS", 0.5)
    url = f"http://gateway.example:{gateway.server.server_port}/send"
    monkeypatch.setitem(app.config, "SMS_GATEWAY_URL", url)
    found, look_up = threading.Event(), socket.getaddrinfo

    def slow_look_up(host: Any, *args: Any, **options: Any) -> Any:
        if host == "gateway.example":
            found.wait(5)
            host = "127.0.0.1"
        return look_up(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow_look_up)
    queue()
    begun = time.monotonic()

    assert deliver_due(NOW) == 0
    assert time.monotonic() - begun < 3
    assert messages()[0].last_error.startswith("unreachable")

    found.set()
    for thread in threading.enumerate():
        if thread.name == ASKING:
            thread.join(5)
            assert not thread.is_alive()
    assert gateway.taken == []


def test_a_gateway_that_is_silent_does_not_stop_mails(
    app: Flask, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SMS_TIMEOUT_SECONDS", 0.3)
    with hung_server() as port:
        monkeypatch.setitem(app.config, "SMS_GATEWAY_URL", f"http://127.0.0.1:{port}/")
        queue(PHONE, "+8613812345679", "zoe@example.com")

        assert deliver_due(NOW) == 1

    assert [message.attempts for message in messages() if message.channel == Channel.SMS] == [1, 0]


def test_what_waits_goes_as_soon_as_the_gateway_is_back(
    app: Flask, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = app.config["SMS_GATEWAY_URL"]
    monkeypatch.setitem(app.config, "SMS_GATEWAY_URL", f"http://127.0.0.1:{dead_port()}/")
    queue()
    deliver_due(NOW)
    soon = NOW + timedelta(seconds=30)
    take_up_after_outage(soon)
    assert deliver_due(soon) == 0

    monkeypatch.setitem(app.config, "SMS_GATEWAY_URL", back)
    take_up_after_outage(soon)

    assert deliver_due(soon) == 1


def test_no_log_line_holds_a_whole_phone(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    gateway.answers = [500]
    queue()
    deliver_due(NOW)

    assert "message failed" in caplog.text
    assert "138****5678" in caplog.text
    assert "13812345678" not in caplog.text


def test_without_a_gateway_development_writes_a_file(app: Flask) -> None:
    queue(code="012345")

    assert deliver_due(NOW) == 1
    assert any(
        "012345" in path.read_text() for path in Path(app.config["OUTBOX_PATH"]).glob("*8613812345678*")
    )


def test_without_a_gateway_production_sends_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PHONES_OFFERED", False)
    queue()

    assert deliver_due(NOW) == 0
    assert messages()[0].status == MailStatus.FAILED
