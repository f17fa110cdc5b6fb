"""The officers' shell."""

from datetime import timedelta
from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Role
from clubinterview.core.clock import utcnow
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
