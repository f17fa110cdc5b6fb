"""The officers' shell."""

import re
from datetime import timedelta
from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Role
from clubinterview.core.clock import utcnow
from clubinterview.recruitment.models import Status
from tests import factories


def test_one_club_is_opened_straight(browser: Any, officer: User, club: Club) -> None:
    assert browser(officer).get("/manage").headers["Location"] == f"/manage/{club.slug}"


def test_several_clubs_are_offered(browser: Any, officer: User, club: Club) -> None:
    other = factories.make_club(school=club.school, name="摄影社")
    factories.make_membership(club=other, user=officer, role=Role.INTERVIEWER)

    page = browser(officer).get("/manage").text

    assert club.name in page
    assert other.name in page


def test_people_without_a_club_are_told(browser: Any, candidate: User) -> None:
    assert browser(candidate).get("/manage").status_code == 403


def test_officers_see_the_drives_and_their_numbers(browser: Any, officer: User, club: Club) -> None:
    drive = factories.make_drive(club=club)
    factories.make_application(drive=drive)

    page = browser(officer).get(f"/manage/{club.slug}").text

    assert drive.title in page
    assert '<b class="num">1</b>' in page


def test_everybody_who_applied_is_counted(browser: Any, officer: User, club: Club) -> None:
    drive = factories.make_drive(club=club)
    for status in (Status.SUBMITTED, Status.SUBMITTED, Status.INTERVIEW, Status.REJECTED, Status.JOINED):
        factories.make_application(drive=drive, status=status)
    factories.make_application(drive=drive, status=Status.DRAFT)

    page = browser(officer).get(f"/manage/{club.slug}").text

    assert re.findall(r'<div class="stat"><b class="num">(\d+)</b>', page) == ["5", "1", "0", "1"]


def test_what_waits_is_linked(browser: Any, officer: User, club: Club) -> None:
    drive = factories.make_drive(club=club)
    for status in (Status.SUBMITTED, Status.WAITLISTED, Status.INTERVIEW):
        factories.make_application(drive=drive, status=status)
    window = browser(officer)

    links = re.findall(r'class="chip" href="([^"]+)"', window.get(f"/manage/{club.slug}").text)

    base = f"/manage/{club.slug}/drives/{drive.id}/applicants"
    assert links == [f"{base}?status=submitted", f"{base}?status=waitlisted"]
    assert [window.get(link).status_code for link in links] == [200, 200]


def test_nothing_is_linked_when_nothing_waits(browser: Any, officer: User, club: Club) -> None:
    factories.make_drive(club=club)

    assert 'class="chip"' not in browser(officer).get(f"/manage/{club.slug}").text


def test_interviewers_see_no_numbers_of_applicants(browser: Any, interviewer: User, club: Club) -> None:
    drive = factories.make_drive(club=club)
    factories.make_application(drive=drive)

    page = browser(interviewer).get(f"/manage/{club.slug}").text

    assert drive.title not in page
    assert "stats" not in page


def test_my_next_interviews_are_shown(browser: Any, interviewer: User, club: Club) -> None:
    stage = factories.make_drive(club=club).stages[1]
    factories.make_slot(stage=stage, panel=(interviewer,), place="教三 301")
    factories.make_slot(stage=stage, panel=(), place="别人的教室")
    factories.make_slot(
        stage=stage, starts_at=utcnow() - timedelta(days=1), panel=(interviewer,), place="昨天"
    )

    page = browser(interviewer).get(f"/manage/{club.slug}").text

    assert "教三 301" in page
    assert "别人的教室" not in page
    assert "昨天" not in page


@pytest.mark.parametrize("who", ["outsider", "candidate"])
def test_club_is_not_there_for_strangers(request: Any, browser: Any, club: Club, who: str) -> None:
    assert browser(request.getfixturevalue(who)).get(f"/manage/{club.slug}").status_code == 404
