"""What the overview shows of one's own interviews, to whom, and what it costs."""

from datetime import timedelta
from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Role
from clubinterview.core.clock import utcnow
from clubinterview.recruitment.models import DriveStatus
from tests import factories
from tests.counting import counted


def overview(window: Any, club: Club) -> str:
    return window.get(f"/manage/{club.slug}").text


@pytest.mark.parametrize("path", ["/manage", "/manage/{slug}"])
def test_visitors_are_asked_to_sign_in(client: Any, club: Club, path: str) -> None:
    address = path.format(slug=club.slug)

    assert client.get(address).headers["Location"] == f"/login?next={address}"


def test_cancelled_slots_are_left_out(browser: Any, interviewer: User, club: Club) -> None:
    stage = factories.make_drive(club=club).stages[1]
    factories.make_slot(stage=stage, panel=(interviewer,), place="照常的教室")
    factories.make_slot(stage=stage, panel=(interviewer,), place="取消的教室", cancelled_at=utcnow())

    page = overview(browser(interviewer), club)

    assert "照常的教室" in page
    assert "取消的教室" not in page


def test_slots_of_another_club_are_left_out(browser: Any, interviewer: User, club: Club) -> None:
    other = factories.make_club(school=club.school)
    factories.make_membership(club=other, user=interviewer)
    factories.make_slot(
        stage=factories.make_drive(club=other).stages[1], panel=(interviewer,), place="别的社团"
    )
    window = browser(interviewer)

    assert "别的社团" in overview(window, other)
    assert "别的社团" not in overview(window, club)


def test_next_five_slots_are_shown_soonest_first(browser: Any, interviewer: User, club: Club) -> None:
    stage = factories.make_drive(club=club).stages[1]
    for hours in (7, 3, 1, 6, 2, 5, 4):
        factories.make_slot(
            stage=stage,
            starts_at=utcnow() + timedelta(hours=hours),
            panel=(interviewer,),
            place=f"第{hours}场",
        )

    page = overview(browser(interviewer), club)

    places = sorted((page.find(f"第{hours}场"), hours) for hours in range(1, 8) if f"第{hours}场" in page)
    assert [hours for _, hours in places] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("role", "is_shown"), [("owner", True), ("officer", True), ("interviewer", False)])
def test_only_officers_are_led_to_drives(
    request: Any, browser: Any, club: Club, role: str, is_shown: bool
) -> None:
    factories.make_drive(club=club)

    page = overview(browser(request.getfixturevalue(role)), club)

    assert (f"/manage/{club.slug}/drives" in page) is is_shown


def test_interviewer_does_not_learn_of_a_draft(browser: Any, interviewer: User, club: Club) -> None:
    draft = factories.make_drive(club=club, status=DriveStatus.DRAFT, title="尚未公布的招新")

    assert draft.title not in overview(browser(interviewer), club)


def test_role_in_one_club_opens_no_other(browser: Any, owner: User, club: Club) -> None:
    other = factories.make_club(school=club.school)

    assert browser(owner).get(f"/manage/{other.slug}").status_code == 404


@pytest.mark.parametrize("page", ["/manage", "/manage/{slug}"])
def test_interviewers_pages_cost_the_same_for_more_clubs_and_slots(
    browser: Any, interviewer: User, club: Club, page: str
) -> None:
    stage = factories.make_drive(club=club).stages[1]
    window = browser(interviewer)
    costs = []
    for _ in range(2):
        for number in range(6):
            other = factories.make_club(school=club.school)
            factories.make_membership(club=other, user=interviewer, role=Role.INTERVIEWER)
            factories.make_slot(
                stage=stage, starts_at=utcnow() + timedelta(hours=1 + number), panel=(interviewer,)
            )
        window.get(page.format(slug=club.slug))
        with counted() as count:
            window.get(page.format(slug=club.slug))
        costs.append(count.sql)
        assert count.written == []

    assert costs[0] == costs[1] <= 6
