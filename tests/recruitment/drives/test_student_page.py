"""Students look at a drive: what it is about, and how to apply or why not."""

from datetime import timedelta

import pytest

from clubinterview.club.hooks import club_fragments
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.recruitment.drives.fragments import drives_fragment
from clubinterview.recruitment.models import (
    DriveStatus,
)
from tests.factories import make_club, make_drive
from tests.recruitment.pages import form_of


def test_a_student_sees_the_drive_and_may_apply(browser, candidate, drive):
    page = browser(candidate).get(f"/drives/{drive.id}").text

    for words in ("欢迎加入。", "技术部", "宣传部", "简历筛选", f'href="{form_of(drive)}"'):
        assert words in page


@pytest.mark.parametrize("tail", ["", "/application"])
def test_a_drive_is_shown_to_its_own_school_only(browser, outsider, drive, tail):
    assert browser(outsider).get(f"/drives/{drive.id}{tail}").status_code == 404


@pytest.mark.parametrize("tail", ["", "/application"])
def test_a_draft_of_a_drive_is_not_shown(browser, candidate, club, tail):
    drive = make_drive(club=club, status=DriveStatus.DRAFT)

    assert browser(candidate).get(f"/drives/{drive.id}{tail}").status_code == 404


@pytest.mark.parametrize("tail", ["", "/application"])
def test_drives_ask_to_sign_in(client, drive, tail):
    assert client.get(f"/drives/{drive.id}{tail}").location.startswith("/login")


@pytest.mark.parametrize(
    ("opens", "closes", "status"), [(1, 7, "open"), (-7, -1, "open"), (-1, 7, "closed"), (-1, 7, "archived")]
)
def test_a_drive_that_is_not_open_offers_no_form(browser, candidate, club, opens, closes, status):
    now = utcnow()
    drive = make_drive(
        club=club,
        status=DriveStatus(status),
        opens_at=now + timedelta(days=opens),
        closes_at=now + timedelta(days=closes),
    )
    page = browser(candidate)

    assert form_of(drive) not in page.get(f"/drives/{drive.id}").text
    assert page.get(form_of(drive)).status_code == 409


def test_the_club_page_lists_open_drives(candidate, club, drive):
    make_drive(club=club, status=DriveStatus.DRAFT)
    make_drive(club=club, closes_at=utcnow() - timedelta(days=1), opens_at=utcnow() - timedelta(days=2))

    name, fragment = drives_fragment(club, candidate)

    assert drives_fragment in club_fragments
    assert name == "recruitment/_club_drives.html"
    assert [(row.id, phase) for row, phase in fragment["drives"]] == [(drive.id, "open")]
    assert fragment["may_apply"]
    assert drives_fragment(make_club(), candidate) is None


@pytest.mark.parametrize(
    ("locale", "names"),
    [("zh_Hans_CN", ["简历筛选", "面试"]), ("en", ["Application review", "Interview"])],
)
def test_usual_stages_are_named_in_the_readers_language(browser, drive, candidate, locale, names):
    with transaction():
        candidate.locale = locale
        for stage in drive.stages:
            stage.name = ""

    page = browser(candidate).get(f"/drives/{drive.id}").text

    assert [f"<b>{name}</b>" in page for name in names] == [True, True]


def test_a_stage_that_the_club_named_keeps_its_name(browser, drive, candidate):
    with transaction():
        candidate.locale = "en"
        drive.stages[0].name = "初筛"

    page = browser(candidate).get(f"/drives/{drive.id}").text

    assert "<b>初筛</b>" in page
    assert "Application review" not in page
