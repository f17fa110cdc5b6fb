"""A student's first page: its heading says what waits, or where things stand."""

import re
from datetime import timedelta
from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.recruitment.models import Drive, Status
from tests.factories import make_application, make_booking, make_club, make_drive, make_slot


@pytest.fixture
def drive(candidate: User) -> Drive:
    return make_drive(club=make_club(school=candidate.school))


def heading(reader: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", reader.get("/").text, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ([], "想加入哪个社团？"),
        ([Status.SUBMITTED], "我的报名"),
        ([Status.WAITLISTED], "我的报名"),
        ([Status.REJECTED], "想看看别的社团吗？"),
        ([Status.DRAFT], "有一份草稿等你提交"),
        ([Status.INTERVIEW], "选一个面试时间"),
    ],
)
def test_the_heading_says_where_things_stand(
    browser: Any, candidate: User, drive: Drive, statuses: list[Status], said: str
) -> None:
    for status in statuses:
        make_application(drive=drive, user=candidate, status=status)

    assert heading(browser(candidate)) == said


def test_a_draft_that_came_too_late_is_no_longer_asked_for(
    browser: Any, candidate: User, drive: Drive
) -> None:
    make_application(drive=drive, user=candidate, status=Status.DRAFT)
    with transaction():
        drive.closes_at = utcnow() - timedelta(hours=1)

    assert heading(browser(candidate)) == "想看看别的社团吗？"


@pytest.mark.parametrize(("locale", "said"), [("zh_Hans_CN", "明天"), ("en", "tomorrow, ")])
def test_tomorrows_interview_is_called_so(
    browser: Any, candidate: User, drive: Drive, locale: str, said: str
) -> None:
    with transaction():
        candidate.locale = locale
    application = make_application(drive=drive, user=candidate, status=Status.INTERVIEW)
    slot = make_slot(stage=drive.stages[1], starts_at=utcnow() + timedelta(days=1))
    make_booking(application=application, slot=slot)

    assert said in heading(browser(candidate))
