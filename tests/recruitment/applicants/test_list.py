"""Officers list and filter applicants."""

import re

import pytest
from sqlalchemy import select

from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.models import (
    ApplicationChoice,
    Status,
)
from tests.factories import make_application, make_club, make_drive
from tests.recruitment.cast import applied
from tests.recruitment.pages import list_of, names, page_of


@pytest.mark.parametrize("tail", ["", "/1", "/1/resume"])
def test_pages_ask_to_sign_in(client, drive, tail):
    assert client.get(list_of(drive, tail)).location.startswith("/login")


@pytest.mark.parametrize("make_path", [lambda a: list_of(a.drive), page_of, lambda a: page_of(a, "/resume")])
def test_people_outside_the_club_find_nothing(browser, outsider, application, make_path):
    assert browser(outsider).get(make_path(application)).status_code == 404


@pytest.mark.parametrize("make_path", [lambda a: list_of(a.drive), page_of, lambda a: page_of(a, "/resume")])
def test_interviewers_may_not(browser, interviewer, application, make_path):
    assert browser(interviewer).get(make_path(application)).status_code == 403


@pytest.mark.parametrize("make_path", [lambda a: list_of(a.drive), page_of])
@pytest.mark.parametrize("reader", ["officer", "owner"])
def test_officers_and_owners_may(browser, request, application, make_path, reader):
    assert browser(request.getfixturevalue(reader)).get(make_path(application)).status_code == 200


def test_the_whole_address_is_checked(browser, officer, club, application):
    other_drive = make_drive(club=club)
    foreign = make_application(drive=make_drive(club=make_club()))
    page = browser(officer)

    assert page.get(list_of(other_drive, f"/{application.id}")).status_code == 404
    assert page.get(list_of(application.drive, f"/{foreign.id}")).status_code == 404
    assert page.get(f"/manage/{club.slug}/drives/{foreign.drive_id}/applicants").status_code == 404
    assert (
        page.get(f"/manage/{club.slug}/drives/{foreign.drive_id}/applicants/{foreign.id}").status_code == 404
    )


def test_a_draft_is_its_writers_alone(browser, officer, drive):
    draft = make_application(drive=drive, status=Status.DRAFT)
    page = browser(officer)

    assert names(page.get(list_of(drive)).text) == []
    assert page.get(page_of(draft)).status_code == 404
    assert page.get(list_of(drive, "?status=draft")).status_code == 404


def test_the_newest_stand_first(browser, officer, drive):
    for name in ("甲", "乙", "丙"):
        applied(drive, name)

    assert names(browser(officer).get(list_of(drive)).text) == ["丙", "乙", "甲"]


def test_applicants_of_other_drives_are_not_shown(browser, officer, club, drive):
    applied(make_drive(club=club), "别处")
    applied(drive, "这里")

    assert names(browser(officer).get(list_of(drive)).text) == ["这里"]


def test_a_status_filters_and_is_counted(browser, officer, drive):
    applied(drive, "甲")
    applied(drive, "乙", status=Status.INTERVIEW)
    applied(drive, "丙", status=Status.INTERVIEW)

    page = browser(officer).get(list_of(drive, "?status=interview")).text

    assert names(page) == ["丙", "乙"]
    chips = re.findall(r'class="chip"[^>]*>[^<]*<span class="num">(\d+)', page)
    assert chips[:3] == ["3", "1", "2"]


def test_any_wish_for_a_department_counts(browser, officer, drive):
    tech, press = drive.departments
    applied(drive, "两个")
    only_tech = applied(drive, "只要技术")
    with transaction():
        second = db.session.scalars(
            select(ApplicationChoice).where(
                ApplicationChoice.application_id == only_tech.id, ApplicationChoice.rank == 2
            )
        ).one()
        db.session.delete(second)
    page = browser(officer)

    assert names(page.get(list_of(drive, f"?department={press.id}")).text) == ["两个"]
    assert names(page.get(list_of(drive, f"?department={tech.id}")).text) == ["只要技术", "两个"]


def test_filters_combine(browser, officer, drive):
    tech = drive.departments[0]
    applied(drive, "张三")
    applied(drive, "张四", status=Status.INTERVIEW)
    applied(drive, "李四", status=Status.INTERVIEW)

    arguments = f"?status=interview&department={tech.id}&q=张"

    assert names(browser(officer).get(list_of(drive, arguments)).text) == ["张四"]


@pytest.mark.parametrize(
    "arguments",
    [
        "?status=nonsense",
        "?department=0",
        "?department=x",
        "?after=x",
        "?after=0",
        "?before=-1",
        "?after=99999999999",
    ],
)
def test_filters_that_cannot_be_are_not_found(browser, officer, drive, arguments):
    assert browser(officer).get(list_of(drive, arguments)).status_code == 404


def test_departments_of_other_clubs_are_not_found(browser, officer, drive):
    foreign = make_club().departments[0]

    assert browser(officer).get(list_of(drive, f"?department={foreign.id}")).status_code == 404


def test_pages_lead_there_and_back_with_their_filters(browser, officer, drive):
    many = [applied(drive, f"第{number}位", status=Status.INTERVIEW).user.name for number in range(53)]
    page = browser(officer)

    first = page.get(list_of(drive, "?status=interview")).text
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = page.get(following).text
    back = page.get(second.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")).text

    assert "status=interview" in following
    assert names(first) == many[::-1][:50] == names(back)
    assert names(second) == many[::-1][50:]


def test_an_empty_list_says_so(browser, officer, drive):
    page = browser(officer)

    assert 'class="empty"' in page.get(list_of(drive)).text
    assert list_of(drive) in page.get(list_of(drive, "?q=没有")).text


def test_a_page_is_small(browser, officer, drive):
    for number in range(50):
        applied(drive, f"欧阳子涵{number}")

    assert len(browser(officer).get(list_of(drive)).data) <= 30_000


def test_what_was_submitted_is_the_officers_to_review(browser, officer, candidate, drive):
    application = make_application(drive=drive, user=candidate, status=Status.SUBMITTED)

    officers = browser(officer).get(f"/manage/{drive.club.slug}/drives/{drive.id}/applicants").text
    students = browser(candidate).get("/applications").text

    assert '<span class="badge info">待筛选</span>' in officers
    assert '<span class="badge info">已提交</span>' in students
    assert application.status.label != application.status.officer_label
