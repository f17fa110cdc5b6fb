"""Only officers of the club write and publish its drives."""

import pytest

from clubinterview.recruitment.models import (
    DriveStatus,
)
from tests.factories import make_club, make_drive
from tests.recruitment.pages import drive_path


@pytest.mark.parametrize("tail", ["", "/new", "/1", "/1/edit"])
def test_pages_ask_to_sign_in(client, club, tail):
    assert client.get(f"/manage/{club.slug}/drives{tail}").status_code == 302


@pytest.mark.parametrize("tail", ["/new", "/1/edit", "/1/publication", "/1/closing"])
def test_changes_by_nobody_are_refused(client, club, tail):
    assert client.submit(f"/manage/{club.slug}/drives{tail}").status_code == 401


@pytest.mark.parametrize("tail", ["", "/edit", "/publication", "/closing"])
def test_people_outside_the_club_find_nothing(browser, outsider, club, tail):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)
    stranger = browser(outsider)

    method = stranger.submit if tail.endswith(("tion", "ing")) else stranger.get

    assert method(drive_path(club, drive, tail)).status_code == 404


@pytest.mark.parametrize("tail", ["", "/edit", "/publication", "/closing"])
def test_interviewers_may_not(browser, interviewer, club, tail):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)
    member = browser(interviewer)

    method = member.submit if tail.endswith(("tion", "ing")) else member.get

    assert method(drive_path(club, drive, tail)).status_code == 403


@pytest.mark.parametrize("tail", ["", "/edit", "/publication", "/closing"])
def test_another_clubs_drive_is_not_found_in_this_club(browser, officer, club, tail):
    foreign = make_drive(club=make_club(), status=DriveStatus.DRAFT)
    member = browser(officer)

    method = member.submit if tail.endswith(("tion", "ing")) else member.get

    assert method(drive_path(club, foreign, tail)).status_code == 404
