"""Uploading a resume, replacing it, and everything that refuses one."""

import errno
import gc
import os
import threading
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import DomainError
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db, tasks
from clubinterview.recruitment.applications.services import is_applied_with
from clubinterview.resume import hooks
from clubinterview.resume.checks import CheckedFile
from clubinterview.resume.models import Resume, ResumeKind, TextStatus
from clubinterview.resume.services import add_version
from clubinterview.storage import files
from tests.browser_client import BrowserClient
from tests.meanwhile import answer_to_commit_lost
from tests.resume.hostile import GOOD_DOCX, GOOD_PDF, SAMPLES, pdf


def body(content: bytes, filename: str, **fields: str) -> tuple[bytes, str]:
    """Return a multipart body and its content type; made by hand, because the client's own leaves files open."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in fields.items()
    ]
    head = f'Content-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\n'
    parts.append(head.encode() + content)
    return b"".join(
        b"--limit\r\n%b\r\n" % part for part in parts
    ) + b"--limit--\r\n", "multipart/form-data; boundary=limit"


def upload(browser: BrowserClient, content: bytes = GOOD_PDF, filename: str = "简历.pdf") -> TestResponse:
    data, content_type = body(content, filename, csrf_token=browser.token())
    return browser.post("/resume", data=data, content_type=content_type)


def versions() -> list[Resume]:
    db.session.rollback()
    return list(
        db.session.scalars(select(Resume).order_by(Resume.id).execution_options(populate_existing=True))
    )


def stored(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.iterdir()] if folder.exists() else []


def test_a_visitor_is_asked_to_sign_in(client: BrowserClient) -> None:
    assert client.get("/resume").location.startswith("/login")
    assert upload(client).status_code == 401
    assert client.submit("/resume/removal").status_code == 401
    assert client.get("/resume/file").location.startswith("/login")


def test_without_a_resume_the_page_asks_for_one(browser: Any, candidate: User) -> None:
    page = browser(candidate).get("/resume")

    assert page.status_code == 200
    assert 'class="empty"' in page.text
    assert 'type="file"' in page.text
    assert "/resume/removal" not in page.text


def test_a_resume_is_kept(browser: Any, candidate: User, folder: Path) -> None:
    response = upload(browser(candidate))

    assert (response.status_code, response.location) == (303, "/resume")
    (resume,) = versions()
    assert (resume.user_id, resume.is_current, resume.kind, resume.filename) == (
        candidate.id,
        True,
        "pdf",
        "简历.pdf",
    )
    assert (resume.size_bytes, resume.text_status) == (len(GOOD_PDF), TextStatus.WAITING)
    assert stored(folder) == [GOOD_PDF]
    assert tasks.pending_count() == 1


def test_the_page_shows_the_file(browser: Any, candidate: User) -> None:
    student = browser(candidate)
    upload(student, GOOD_DOCX, "我的 <b>简历</b>.docx")

    page = student.get("/resume").text

    assert "我的 &lt;b&gt;简历&lt;" not in page  # what stands before a slash is a folder
    assert "b&gt;.docx" in page or "b>.docx" in page
    assert "DOCX" in page and "5.4 kB" in page
    assert 'href="/resume/file"' in page and 'action="/resume/removal"' in page


def test_nothing_chosen_is_said_beside_the_field(browser: Any, candidate: User) -> None:
    response = browser(candidate).submit("/resume", {})

    assert response.status_code == 422
    assert 'id="file-errors"' in response.text
    assert versions() == []


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("a.pdf", b"<html>"),
        ("a.pdf", b""),
        ("a.exe", GOOD_PDF),
        ("a.docx", GOOD_PDF),
        ("a.pdf", pdf("<< /S /Launch >>")),
    ],
)
def test_a_refused_file_leaves_nothing_behind(
    browser: Any, candidate: User, folder: Path, filename: str, content: bytes
) -> None:
    student = browser(candidate)
    upload(student)

    response = upload(student, content, filename)

    assert response.status_code == 422
    assert 'id="file-errors"' in response.text
    assert "简历.pdf" in response.text
    assert len(versions()) == 1
    assert stored(folder) == [GOOD_PDF]


def test_the_content_type_of_the_browser_is_not_believed(browser: Any, candidate: User) -> None:
    file = (BytesIO(b"<html>"), "a.pdf", "application/pdf")

    response = browser(candidate).submit("/resume", {"file": file}, content_type="multipart/form-data")

    assert response.status_code == 422


def test_an_upload_needs_a_token(browser: Any, candidate: User) -> None:
    response = browser(candidate).post(
        "/resume", data={"file": (BytesIO(GOOD_PDF), "a.pdf")}, content_type="multipart/form-data"
    )

    assert response.status_code == 400
    assert versions() == []


def test_other_fields_change_nothing(browser: Any, candidate: User, other_candidate: User) -> None:
    fields = {
        "file": (BytesIO(GOOD_PDF), "a.pdf"),
        "user_id": str(other_candidate.id),
        "text_status": "ready",
    }

    browser(candidate).submit("/resume", fields, content_type="multipart/form-data")

    (resume,) = versions()
    assert (resume.user_id, resume.text_status) == (candidate.id, TextStatus.WAITING)


def test_a_new_resume_replaces_the_one_before(browser: Any, candidate: User, folder: Path) -> None:
    student = browser(candidate)
    upload(student)

    upload(student, GOOD_DOCX, "new.docx")

    old, new = versions()
    assert (old.is_current, old.size_bytes, old.text, old.deleted_at is None) == (None, 0, "", False)
    assert (new.is_current, new.filename) == (True, "new.docx")
    assert stored(folder) == [GOOD_DOCX]


def test_a_version_that_is_referred_to_is_kept(
    browser: Any, candidate: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = browser(candidate)
    upload(student)
    (old,) = versions()
    monkeypatch.setattr("clubinterview.resume.hooks.is_referred_to", [lambda resume_id: resume_id == old.id])

    upload(student, GOOD_DOCX, "new.docx")

    old, new = versions()
    assert (old.is_current, old.size_bytes, old.deleted_at) == (None, len(GOOD_PDF), None)
    assert new.is_current is True
    assert sorted(stored(folder)) == sorted([GOOD_PDF, GOOD_DOCX])


def test_the_same_file_again_changes_nothing(browser: Any, candidate: User, folder: Path) -> None:
    student = browser(candidate)

    assert [upload(student).status_code for _ in range(2)] == [303, 303]

    assert len(versions()) == 1
    assert stored(folder) == [GOOD_PDF]


def test_each_person_has_their_own(browser: Any, candidate: User, other_candidate: User) -> None:
    upload(browser(candidate))
    upload(browser(other_candidate))

    assert [resume.is_current for resume in versions()] == [True, True]
    assert versions()[0].storage_key != versions()[1].storage_key


def test_the_first_upload_over_the_days_number_waits(
    app: Flask, browser: Any, candidate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "UPLOADS_PER_DAY", 2)
    student = browser(candidate)
    upload(student), upload(student, GOOD_DOCX, "a.docx")

    response = upload(student)

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 80_000
    assert versions()[-1].filename == "a.docx"


def test_a_person_has_room_for_so_much(
    app: Flask, browser: Any, candidate: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "FILES_BYTES_PER_USER", len(GOOD_PDF) + 1000)
    monkeypatch.setattr("clubinterview.resume.hooks.is_referred_to", [lambda resume_id: True])
    student = browser(candidate)
    upload(student)

    response = upload(student, GOOD_DOCX, "a.docx")

    assert response.status_code == 422
    assert "100 MB" in response.text
    assert [(resume.is_current, resume.deleted_at) for resume in versions()] == [(True, None)]
    assert stored(folder) == [GOOD_PDF]


def test_a_full_disk_is_said_and_leaves_no_row(
    browser: Any, candidate: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = browser(candidate)

    def no_room(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(os, "fsync", no_room)

    assert upload(student).status_code == 507
    assert versions() == []
    assert stored(folder) == []


def test_a_refused_row_leaves_no_file(
    browser: Any, candidate: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = browser(candidate)

    def refuse(resume_id: int) -> bool:
        raise DomainError("")

    upload(student)
    monkeypatch.setattr("clubinterview.resume.hooks.is_referred_to", [refuse])

    assert upload(student, GOOD_DOCX, "a.docx").status_code == 409
    assert stored(folder) == [GOOD_PDF]


def test_a_resume_stays_when_the_answer_to_its_commit_is_lost(
    browser: Any, candidate: User, folder: Path
) -> None:
    student = browser(candidate)
    data, content_type = body(GOOD_PDF, "简历.pdf", csrf_token=student.token())

    with answer_to_commit_lost():
        assert student.post("/resume", data=data, content_type=content_type).status_code == 503

    assert len(versions()) == 1
    assert stored(folder) == [GOOD_PDF]


def test_a_large_file_passes_the_limit_of_other_pages(browser: Any, candidate: User) -> None:
    large = pdf(f"<< /Length {5_000_000} >>\nstream\n{'a' * 5_000_000}\nendstream")

    assert upload(browser(candidate), large).status_code == 303


def test_a_body_over_the_limit_is_too_large(browser: Any, candidate: User) -> None:
    response = upload(browser(candidate), bytes(13_000_000))

    assert response.status_code == 413
    assert versions() == []


def test_a_file_between_the_limits_is_refused_beside_the_field(browser: Any, candidate: User) -> None:
    response = upload(browser(candidate), bytes(11_000_000))

    assert response.status_code == 422
    assert "10 MB" in response.text


@pytest.mark.parametrize(("size", "status"), [(5_000_000, 422), (13_000_000, 413)])
@pytest.mark.filterwarnings("ignore:.*:pytest.PytestUnraisableExceptionWarning")
def test_a_body_without_a_length_is_limited_alike(
    browser: Any, candidate: User, size: int, status: int
) -> None:
    student = browser(candidate)
    data, content_type = body(bytes(size), "a.pdf", csrf_token=student.token())
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}

    response = student.post("/resume", data=data, content_type=content_type, environ_overrides=chunked)

    assert response.status_code == status
    gc.collect()  # the parser leaves the half-read file to the collector


def test_other_pages_keep_the_small_limit(browser: Any, candidate: User) -> None:
    student = browser(candidate)
    data, content_type = body(bytes(1_100_000), "a.pdf", csrf_token=student.token())

    assert student.post("/resume/removal", data=data, content_type=content_type).status_code == 413


def test_two_uploads_at_once_leave_one_current_version(
    app: Flask, browser: Any, candidate: User, folder: Path
) -> None:
    names = ["libreoffice.pdf", "ghostscript.pdf", "chromium.pdf", "libreoffice.docx"]
    browsers = [browser(candidate) for _ in names]
    tokens = [each.token() for each in browsers]
    barrier = threading.Barrier(len(names))
    statuses = []

    def send(each: BrowserClient, token: str, name: str) -> None:
        data, content_type = body((SAMPLES / name).read_bytes(), name, csrf_token=token)
        barrier.wait()
        statuses.append(each.post("/resume", data=data, content_type=content_type).status_code)

    threads = [threading.Thread(target=send, args=each) for each in zip(browsers, tokens, names, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [303] * 4
    assert db.session.scalar(select(func.count()).select_from(Resume).where(Resume.is_current)) == 1
    current = [resume for resume in versions() if resume.is_current]
    assert stored(folder) == [(SAMPLES / current[0].filename).read_bytes()]


def test_versions_written_at_once_leave_one_current(app: Flask, candidate: User, folder: Path) -> None:
    barrier = threading.Barrier(4)
    errors = []

    def write(number: int) -> None:
        with app.app_context():
            for turn in range(5):
                file = CheckedFile(ResumeKind.PDF, "a.pdf", f"{number} {turn}".encode())
                key = files.save("resume", file.content)
                barrier.wait()
                try:
                    with transaction():
                        add_version(candidate.id, file, key, now=utcnow())
                except DBAPIError as error:
                    errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert [resume.is_current for resume in versions()].count(True) == 1
    assert len(stored(folder)) == 1


def test_applications_are_asked_whether_they_refer_to_a_version() -> None:
    assert hooks.is_referred_to == [is_applied_with]
