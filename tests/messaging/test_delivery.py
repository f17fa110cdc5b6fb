"""Delivery of the outbox to a real mail server: once, again after failures, given up after a day."""

import os
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.kinds import PLAIN, Kind
from clubinterview.messaging.models import MailStatus, OutboxMessage
from clubinterview.messaging.outbox import LEASE_SECONDS, deliver_due, take_up_after_outage
from clubinterview.messaging.services import send
from clubinterview.messaging.tasks import DELIVER_OUTBOX, DELIVER_OUTBOX_EVERY_MINUTE
from tests.messaging.conftest import MailServer
from tests.messaging.kinds import CODED

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
WORKER = """
import json, sys
from datetime import datetime
from clubinterview.app import create_app
from clubinterview.messaging.outbox import deliver_due
app = create_app(json.loads(sys.argv[1]))
with app.app_context():
    deliver_due(datetime.fromisoformat(sys.argv[2]))
"""


def queue(*recipients: str, kind: Kind = PLAIN, **fields: Any) -> None:
    words = {"subject": "面试已预约 😀", "text": "第一段\n\n第二段 𠮷"}
    secrets = {"code": "012345", "minutes": 5} if kind.secret else {}
    with transaction():
        for recipient in recipients or ("zoe@example.com",):
            send(kind, recipient, {**words, **secrets}, locale="zh_Hans_CN", now=NOW, **fields)
        db.session.flush()
        db.session.execute(update(OutboxMessage).values(created_at=NOW))


def the_mail() -> OutboxMessage:
    db.session.rollback()
    return db.session.scalars(select(OutboxMessage).execution_options(populate_existing=True)).one()


def after(**elapsed: int) -> datetime:
    return NOW + timedelta(**elapsed)


def test_a_mail_arrives_as_text_and_html(mail_server: MailServer) -> None:
    queue(path="/applications/7")

    assert deliver_due(NOW) == 1

    letter = mail_server.letters[0]
    assert (letter["To"], letter["Subject"]) == ("zoe@example.com", "面试已预约 😀")
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "第二段 𠮷" in text
    assert "http://localhost/applications/7" in text
    assert "第二段 𠮷</p>" in html
    assert (the_mail().status, the_mail().attempts) == (MailStatus.SENT, 1)


def test_a_sent_mail_is_not_sent_again(mail_server: MailServer) -> None:
    queue()
    deliver_due(NOW)

    assert deliver_due(after(days=1)) == 0
    assert len(mail_server.letters) == 1


def test_a_mail_that_is_not_due_stays(mail_server: MailServer) -> None:
    queue()

    assert deliver_due(NOW - timedelta(seconds=1)) == 0


def test_more_mails_than_one_look_takes_all_go(mail_server: MailServer) -> None:
    queue(*(f"p{number}@example.com" for number in range(103)))

    assert deliver_due(NOW) == 103
    assert len({letter["To"] for letter in mail_server.letters}) == 103


def test_the_task_delivers(mail_server: MailServer) -> None:
    queue()

    DELIVER_OUTBOX.run()

    assert len(mail_server.letters) == 1


def test_pauses_grow_while_the_server_is_down(mail_server: MailServer) -> None:
    queue()
    mail_server.stop()
    now, pauses = NOW, []

    for _ in range(9):
        deliver_due(now)
        pauses.append((the_mail().due_at - now).total_seconds() // 60)
        now = the_mail().due_at

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert the_mail().last_error == "unreachable: ConnectionRefusedError"


def test_a_mail_is_tried_no_sooner_than_its_pause(mail_server: MailServer) -> None:
    queue()
    mail_server.stop()
    deliver_due(NOW)
    mail_server.start()

    assert deliver_due(after(seconds=59)) == 0
    assert deliver_due(after(seconds=62)) == 1


def test_a_mail_is_given_up_after_a_day(mail_server: MailServer) -> None:
    queue(kind=CODED)
    mail_server.stop()

    deliver_due(after(hours=23, minutes=59))
    assert the_mail().status == MailStatus.QUEUED
    deliver_due(after(hours=25))

    assert (the_mail().status, the_mail().parameters) == (MailStatus.FAILED, {})


def test_what_waited_for_the_server_goes_within_a_minute_of_its_return(mail_server: MailServer) -> None:
    queue()
    mail_server.stop()
    with transaction():
        db.session.execute(update(OutboxMessage).values(attempts=9))
    deliver_due(NOW)
    take_up_after_outage(after(minutes=2))
    assert deliver_due(after(minutes=2)) == 0
    mail_server.start()

    take_up_after_outage(after(minutes=3))

    assert deliver_due(after(minutes=3)) == 1
    assert len(mail_server.letters) == 1


def test_the_task_of_each_minute_takes_up_what_waited(mail_server: MailServer) -> None:
    queue()
    mail_server.stop()
    with time_machine.travel(NOW + timedelta(minutes=1)):
        DELIVER_OUTBOX_EVERY_MINUTE.run()
        mail_server.start()

        DELIVER_OUTBOX_EVERY_MINUTE.run()

    assert len(mail_server.letters) == 1


def test_a_run_stops_at_the_first_mail_that_finds_no_server(mail_server: MailServer) -> None:
    queue("a@example.com", "b@example.com", "c@example.com")
    mail_server.stop()

    deliver_due(NOW)

    attempts = list(db.session.scalars(select(OutboxMessage.attempts).order_by(OutboxMessage.id)))
    assert attempts == [1, 0, 0]


def test_a_refused_mail_waits_without_holding_up_the_others(mail_server: MailServer) -> None:
    queue("a@example.com", "b@example.com")
    mail_server.refusal = "451 try again later"

    deliver_due(NOW)

    rows = list(db.session.scalars(select(OutboxMessage)))
    assert [(row.attempts, row.last_error) for row in rows] == [(1, "SMTPDataError")] * 2
    take_up_after_outage(NOW)
    assert deliver_due(after(seconds=30)) == 0


def test_a_mail_that_cannot_be_written_is_given_up_and_the_others_go(mail_server: MailServer) -> None:
    queue("a@example.com", "b@example.com")
    with transaction():
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.recipient == "a@example.com")
            .values(recipient="a@exa\nmple.com")
        )

    assert deliver_due(NOW) == 1

    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    assert [row.status for row in rows] == [MailStatus.FAILED, MailStatus.SENT]


