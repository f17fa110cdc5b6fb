"""Officers archive a drive that is over; owners delete a draft."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.extensions import db
from clubinterview.recruitment.models import Drive, DriveStatus, FormField, Stage, Status
from clubinterview.recruitment.scorecards.models import Criterion
from tests.factories import make_application, make_club, make_drive
from tests.recruitment.pages import drive_path, only_drive


def make_closed(club, **fields):
    return make_drive(club=club, status=DriveStatus.CLOSED, **fields)


def test_a_closed_drive_is_archived(browser, officer, club):
    drive = make_closed(club)

    answer = browser(officer).submit(drive_path(club, drive, "/archiving"))

    assert (answer.status_code, answer.location) == (303, drive_path(club, drive))
    assert only_drive().status == DriveStatus.ARCHIVED
    assert db.session.scalars(select(AuditEntry.act)).all() == ["drive.archive"]


def test_a_drive_whose_time_is_over_is_archived(browser, officer, club):
    drive = make_drive(club=club, closes_at=utcnow() - timedelta(hours=1))

    browser(officer).submit(drive_path(club, drive, "/archiving"))

    assert only_drive().status == DriveStatus.ARCHIVED


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.INTERVIEW, Status.OFFERED])
def test_a_drive_with_people_who_wait_is_not_over(browser, officer, club, status):
    drive = make_closed(club)
    make_application(drive=drive, status=status)

    answer = browser(officer).submit(drive_path(club, drive, "/archiving"))

    assert answer.status_code == 409
    assert only_drive().status == DriveStatus.CLOSED


def test_results_of_every_kind_let_a_drive_end(browser, officer, club):
    drive = make_closed(club)
    for status in (Status.JOINED, Status.REJECTED, Status.WAITLISTED, Status.WITHDRAWN, Status.EXPIRED):
        make_application(drive=drive, status=status)

    assert browser(officer).submit(drive_path(club, drive, "/archiving")).status_code == 303


@pytest.mark.parametrize("status", [DriveStatus.DRAFT, DriveStatus.OPEN])
def test_a_drive_that_can_still_be_applied_to_is_not_archived(browser, officer, club, status):
    drive = make_drive(club=club, status=status)

    assert browser(officer).submit(drive_path(club, drive, "/archiving")).status_code == 409
    assert only_drive().status == status


def test_archiving_twice_is_once(browser, officer, club):
    drive = make_closed(club)
    for _ in range(2):
        assert browser(officer).submit(drive_path(club, drive, "/archiving")).status_code == 303

    assert db.session.scalar(select(func.count(AuditEntry.id))) == 1


def test_an_owner_deletes_a_draft_with_its_parts(browser, owner, club):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)

    answer = browser(owner).submit(drive_path(club, drive, "/deletion"))

    assert (answer.status_code, answer.location) == (303, f"/manage/{club.slug}/drives")
    for model in (Drive, Stage, Criterion, FormField):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    assert db.session.scalars(select(AuditEntry.act)).all() == ["drive.delete"]


@pytest.mark.parametrize("status", [DriveStatus.OPEN, DriveStatus.CLOSED, DriveStatus.ARCHIVED])
def test_what_was_published_is_not_deleted(browser, owner, club, status):
    drive = make_drive(club=club, status=status)

    assert browser(owner).submit(drive_path(club, drive, "/deletion")).status_code == 409
    assert only_drive().status == status


def test_officers_do_not_delete(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)

    assert browser(officer).submit(drive_path(club, drive, "/deletion")).status_code == 403


def test_a_drive_of_another_club_is_not_found(browser, owner, club):
    drive = make_drive(club=make_club(), status=DriveStatus.DRAFT)

    for act in ("/archiving", "/deletion"):
        assert browser(owner).submit(drive_path(club, drive, act)).status_code == 404


def test_the_page_offers_what_can_be_done(browser, owner, club):
    draft, closed = make_drive(club=club, status=DriveStatus.DRAFT), make_closed(club)
    reader = browser(owner)

    assert "/deletion" in reader.get(drive_path(club, draft)).text
    page = reader.get(drive_path(club, closed)).text
    assert "/archiving" in page
    assert "/deletion" not in page
