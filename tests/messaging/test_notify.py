"""Telling a person something: the notification, the mail, and whose language they are in."""

import threading
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db, tasks
from clubinterview.messaging.kinds import PLAIN, Kind, register
from clubinterview.messaging.models import Notification, OutboxMessage
from clubinterview.messaging.rendering import Letter, render
from clubinterview.messaging.services import mark_all_read, notify, send
from tests.factories import make_user
from tests.messaging.kinds import CODED, INVITED, QUIET, TRANSLATED

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
AT = datetime(2026, 9, 26, 11, 20, tzinfo=UTC)


def invite(user: User, **parameters: object) -> None:
    notify(
        user,
        INVITED,
        now=NOW,
        path="/applications/7",
        **{"place": "教三 201", "at": AT, "things": 2, **parameters},
    )


def unread(user: User) -> int:
    return db.session.scalar(
        select(User.unread_notifications).where(User.id == user.id).execution_options(populate_existing=True)
    )


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def the_letter() -> Letter:
    return render(db.session.scalars(select(OutboxMessage)).one())


def test_a_notification_and_a_mail_are_written(candidate: User) -> None:
    with transaction():
        invite(candidate)

    row = db.session.scalars(select(Notification)).one()
    assert (row.user_id, row.kind, row.path, row.created_at) == (
        candidate.id,
        "test.invited",
        "/applications/7",
        NOW,
    )
    assert row.parameters == {"place": "教三 201", "at": {"at": AT.isoformat()}, "things": 2}
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert (mail.recipient, mail.kind, mail.parameters) == (candidate.email, row.kind, row.parameters)
    assert (mail.path, mail.locale, mail.due_at) == (row.path, candidate.locale, NOW)
    letter = render(mail)
    assert letter.subject == "Invitation to 教三 201"
    assert "http://localhost/applications/7" in letter.text
    assert 'href="http://localhost/applications/7"' in letter.html
    assert unread(candidate) == 1


def test_a_quiet_kind_is_not_mailed(candidate: User) -> None:
    with transaction():
        notify(candidate, QUIET, now=NOW, name="你")

    assert (count(Notification), count(OutboxMessage)) == (1, 0)


def test_a_reader_without_an_address_is_only_notified(app: Flask) -> None:
    user = make_user()
    with transaction():
        user.email = None

    with transaction():
        invite(user)

    assert (count(Notification), count(OutboxMessage)) == (1, 0)


