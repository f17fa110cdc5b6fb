"""Reading the words of a resume in the background."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.resume import child
from clubinterview.resume.extraction import EXTRACT_TEXT, extract
from clubinterview.resume.models import Resume, ResumeKind, TextStatus
from clubinterview.storage import files
from tests.factories import make_resume
from tests.resume import hostile
from tests.resume.hostile import SAMPLES, docx_with_document, pdf

WORDS = [
    "欧阳子涵",
    "HTML/CSS/JavaScript，熟悉 Python 与 Flask。",
    "校园二手书平台",
    "曾组织 40 人的读书会。",
]


def waiting(user: User, content: bytes, kind: str = "pdf", **fields: Any) -> Resume:
    resume = make_resume(user=user, text="", **fields)
    with transaction():
        resume.storage_key = files.save("resume", content)
        resume.kind, resume.text_status = ResumeKind(kind), TextStatus.WAITING
    return resume


def reread(resume: Resume) -> Resume:
    db.session.rollback()
    return db.session.scalars(
        select(Resume).where(Resume.id == resume.id).execution_options(populate_existing=True)
    ).one()


@pytest.mark.parametrize("name", ["libreoffice.pdf", "ghostscript.pdf", "chromium.pdf", "libreoffice.docx"])
def test_words_of_real_files_are_read(candidate: User, name: str) -> None:
    resume = waiting(candidate, (SAMPLES / name).read_bytes(), name.split(".")[1])

    extract(resume.id)

    resume = reread(resume)
    assert resume.text_status == TextStatus.READY
    assert [word for word in WORDS if word not in resume.text] == []


def test_the_task_reads_what_was_uploaded(browser: Any, candidate: User) -> None:
    student = browser(candidate)
    student.submit(
        "/resume", {"file": (BytesIO(hostile.GOOD_PDF), "a.pdf")}, content_type="multipart/form-data"
    )
    resume = db.session.scalars(select(Resume)).one()
    assert 'class="badge info"' in student.get("/resume").text

    EXTRACT_TEXT.run(resume.id)

    assert reread(resume).text_status == TextStatus.READY
    assert 'class="badge good"' in student.get("/resume").text


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%%EOF", pdf(), hostile.aes_pdf()])
def test_a_file_without_words_stays_usable_and_says_so(browser: Any, candidate: User, content: bytes) -> None:
    resume = waiting(candidate, content)

    extract(resume.id)

    assert (reread(resume).text_status, reread(resume).text) == (TextStatus.FAILED, "")
    assert 'class="badge warn"' in browser(candidate).get("/resume").text
    assert browser(candidate).get("/resume/file", buffered=True).status_code == 200


def test_reading_ends_after_its_time(candidate: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(child.WALL_SECONDS, "text", 0.001)
    resume = waiting(candidate, hostile.GOOD_PDF)

    extract(resume.id)

    assert reread(resume).text_status == TextStatus.FAILED


def test_reading_ends_at_its_memory(candidate: User) -> None:
    words = b"<w:p><w:r><w:t>" + b"a" * 90_000_000 + b"</w:t></w:r></w:p>"
    resume = waiting(candidate, docx_with_document(words=words), "docx")

    extract(resume.id)

    resume = reread(resume)
    assert resume.text_status == TextStatus.FAILED or len(resume.text) == 100_000


def test_a_lost_file_is_noted(candidate: User) -> None:
    resume = waiting(candidate, b"a")
    files.delete(resume.storage_key)

    extract(resume.id)

    assert reread(resume).text_status == TextStatus.FAILED


def test_text_is_cut_and_cleaned(candidate: User) -> None:
    paragraphs = "<w:p><w:r><w:t>" + "字" * 120_000 + "</w:t></w:r></w:p>"
    first = "<w:p><w:r><w:t>⼯程 😀𠮷</w:t><w:tab/><w:t>a</w:t></w:r></w:p>" + "<w:p/>" * 9
    resume = waiting(candidate, docx_with_document(words=(first + paragraphs).encode()), "docx")

    extract(resume.id)

    resume = reread(resume)
    assert resume.text.startswith("工程 😀𠮷\ta\n\n字字")
    assert len(resume.text) == 100_000


def test_text_boxes_are_read_once(candidate: User) -> None:
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:p><w:r><w:t>方框</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>方框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )
    resume = waiting(candidate, docx_with_document(words=box.encode()), "docx")

    extract(resume.id)

    assert reread(resume).text.count("方框") == 1


def test_reading_twice_and_reading_nothing_do_no_harm(candidate: User) -> None:
    resume = waiting(candidate, hostile.GOOD_PDF)

    extract(resume.id)
    with transaction():
        reread(resume).text = "changed"
    extract(resume.id)
    extract(999_999)

    assert reread(resume).text == "changed"


def test_a_version_that_was_removed_meanwhile_is_left_alone(candidate: User) -> None:
    resume = waiting(candidate, hostile.GOOD_PDF)
    with transaction():
        resume.size_bytes = 0

    extract(resume.id)

    assert reread(resume).text == ""


def test_what_was_left_behind_is_taken_up(candidate: User, other_candidate: User) -> None:
    now = utcnow()
    old = waiting(candidate, hostile.GOOD_PDF, created_at=now - timedelta(seconds=121))
    waiting(other_candidate, hostile.GOOD_PDF, created_at=now - timedelta(seconds=100))

    assert EXTRACT_TEXT.left_behind(now) == [old.id]
    EXTRACT_TEXT.take_up()

    assert reread(old).text_status == TextStatus.READY


def test_an_upload_does_not_wait_for_redis_to_take_the_task(
    browser: Any, candidate: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(task: Any) -> None:
        raise ConnectionError

    student = browser(candidate)
    monkeypatch.setattr("clubinterview.extensions.tasks.enqueue", down)

    response = student.submit(
        "/resume", {"file": (BytesIO(hostile.GOOD_PDF), "a.pdf")}, content_type="multipart/form-data"
    )

    assert response.status_code == 303
    assert EXTRACT_TEXT.left_behind(utcnow() + timedelta(minutes=3)) != []
