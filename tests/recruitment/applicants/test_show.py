"""Officers read one applicant, and download the resume."""

import pytest
from sqlalchemy import select

from clubinterview.club.models import Department
from clubinterview.core.audit import AuditEntry
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.models import (
    ApplicationAnswer,
    DriveDepartment,
    DriveStatus,
    Status,
)
from clubinterview.storage import files
from tests.counting import counted
from tests.factories import make_application, make_decision, make_drive, make_resume
from tests.recruitment.cast import applied
from tests.recruitment.pages import list_of, page_of


def test_the_page_shows_all_that_officers_need(browser, officer, drive, candidate):
    resume = make_resume(user=candidate, text="熟悉 Python。<script>")
    application = make_application(drive=drive, user=candidate, resume=resume)
    with transaction():
        db.session.add(
            ApplicationAnswer(
                application_id=application.id, form_field_id=drive.fields[0].id, text="因为 𠮷😀 <b>"
            )
        )

    page = browser(officer).get(page_of(application)).text

    expected = [
        "欧阳子涵", candidate.student_number, "软件工程", application.reference, "技术部", "宣传部",
        "因为 𠮷😀 &lt;b&gt;", "熟悉 Python。&lt;script&gt;", page_of(application, "/resume"), page_of(application, "/decision"),
    ]  # fmt: skip
    assert [words for words in expected if words not in page] == []


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_every_state_has_a_page(browser, officer, drive, candidate, status):
    application = make_application(drive=drive, user=candidate, status=status)

    page = browser(officer).get(page_of(application)).text

    assert (page_of(application, "/decision") in page) == (status in {"submitted", "interview", "waitlisted"})


def test_neighbours_are_one_step_away(browser, officer, drive):
    first, second, third = (applied(drive, name) for name in ("甲", "乙", "丙"))
    make_application(drive=drive, status=Status.DRAFT)
    page = browser(officer)

    middle, newest = page.get(page_of(second)).text, page.get(page_of(third)).text

    assert f'rel="prev" href="{page_of(third)}"' in middle
    assert f'rel="next" href="{page_of(first)}"' in middle
    assert 'rel="prev"' not in newest


def test_the_first_wish_is_what_the_offer_would_be_for(browser, officer, drive, candidate):
    application = make_application(drive=drive, user=candidate, status=Status.INTERVIEW)
    tech, press = (choice for choice in application.choices)
    with transaction():
        tech.rank, press.rank = 3, 1

    page = browser(officer).get(page_of(application)).text

    assert f'<option selected value="{press.department_id}">' in page


def test_a_page_costs_six_statements_and_writes_nothing(browser, officer, drive, candidate):
    application = make_application(
        drive=drive, user=candidate, status=Status.INTERVIEW, resume=make_resume(user=candidate)
    )
    make_decision(application=application, stage=drive.stages[1], officer=officer)
    page = browser(officer)

    with counted() as count:
        assert page.get(page_of(application)).status_code == 200

    assert count.sql <= 6
    assert count.written == []


def test_a_download_is_noted_for_its_owner_to_see(browser, officer, club, application):
    key = files.save("resume", b"%PDF")
    with transaction():
        application.resume.size_bytes, application.resume.storage_key = 4, key

    with browser(officer).get(page_of(application, "/resume")) as answer:
        assert (answer.status_code, answer.data) == (200, b"%PDF")

    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.actor_id, entry.subject_user_id, entry.club_id) == (
        "resume.open",
        officer.id,
        application.user_id,
        club.id,
    )


def test_without_a_resume_there_is_nothing_to_download(browser, officer, drive, candidate):
    application = make_application(drive=drive, user=candidate)

    assert browser(officer).get(page_of(application, "/resume")).status_code == 404
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_departments_without_a_drive_are_no_filter(browser, officer, club, drive):
    with transaction():
        idle = Department(club_id=club.id, name="外联部", position=9)
        db.session.add(idle)
    closed = make_drive(club=club, status=DriveStatus.CLOSED)
    assert db.session.scalars(
        select(DriveDepartment.drive_id).where(DriveDepartment.drive_id == closed.id)
    ).all()

    assert browser(officer).get(list_of(drive, f"?department={idle.id}")).status_code == 404
