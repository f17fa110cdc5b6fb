"""What the main pages ask of the database and of Redis: the same for 3 rows and for 300, and nothing is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.interview.models import Slot
from clubinterview.messaging.models import Notification
from clubinterview.recruitment.messages import SUBMITTED
from clubinterview.recruitment.models import (
    Application,
    ApplicationChoice,
    Drive,
    DriveStatus,
    Stage,
    StageKind,
    Status,
)
from tests import factories
from tests.counting import Count, counted

MOST = 6
PAGES = {
    "first page": ("student", "/"),
    "clubs": ("student", "/clubs"),
    "club": ("student", "/clubs/{club}"),
    "my applications": ("student", "/applications"),
    "my application": ("student", "/applications/{application}"),
    "choose a time": ("student", "/applications/{application}/slots"),
    "notifications": ("student", "/notifications"),
    "account": ("student", "/me"),
    "practice": ("student", "/practice"),
    "new mock interview": ("student", "/practice/new"),
    "practice questions": ("student", "/practice/questions"),
    "club's overview": ("officer", "/manage/{club}"),
    "drives": ("officer", "/manage/{club}/drives"),
    "applicants": ("officer", "/manage/{club}/drives/{drive}/applicants"),
    "applicant": ("officer", "/manage/{club}/drives/{drive}/applicants/{application}"),
    "ranking": ("officer", "/manage/{club}/drives/{drive}/stages/{stage}/decisions"),
    "slots": ("officer", "/manage/{club}/drives/{drive}/slots"),
    "interviews": ("officer", "/manage/{club}/interviews"),
}


@dataclass
class Season:
    """A club in the middle of a season: addresses' parts, and who reads."""

    parts: dict[str, Any]
    student: User
    officer: User
    club: Club
    drive: Drive

    def grow(self, numbers: range) -> None:
        """Add a row for each number to every list."""
        with transaction():
            _add_applicants(self.drive, numbers)
            _add_slots(self.drive, self.officer, numbers)
            _add_clubs_and_drives(self.club, self.student, numbers)
            db.session.add_all(
                Notification(user_id=self.student.id, kind=SUBMITTED.name, parameters=NOTICE) for _ in numbers
            )


@pytest.fixture
def season(club: Club, candidate: User, officer: User) -> Season:
    """A season whose lists can be grown: `season.grow(rows)` adds so many rows of everything that is listed."""
    drive = factories.make_drive(club=club)
    application = factories.make_application(drive=drive, user=candidate, status=Status.INTERVIEW)
    parts = {"club": club.slug, "drive": drive.id, "application": application.id, "stage": drive.stages[1].id}
    return Season(parts, candidate, officer, club, drive)


NOTICE = {"club": "计算机协会", "drive": "2026 秋季招新", "reference": "CI-7F3K2M"}


def _add_applicants(drive: Drive, numbers: range) -> None:
    people = [
        User(
            name=f"同学{number}", email=f"row{number}@example.edu.cn", school_id=drive.club.school_id,
            password_hash=factories.PASSWORD_HASH, major="软件工程", student_number=f"R{number}",
        )
        for number in numbers
    ]  # fmt: skip
    db.session.add_all(
        Application(
            drive_id=drive.id, user=person, status=Status.INTERVIEW, stage_id=drive.stages[1].id,
            reference=f"CI-R{number:05d}", submitted_at=utcnow(),
            choices=[ApplicationChoice(rank=1, department_id=drive.departments[0].id)],
        )
        for number, person in zip(numbers, people, strict=True)
    )  # fmt: skip


def _add_slots(drive: Drive, officer: User, numbers: range) -> None:
    tomorrow = utcnow() + timedelta(days=1)
    for number in numbers:
        starts_at = tomorrow + timedelta(minutes=30 * number)
        slot = Slot(
            stage_id=drive.stages[1].id, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=20),
            place="教三 201", capacity=3, booked=0, panel=[officer],
        )  # fmt: skip
        db.session.add(slot)


def _add_clubs_and_drives(club: Club, candidate: User, numbers: range) -> None:
    for number in numbers:
        other = Club(school_id=club.school_id, slug=f"row-{number}", name=f"社团{number}")
        for host in (club, other):
            drive = Drive(
                club=host, title=f"招新 {number}", status=DriveStatus.OPEN,
                opens_at=utcnow() - timedelta(days=1), closes_at=utcnow() + timedelta(days=7),
                stages=[Stage(position=1, kind=StageKind.SCREENING, name="筛选")],
            )  # fmt: skip
            db.session.add(drive)
        db.session.add(
            Application(
                drive=drive,
                user_id=candidate.id,
                status=Status.SUBMITTED,
                stage=drive.stages[0],
                reference=f"CI-M{number:05d}",
                submitted_at=utcnow(),
            )  # fmt: skip
        )


def test_pages_cost_the_same_for_3_and_300_rows(
    season: Season, browser: Any, record_property: Callable[[str, object], None]
) -> None:
    windows = {reader: browser(getattr(season, reader)) for reader in ("student", "officer")}
    addresses = {
        page: (windows[reader], path.format(**season.parts)) for page, (reader, path) in PAGES.items()
    }
    season.grow(range(3))
    few = {page: _cost(*asked) for page, asked in addresses.items()}
    season.grow(range(3, 300))

    many = {page: _cost(*asked) for page, asked in addresses.items()}

    for page, cost in many.items():
        record_property("cost", f"{page}: {cost.sql} SQL, {cost.redis} Redis")
    assert {page: cost.statements for page, cost in many.items() if cost.sql > MOST} == {}
    assert {page: cost.sql for page, cost in many.items()} == {page: cost.sql for page, cost in few.items()}
    assert {page: cost.commands for page, cost in many.items() if cost.redis != 1} == {}
    assert {page: cost.written for page, cost in many.items() if cost.written} == {}


def _cost(window: Any, address: str) -> Count:
    """Return what the page asks once everything is warm."""
    assert window.get(address).status_code == 200
    with counted() as count:
        window.get(address)
    return count
