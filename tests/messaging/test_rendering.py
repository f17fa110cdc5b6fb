"""Messages are rendered when they are delivered, each in its recipient's language, and by who knows their kind."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import MailStatus, OutboxMessage
from clubinterview.messaging.outbox import deliver_due
from clubinterview.messaging.rendering import CannotRender, render, subject_of
from clubinterview.messaging.services import notify, send
from tests.factories import make_user
from tests.messaging.conftest import MailServer
from tests.messaging.kinds import CODED, INVITED
from tests.templates_rendered import templates_rendered

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
AT = datetime(2026, 9, 26, 11, 20, tzinfo=UTC)


def send_code(address: str = "zoe@example.com", code: str = "012345") -> None:
    with transaction():
        parameters = {"subject": "Your code", "text": "It is here.", "code": code, "minutes": 5}
        send(CODED, address, parameters, locale="en", now=NOW)


def rows() -> list[OutboxMessage]:
    db.session.rollback()
    query = select(OutboxMessage).order_by(OutboxMessage.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def change(**values: Any) -> None:
    with transaction():
        db.session.execute(update(OutboxMessage).values(created_at=NOW, **values))


@pytest.mark.parametrize(
    ("locale", "language", "time"),
    [("zh_Hans_CN", "zh-Hans", "9月26日 周六 19:20"), ("en", "en", "Sat 26 Sep, 19:20")],
)
def test_the_worker_renders_in_the_readers_language_and_the_clubs_zone(
    app: Flask, mail_server: MailServer, locale: str, language: str, time: str
) -> None:
    reader = make_user(locale=locale)
    with templates_rendered(app) as meanwhile, transaction():
        notify(reader, INVITED, now=NOW, path="/applications/7", place="教三 201", at=AT, things=2)

    with templates_rendered(app) as afterwards:
        deliver_due(NOW)

    assert (meanwhile, afterwards) == ([], ["mail/base.txt", "mail/base.html"])
    (letter,) = mail_server.letters
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert letter["Subject"] == "Invitation to 教三 201"
    assert time in text
    assert time in html
    assert f'<html lang="{language}">' in html
    assert "http://localhost/applications/7" in text


def test_a_code_is_sealed_and_only_the_mail_shows_it(mail_server: MailServer) -> None:
    send_code()
    (row,) = rows()
    assert row.parameters.keys() == {"subject", "text", "code", "minutes"}
    assert "012345" not in repr(row.parameters)

    assert deliver_due(NOW) == 1

    text = mail_server.letters[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "    012345" in text
    assert "Good for 5 minutes." in text
    assert rows()[0].parameters == {}


def test_a_code_sealed_before_the_keys_rotated_is_delivered(
    app: Flask, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_code()
    keys = app.config["NUMBER_KEYS"]
    monkeypatch.setitem(app.config, "NUMBER_KEYS", dict(reversed(keys.items())))

    assert deliver_due(NOW) == 1
    assert "012345" in mail_server.letters[0].as_string()


def test_a_sealed_code_is_worth_nothing_in_another_row(mail_server: MailServer) -> None:
    send_code("thief@example.com", "111111")
    send_code("zoe@example.com", "222222")
    thief, zoe = rows()
    with transaction():
        mine = update(OutboxMessage).where(OutboxMessage.id == thief.id)
        db.session.execute(mine.values(parameters=zoe.parameters))

    assert deliver_due(NOW) == 1

    assert [letter["To"] for letter in mail_server.letters] == ["zoe@example.com"]
    thief = rows()[0]
    assert (thief.status, thief.last_error) == (MailStatus.QUEUED, "CannotUnseal")


def test_a_kind_of_another_release_waits_for_a_worker_that_knows_it(
    mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    send_code()
    before = rows()[0].parameters
    change(kind="test.tomorrow")

    assert deliver_due(NOW) == 0

    (row,) = rows()
    assert (row.status, row.attempts, row.last_error) == (MailStatus.QUEUED, 1, "UnknownKind")
    assert row.due_at - NOW < timedelta(minutes=2)
    assert row.parameters == before
    assert "test.tomorrow" in caplog.text
    change(kind=CODED.name)
    assert deliver_due(NOW + timedelta(minutes=2)) == 1
    assert "012345" in mail_server.letters[0].as_string()


def test_what_no_worker_knows_for_a_day_is_left_to_an_administrator(mail_server: MailServer) -> None:
    with transaction():
        notify(make_user(), INVITED, now=NOW, place="教三", at=AT, things=2)
    change(kind="test.tomorrow")

    deliver_due(NOW + timedelta(hours=25))

    (row,) = rows()
    assert (row.status, row.parameters["place"]) == (MailStatus.FAILED, "教三")
    assert subject_of(row) == "test.tomorrow"


def test_what_cannot_be_rendered_does_not_hold_up_the_others(mail_server: MailServer) -> None:
    send_code("a@example.com")
    change(parameters={"subject": "a"})
    send_code("b@example.com")

    assert deliver_due(NOW) == 1

    assert [(row.status, row.last_error) for row in rows()] == [
        (MailStatus.QUEUED, "KeyError"),
        (MailStatus.SENT, ""),
    ]


def test_the_subject_for_administrators_is_never_a_secret(mail_server: MailServer) -> None:
    send_code()
    assert subject_of(rows()[0]) == "Your code"

    change(parameters={})

    assert subject_of(rows()[0]) == CODED.name
    with pytest.raises(CannotRender):
        render(rows()[0])


def test_a_subject_that_cannot_be_formatted_does_not_hide_the_others(mail_server: MailServer) -> None:
    with transaction():
        notify(make_user(), INVITED, now=NOW, place="教三", at=AT, things=2)
    change(parameters={"place": {"at": "a time of another release"}})

    assert subject_of(rows()[0]) == INVITED.name
