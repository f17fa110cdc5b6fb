"""Removing one's resume; clubs that were applied to with it keep it."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.resume.models import Resume
from clubinterview.resume.sweeping import SWEEP_RESUMES, forget_unreferenced, sweep_files
from tests.factories import make_application, make_drive, make_resume
from tests.resume.hostile import GOOD_DOCX, GOOD_PDF


def upload(browser: Any, content: bytes = GOOD_PDF, filename: str = "a.pdf") -> Any:
    browser.submit("/resume", {"file": (BytesIO(content), filename)}, content_type="multipart/form-data")
    return browser


def versions() -> list[Resume]:
    db.session.rollback()
    return list(
        db.session.scalars(select(Resume).order_by(Resume.id).execution_options(populate_existing=True))
    )


def keep_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clubinterview.resume.hooks.is_referred_to", [lambda resume_id: True])


def test_a_removed_resume_is_gone(browser: Any, candidate: User, folder: Path) -> None:
    student = upload(browser(candidate))

    response = student.submit("/resume/removal")

    assert (response.status_code, response.location) == (303, "/resume")
    (resume,) = versions()
    assert (resume.is_current, resume.size_bytes, resume.text) == (None, 0, "")
    assert resume.deleted_at is not None
    assert list(folder.iterdir()) == []
    assert 'class="empty"' in student.get("/resume").text
    assert student.get("/resume/file", buffered=True).status_code == 404


def test_what_a_club_refers_to_is_only_hidden(
    browser: Any, candidate: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_all(monkeypatch)
    student = upload(browser(candidate))

    student.submit("/resume/removal")

    (resume,) = versions()
    assert (resume.is_current, resume.size_bytes) == (None, len(GOOD_PDF))
    assert resume.deleted_at is not None
    assert len(list(folder.iterdir())) == 1
    assert student.get("/resume/file", buffered=True).status_code == 404


def test_an_application_keeps_the_version_it_was_sent_with(
    browser: Any, candidate: User, club: Club, folder: Path
) -> None:
    student = upload(browser(candidate))
    (sent,) = versions()
    make_application(drive=make_drive(club=club), user=candidate, resume_id=sent.id)

    upload(student, GOOD_DOCX, "b.docx")
    student.submit("/resume/removal")

    assert [resume.size_bytes for resume in versions()] == [len(GOOD_PDF), 0]
    assert [f"resume/{path.name}" for path in folder.iterdir()] == [sent.storage_key]


def test_removing_twice_is_removing_once(browser: Any, candidate: User) -> None:
    student = upload(browser(candidate))
    student.submit("/resume/removal")
    first = versions()[0].deleted_at

    assert student.submit("/resume/removal").status_code == 303
    assert versions()[0].deleted_at == first


def test_removing_needs_a_token(browser: Any, candidate: User) -> None:
    student = upload(browser(candidate))

    assert student.post("/resume/removal").status_code == 400
    assert student.get("/resume/removal").status_code == 405
    assert versions()[0].is_current is True


def test_anothers_resume_stays(browser: Any, candidate: User, other_candidate: User) -> None:
    upload(browser(other_candidate))

    browser(candidate).submit("/resume/removal")

    assert versions()[0].is_current is True


def test_a_new_one_can_be_uploaded_afterwards(browser: Any, candidate: User) -> None:
    student = upload(browser(candidate))
    student.submit("/resume/removal")

    upload(student)

    assert [resume.is_current for resume in versions()] == [None, True]


def test_an_earlier_version_goes_when_nobody_refers_to_it_any_more(
    browser: Any, candidate: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_all(monkeypatch)
    student = upload(upload(browser(candidate)), GOOD_DOCX, "b.docx")
    forget_unreferenced(utcnow())
    assert len(list(folder.iterdir())) == 2
    monkeypatch.setattr("clubinterview.resume.hooks.is_referred_to", [])

    forget_unreferenced(utcnow())

    assert [resume.size_bytes for resume in versions()] == [0, len(GOOD_DOCX)]
    assert len(list(folder.iterdir())) == 1
    assert student.get("/resume/file", buffered=True).status_code == 200


def test_files_without_a_row_are_swept_after_a_day(browser: Any, candidate: User, folder: Path) -> None:
    upload(browser(candidate))
    (folder / "orphan").write_bytes(b"a")

    assert sweep_files(utcnow()) == 0
    assert sweep_files(utcnow() + timedelta(days=1, minutes=1)) == 1

    assert [f"resume/{path.name}" for path in folder.iterdir()] == [versions()[0].storage_key]


def test_a_file_whose_deletion_failed_is_swept(candidate: User, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "1").write_bytes(b"a")
    resume = make_resume(user=candidate)
    with transaction():
        resume.storage_key, resume.size_bytes, resume.is_current = "resume/1", 0, None

    assert sweep_files(utcnow() + timedelta(days=2)) == 1


def test_the_nightly_task_runs(browser: Any, candidate: User) -> None:
    upload(browser(candidate))

    SWEEP_RESUMES.run()

    assert versions()[0].size_bytes == len(GOOD_PDF)