def test_a_silent_server_is_left_after_the_deadline(mail_server: MailServer) -> None:
    queue()
    mail_server.stop()
    with socket.create_server(("127.0.0.1", mail_server.port)):
        deliver_due(NOW)

    assert the_mail().last_error in {"unreachable: SMTPServerDisconnected", "unreachable: TimeoutError"}


def test_a_code_is_wiped_once_delivered(mail_server: MailServer) -> None:
    queue(kind=CODED)

    deliver_due(NOW)

    assert "012345" in mail_server.letters[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert the_mail().parameters == {}


def test_a_code_whose_life_is_over_is_wiped_and_not_delivered(mail_server: MailServer) -> None:
    queue(kind=CODED, expires_at=after(minutes=5))

    assert deliver_due(after(minutes=5)) == 0

    assert mail_server.letters == []
    assert (the_mail().status, the_mail().parameters) == (MailStatus.VOID, {})


def test_a_second_try_carries_the_same_message_id(mail_server: MailServer) -> None:
    queue()
    unsent = {"status": MailStatus.QUEUED, "parameters": the_mail().parameters}
    for moment in (NOW, after(minutes=10)):
        deliver_due(moment)
        with transaction():
            db.session.execute(update(OutboxMessage).values(unsent))

    first, second = mail_server.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_two_workers_at_once_deliver_each_mail_once(app: Flask, mail_server: MailServer) -> None:
    queue(*(f"p{number}@example.com" for number in range(20)))
    barrier = threading.Barrier(4)
    went = []

    def work() -> None:
        with app.app_context():
            barrier.wait()
            went.append(deliver_due(NOW))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(went) == 20
    assert sorted(letter["To"] for letter in mail_server.letters) == sorted(
        f"p{number}@example.com" for number in range(20)
    )


def test_a_mail_of_a_killed_worker_is_taken_up_after_its_lease(app: Flask, mail_server: MailServer) -> None:
    queue()
    mail_server.go_on.clear()
    settings = {
        **{name: app.config[name] for name in ("SECRET_KEY", "PASSWORD_PEPPER", "REDIS_URL", "PUBLIC_URL")},
        **{
            name: value
            for name, value in app.config.items()
            if name.startswith("MAIL_") and value is not None
        },
        "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"],
        "MAIL_TIMEOUT_SECONDS": 30,
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, app.json.dumps(settings), NOW.isoformat()],
        env={**os.environ, "CLUBINTERVIEW_ENV": "testing"},
        cwd=Path(__file__).parents[2],
    )
    assert mail_server.arrived.wait(30)
    worker.kill()
    worker.wait()
    mail_server.refusal = "451 the sender is gone"
    mail_server.go_on.set()
    mail_server.stop()
    mail_server.refusal = ""
    mail_server.start()

    assert deliver_due(after(seconds=LEASE_SECONDS - 5)) == 0
    assert the_mail().parameters["subject"] == "面试已预约 😀"
    assert deliver_due(after(seconds=LEASE_SECONDS + 5)) == 1
    assert len(mail_server.letters) == 1
    assert len(mail_server.ids) == 2
    assert len(set(mail_server.ids)) == 1
    assert the_mail().parameters == {}


def test_a_worker_that_was_too_slow_does_not_undo_anothers_success(
    app: Flask, mail_server: MailServer
) -> None:
    queue()
    mail_server.refusal = "451 try again later"
    mail_server.go_on.clear()

    def deliver_late() -> None:
        with app.app_context():
            deliver_due(after(hours=25))

    slow = threading.Thread(target=deliver_late)
    slow.start()
    assert mail_server.arrived.wait(10)
    with transaction():
        db.session.execute(
            update(OutboxMessage).values(status=MailStatus.SENT, attempts=OutboxMessage.attempts + 1)
        )
    mail_server.go_on.set()
    slow.join()

    assert the_mail().status == MailStatus.SENT


@pytest.mark.parametrize("recipient", ["zoe@example.com", "a" * 64 + "@" + "b" * 180 + ".com"])
def test_without_a_server_mails_are_kept_as_files(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, recipient: str
) -> None:
    monkeypatch.setitem(app.config, "OUTBOX_PATH", str(tmp_path / "outbox"))
    queue(recipient)

    assert deliver_due(NOW) == 1

    (file,) = (tmp_path / "outbox").iterdir()
    assert (file.name[:9], file.suffix) == (f"{the_mail().id:08d}-", ".eml")
    assert file.read_bytes().startswith(b"Content-Type: multipart")
