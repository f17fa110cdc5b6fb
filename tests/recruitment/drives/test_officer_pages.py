"""Officers' pages of drives: the list and one drive."""

from clubinterview.recruitment.models import (
    DriveStatus,
)
from tests.counting import counted
from tests.factories import make_drive
from tests.recruitment.pages import drive_path


def test_the_overview_leads_to_everything(browser, officer, club):
    drive = make_drive(club=club)

    page = browser(officer).get(drive_path(club, drive)).text

    for tail in (
        "/applicants",
        "/slots",
        "/edit",
        "/closing",
        *(f"/stages/{s.id}/decisions" for s in drive.stages),
    ):
        assert drive_path(club, drive, tail) in page


def test_the_overview_costs_six_statements(browser, officer, club):
    drive = make_drive(club=club)
    page = browser(officer)

    with counted() as count:
        assert page.get(drive_path(club, drive)).status_code == 200

    assert count.sql <= 6
    assert count.written == []


def test_the_form_of_a_draft_costs_six_statements(browser, officer, club):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)
    page = browser(officer)

    with counted() as count:
        assert page.get(drive_path(club, drive, "/edit")).status_code == 200

    assert count.sql <= 6


def test_the_list_shows_drives_newest_first_by_pages(browser, officer, club):
    for number in range(53):
        make_drive(club=club, title=f"招新第 {number} 次")
    page = browser(officer)

    first = page.get(f"/manage/{club.slug}/drives").text
    assert first.index("招新第 52 次") < first.index("招新第 3 次")
    assert "招新第 2 次" not in first
    second = page.get(first.split('rel="next" href="')[1].split('"')[0]).text
    assert "招新第 2 次" in second
    assert "招新第 3 次" not in second
    back = page.get(second.split('rel="prev" href="')[1].split('"')[0]).text
    assert "招新第 3 次" in back


def test_the_list_costs_four_statements(browser, officer, club):
    make_drive(club=club)
    page = browser(officer)

    with counted() as count:
        page.get(f"/manage/{club.slug}/drives")
    one = count.sql
    for _ in range(10):
        make_drive(club=club)
    with counted() as count:
        page.get(f"/manage/{club.slug}/drives")

    assert one == count.sql <= 4


def test_an_empty_list_says_what_to_do(browser, officer, club):
    assert f"/manage/{club.slug}/drives/new" in browser(officer).get(f"/manage/{club.slug}/drives").text
