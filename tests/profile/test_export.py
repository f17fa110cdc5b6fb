"""A copy of everything about a person: whole, theirs alone, made once, and gone after a day."""

import io
import json
import zipfile
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from clubinterview.profile.export import MAKE_EXPORT, end_exports, make_export, newest_export
from clubinterview.profile.models import DataExport, ExportStatus
from clubinterview.profile.retention import clear_everything
from clubinterview.recruitment.models import Outcome, Status
from clubinterview.storage import files
from tests import factories
from tests.auth.acts import in_threads
from tests.counting import counted

ASK = "/me/privacy/exports"


def make(browser, user):
    """Ask for a copy, do the worker's part, and return its address."""
    browser.submit(ASK)
    export = newest_export(user.id)
    make_export(export.id, now=utcnow())
    return f"{ASK}/{export.id}"


def opened(response):
    with response:
        return zipfile.ZipFile(io.BytesIO(response.data))


@pytest.fixture
def applied(candidate, club):
    drive = factories.make_drive(club=club)
    application = factories.make_application(drive=drive, user=candidate, status=Status.INTERVIEW)
    factories.make_answer(application=application, field=drive.fields[0], text="=1+1 <b>因为喜欢</b>")
    return application


def test_it_holds_pages_json_and_the_own_files(browser, candidate, applied):
    factories.make_resume(user=candidate, text="熟悉 Flask")
    with transaction():
        resume = db.session.scalars(select(factories.Resume)).one()
        resume.storage_key, resume.filename = files.save("resume", b"%PDF-1.7 mine"), "../../简历.pdf"
    reader = browser(candidate)

    answer = reader.get(make(reader, candidate))

    archive = opened(answer)
    assert archive.namelist() == ["index.html", "data.json", "files/01-简历.pdf"]
    data = json.loads(archive.read("data.json"))
    assert data["account"][0]["email"] == candidate.email
    assert data["answers"][0]["answer"] == "=1+1 <b>因为喜欢</b>"
    assert data["resumes"][0]["text"] == "熟悉 Flask"
    assert archive.read("files/01-简历.pdf") == b"%PDF-1.7 mine"
    page = archive.read("index.html").decode()
    assert "&lt;b&gt;因为喜欢" in page
    assert 'href="files/01-简历.pdf"' in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_nothing_of_an_unpublished_decision_is_in_it(browser, candidate, owner, applied):
    factories.make_decision(
        application=applied, stage=applied.stage, officer=owner, outcome=Outcome.REJECT, note="不太合适"
    )
    factories.make_scorecard(
        application=applied, stage=applied.stage, interviewer=owner, note="不够自信", points=1
    )
    reader = browser(candidate)

    archive = opened(reader.get(make(reader, candidate)))

    text = archive.read("data.json").decode() + archive.read("index.html").decode()
    assert "不太合适" not in text
    assert "不够自信" not in text
    assert "reject" not in text


def test_it_is_told_when_it_is_ready(browser, candidate):
    reader = browser(candidate)
    assert "<progress" not in reader.get("/me/privacy").text
    reader.submit(ASK)
    assert "<progress" in reader.get("/me/privacy").text

    address = make(reader, candidate)

    assert f'href="{address}"' in reader.get("/me/privacy").text
    assert "profile.export_ready" in db.session.scalars(select(Notification.kind)).all()


def test_somebody_else_does_not_find_it(browser, candidate, other_candidate, client):
    address = make(browser(candidate), candidate)

    assert browser(other_candidate).get(address).status_code == 404
    assert client.get(address).location.startswith("/login")


def test_the_password_is_asked_for_after_a_while(browser, candidate):
    reader = browser(candidate)
    address = make(reader, candidate)
    with time_machine.travel(utcnow() + timedelta(minutes=16), tick=False):
        assert reader.get(address).location.startswith("/password/again")
        assert reader.submit(ASK).location.startswith("/password/again")


def test_after_a_day_it_is_gone(browser, candidate):
    reader = browser(candidate)
    address = make(reader, candidate)
    key = newest_export(candidate.id).storage_key

    end_exports(utcnow() + timedelta(hours=24, seconds=1))

    assert reader.get(address).status_code == 404
    with pytest.raises(FileNotFoundError):
        files.open_file(key)


def test_asking_twice_makes_one(browser, candidate):
    reader = browser(candidate)
    for _ in range(3):
        reader.submit(ASK)

    assert len(db.session.scalars(select(DataExport)).all()) == 1


def test_two_who_ask_at_once_make_one(app, browser, candidate):
    readers = [browser(candidate) for _ in range(2)]
    tokens = {reader: reader.token() for reader in readers}
    barrier = Barrier(2)

    def ask():
        reader = readers.pop()
        barrier.wait()
        with app.app_context():
            reader.post(ASK, data={"csrf_token": tokens[reader]})

    in_threads(ask, 2)

    db.session.commit()
    assert len(db.session.scalars(select(DataExport)).all()) == 1


def test_three_a_day(browser, candidate):
    with time_machine.travel(utcnow(), tick=False):
        reader = browser(candidate)
        for _ in range(3):
            make(reader, candidate)
            with transaction():
                newest_export(candidate.id).status = ExportStatus.OVER

        assert reader.submit(ASK).status_code == 429


def test_made_twice_by_two_workers_it_is_one(browser, candidate):
    browser(candidate).submit(ASK)
    export = newest_export(candidate.id)
    for _ in range(2):
        make_export(export.id, now=utcnow())

    kinds = db.session.scalars(select(Notification.kind)).all()
    assert kinds.count("profile.export_ready") == 1


def test_what_a_dead_worker_left_is_made(browser, candidate):
    now = utcnow()
    browser(candidate).submit(ASK)

    assert MAKE_EXPORT.left_behind(now + timedelta(minutes=4)) == []
    assert MAKE_EXPORT.left_behind(now + timedelta(minutes=6)) == [newest_export(candidate.id).id]


def test_files_without_a_row_are_swept(app):
    key = files.save("export", b"left behind")

    clear_everything(utcnow())
    files.open_file(key).close()
    clear_everything(utcnow() + timedelta(days=2))

    with pytest.raises(FileNotFoundError):
        files.open_file(key)


def test_the_page_costs_little(browser, candidate):
    reader = browser(candidate)
    with counted() as count:
        reader.get("/me/privacy")

    assert (count.sql, count.written) == (4, [])
