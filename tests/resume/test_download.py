"""Taking one's own resume home again."""

from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.resume.models import Resume
from clubinterview.storage import files
from tests.factories import make_resume
from tests.resume.hostile import GOOD_DOCX, GOOD_PDF


def upload(browser: Any, content: bytes, filename: str) -> None:
    browser.submit("/resume", {"file": (BytesIO(content), filename)}, content_type="multipart/form-data")


@pytest.mark.parametrize(
    ("filename", "content", "kind"),
    [
        ("欧阳子涵 简历.pdf", GOOD_PDF, "application/pdf"),
        ("cv.docx", GOOD_DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_the_file_comes_back_as_an_attachment(
    browser: Any, candidate: User, filename: str, content: bytes, kind: str
) -> None:
    student = browser(candidate)
    upload(student, content, filename)

    response = student.get("/resume/file", buffered=True)

    assert (response.status_code, response.data, response.content_type) == (200, content, kind)
    assert response.headers["Content-Disposition"] == (
        f"attachment; filename=\"resume{filename[filename.index('.') :]}\"; filename*=UTF-8''{quote(filename)}"
    )
    assert response.headers["Content-Length"] == str(len(content))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox")


def test_without_a_resume_there_is_nothing(browser: Any, candidate: User) -> None:
    assert browser(candidate).get("/resume/file", buffered=True).status_code == 404


def test_nobody_gets_anothers(browser: Any, candidate: User, other_candidate: User) -> None:
    upload(browser(other_candidate), GOOD_PDF, "a.pdf")

    assert browser(candidate).get("/resume/file", buffered=True).status_code == 404


def test_a_lost_file_is_not_found(browser: Any, candidate: User, folder: Path) -> None:
    student = browser(candidate)
    upload(student, GOOD_PDF, "a.pdf")
    for path in folder.iterdir():
        path.unlink()

    assert student.get("/resume/file", buffered=True).status_code == 404


def test_a_name_cannot_break_the_header(browser: Any, candidate: User) -> None:
    resume = make_resume(user=candidate)
    with transaction():
        resume.storage_key, resume.filename = files.save("resume", b"a" * 1234), 'a"; b\r\nX: y.pdf'

    header = browser(candidate).get("/resume/file", buffered=True).headers["Content-Disposition"]

    assert header == "attachment; filename=\"resume.pdf\"; filename*=UTF-8''a%22%3B%20b%0D%0AX%3A%20y.pdf"


def test_looking_and_downloading_change_nothing(browser: Any, candidate: User) -> None:
    student = browser(candidate)
    upload(student, GOOD_PDF, "a.pdf")
    before = db.session.execute(select(Resume.__table__)).all()

    student.get("/resume")
    student.get("/resume/file", buffered=True)
    student.head("/resume/file", buffered=True)

    db.session.rollback()
    assert db.session.execute(select(Resume.__table__)).all() == before