def test_a_rollback_leaves_neither_notification_nor_mail(candidate: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        invite(candidate)
        raise ZeroDivisionError

    assert (count(Notification), count(OutboxMessage), unread(candidate)) == (0, 0, 0)
    assert tasks.pending_count() == 0


def test_the_worker_is_woken_once_for_many_mails(candidate: User, other_candidate: User) -> None:
    with transaction():
        invite(candidate)
        invite(other_candidate)

        assert tasks.pending_count() == 0

    assert tasks.pending_count() == 1


@pytest.mark.parametrize(
    ("locale", "subject", "time"), [("zh_Hans_CN", "首页", "9月26日"), ("en", "Home", "26 Sep")]
)
def test_a_mail_is_in_its_readers_language(app: Flask, locale: str, subject: str, time: str) -> None:
    reader = make_user(locale=locale)

    with app.test_request_context("/", headers={"Accept-Language": "fr"}), transaction():
        notify(reader, TRANSLATED, now=NOW)
        invite(reader)

    mails = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    letters = [render(mail) for mail in mails]
    assert letters[0].subject == subject
    assert time in letters[1].text
    assert ("zh-Hans" in letters[0].html) is (locale == "zh_Hans_CN")


def test_the_writers_language_comes_back_after_telling(app: Flask, candidate: User) -> None:
    with app.test_request_context("/"), force_locale("en"), transaction():
        invite(candidate)

        assert str(_l("Home")) == "Home"


@pytest.mark.parametrize("value", [_l("Home"), None, True, ["a"], object()])
def test_what_cannot_be_told_to_each_in_their_language_is_refused(candidate: User, value: object) -> None:
    with pytest.raises(TypeError), transaction():
        invite(candidate, place=value)

    assert count(Notification) == 0


def test_a_time_without_a_zone_is_refused(candidate: User) -> None:
    with pytest.raises(ValueError, match="zone"), transaction():
        invite(candidate, at=datetime(2026, 9, 26))  # noqa: DTZ001


def test_a_lacking_parameter_is_found_when_telling(candidate: User) -> None:
    with pytest.raises(KeyError), transaction():
        notify(candidate, QUIET, now=NOW)


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/a\\b", "/a\nb"])
def test_a_path_of_another_site_is_refused(candidate: User, path: str) -> None:
    with pytest.raises(ValueError, match="path"), transaction():
        notify(candidate, QUIET, now=NOW, path=path, name="a")


def test_a_kind_with_a_secret_is_no_notification(candidate: User) -> None:
    with pytest.raises(ValueError, match="secret"), transaction():
        notify(candidate, CODED, now=NOW, subject="a", text="b", code="012345", minutes=5)

    assert (count(Notification), count(OutboxMessage)) == (0, 0)


def test_a_kind_that_no_worker_would_know_is_refused(candidate: User) -> None:
    with pytest.raises(ValueError, match="registered"), transaction():
        notify(candidate, Kind("test.nowhere", _l("Home"), _l("Home")), now=NOW)


def test_two_kinds_cannot_have_one_name(app: Flask) -> None:
    with pytest.raises(ValueError, match="two kinds"):
        register(app, [SimpleNamespace(QUIET=Kind("test.quiet", _l("Home"), _l("Home")))])


def test_a_percent_sign_of_a_parameter_is_kept(candidate: User) -> None:
    with transaction():
        invite(candidate, place="100% %(at)s")

    assert the_letter().subject == "Invitation to 100% %(at)s"


@pytest.mark.parametrize("name", ["a\r\nBcc: victim@example.com", "a\x0b\x0cb", "a\u2028b\u0085c"])
def test_a_subject_is_always_one_line(candidate: User, name: str) -> None:
    with transaction():
        invite(candidate, place=name)

    assert len(the_letter().subject.splitlines()) == 1


def test_html_of_a_parameter_is_escaped_in_the_mail(candidate: User) -> None:
    with transaction():
        invite(candidate, place="<b onclick=alert(1)>")

    assert "<b onclick" not in the_letter().html
    assert "<b onclick=alert(1)>" in the_letter().text


def test_a_dedupe_key_lets_one_mail_pass(candidate: User) -> None:
    def send_once() -> None:
        words = {"subject": "a", "text": "b"}
        send(PLAIN, "a@example.com", words, locale="en", now=NOW, dedupe_key="once")

    in_transaction(send_once)

    with pytest.raises(Exception, match="(?i)unique|duplicate"):
        in_transaction(send_once)

    assert count(OutboxMessage) == 1


def test_two_writers_at_once_are_both_counted(app: Flask, candidate: User) -> None:
    barrier = threading.Barrier(6)
    errors = []

    def tell() -> None:
        with app.app_context():
            reader = db.session.get_one(User, candidate.id)
            barrier.wait()
            try:
                for _ in range(5):
                    with transaction():
                        invite(reader)
            except Exception as error:  # noqa: BLE001
                errors.append(error)

    threads = [threading.Thread(target=tell) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert (unread(candidate), count(Notification), count(OutboxMessage)) == (30, 30, 30)


def test_reading_all_and_telling_at_once_keep_the_count_right(app: Flask, candidate: User) -> None:
    barrier = threading.Barrier(2)

    def run(act: object) -> None:
        with app.app_context():
            reader = db.session.get_one(User, candidate.id)
            for _ in range(10):
                barrier.wait()
                with transaction():
                    act(reader)  # type: ignore[operator]

    threads = [
        threading.Thread(target=run, args=(act,))
        for act in (invite, lambda reader: mark_all_read(reader, now=utcnow()))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    new = db.session.scalar(
        select(func.count()).select_from(Notification).where(Notification.read_at.is_(None))
    )
    assert unread(candidate) == new
