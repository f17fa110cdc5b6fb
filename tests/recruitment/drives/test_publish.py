"""Officers publish a drive, change what may change then, and close it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from clubinterview.club.models import Role
from clubinterview.core.clock import utcnow
from clubinterview.extensions import db
from clubinterview.recruitment.models import (
    Drive,
    DriveDepartment,
    DriveStatus,
    FormField,
    Stage,
)
from tests.factories import make_club, make_drive, make_membership, make_user
from tests.recruitment.forms import drive_fields, local
from tests.recruitment.pages import drive_path, only_drive


def published_fields(drive: Drive, **changes: str) -> dict[str, str]:
    return {
        "title": "改了标题",
        "body": "改了文字",
        "closes_at": local(drive.closes_at + timedelta(days=1)),
        "screening_name": "筛选",
        "interview_name": "一面",
        **changes,
    }


def test_words_and_a_later_closing_of_a_published_drive_can_change(browser, officer, club):
    drive = make_drive(club=club)
    later = drive.closes_at + timedelta(days=1)

    browser(officer).submit(drive_path(club, drive, "/edit"), published_fields(drive))

    changed = only_drive()
    assert (changed.title, changed.body) == ("改了标题", "改了文字")
    assert changed.closes_at == later.replace(second=0, microsecond=0)
    assert db.session.scalars(select(Stage.name).order_by(Stage.position)).all() == ["筛选", "一面"]


def test_the_same_closing_stays_to_the_second(browser, officer, club):
    drive = make_drive(club=club)

    browser(officer).submit(
        drive_path(club, drive, "/edit"), published_fields(drive, closes_at=local(drive.closes_at))
    )

    assert only_drive().closes_at == drive.closes_at


def test_an_earlier_closing_of_a_published_drive_is_refused_beside_its_field(browser, officer, club):
    drive = make_drive(club=club)
    fields = published_fields(drive, closes_at=local(drive.closes_at - timedelta(minutes=1)))

    answer = browser(officer).submit(drive_path(club, drive, "/edit"), fields)

    assert answer.status_code == 422
    assert "改了标题" in answer.text
    assert only_drive().title == "2026 秋季招新"


def test_questions_criteria_and_departments_of_a_published_drive_stay(browser, officer, club):
    drive = make_drive(club=club)

    fields = drive_fields(club, closes_at=local(drive.closes_at), departments=[str(club.departments[0].id)])
    browser(officer).submit(drive_path(club, drive, "/edit"), fields)

    assert db.session.scalar(select(func.count()).select_from(DriveDepartment)) == 2
    assert "为什么想加入我们？" in db.session.scalars(select(FormField.label)).all()


def test_an_archived_drive_stays_as_it_is(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.ARCHIVED)

    assert (
        browser(officer).submit(drive_path(club, drive, "/edit"), published_fields(drive)).status_code == 409
    )


def test_a_draft_is_published(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)

    answer = browser(officer).submit(drive_path(club, drive, "/publication"))

    assert answer.location == drive_path(club, drive)
    assert only_drive().status == DriveStatus.OPEN


@pytest.mark.parametrize(
    ("status", "tail", "code", "after"),
    [
        ("open", "/publication", 302, "open"),
        ("closed", "/publication", 409, "closed"),
        ("archived", "/publication", 409, "archived"),
        ("draft", "/closing", 409, "draft"),
        ("open", "/closing", 302, "closed"),
        ("closed", "/closing", 302, "closed"),
        ("archived", "/closing", 409, "archived"),
    ],
)
def test_phases_follow_their_order(browser, officer, club, status, tail, code, after):
    drive = make_drive(club=club, status=DriveStatus(status))

    assert browser(officer).submit(drive_path(club, drive, tail)).status_code == code
    assert only_drive().status == after


def test_a_drive_whose_closing_has_passed_is_not_published(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.DRAFT, closes_at=utcnow() - timedelta(seconds=2))

    assert browser(officer).submit(drive_path(club, drive, "/publication")).status_code == 409
    assert only_drive().status == DriveStatus.DRAFT


def test_a_drive_without_departments_is_not_published(browser, officer):
    club = make_club(departments=())
    drive = make_drive(club=club, status=DriveStatus.DRAFT)
    member = make_user(school=club.school)
    make_membership(club=club, user=member, role=Role.OWNER)

    assert browser(member).submit(drive_path(club, drive, "/publication")).status_code == 409


@pytest.mark.parametrize("tail", ["/publication", "/closing"])
def test_nothing_is_published_or_closed_by_a_link(browser, officer, club, tail):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)

    assert browser(officer).get(drive_path(club, drive, tail)).status_code == 405
