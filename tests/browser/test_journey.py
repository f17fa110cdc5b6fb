"""The main job, end to end: from the first visit to the accepted offer, on a phone and a laptop, in both languages."""

import re
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Service

pytestmark = pytest.mark.browser

ADMINISTRATOR = ("admin@example.edu.cn", "A-Quiet-Harbour-At-Night-9")
OWNER, INTERVIEWER = "owner@example.edu.cn", "interviewer@example.edu.cn"
CLUB = "computing"
NAMES = ("欧阳子涵", "Zoë O'Brien-Ng", "𠮷田 光😀")
journeys = count(1)


@pytest.fixture(scope="session")
def club(service: Service, chromium: object) -> str:
    """A club with an owner and an interviewer, made by people at their screens; returns its slug."""
    password = ADMINISTRATOR[1]
    service.command(
        "create-admin", ADMINISTRATOR[0], "--name", "苏平", "--password-stdin", typed=f"{password}\n"
    )
    return CLUB


@pytest.fixture
def staffed_club(club: str, service: Service, person: Callable[..., Page]) -> str:
    if service.letters(OWNER):
        return club
    owner, interviewer, administrator = person(), person(), person()
    acts.register(owner, service, OWNER, "林知远", "2024110001")
    acts.register(interviewer, service, INTERVIEWER, "沈嘉树", "2024110002")
    acts.sign_in(administrator, *ADMINISTRATOR)
    acts.set_up_second_factor(administrator)
    acts.make_club(administrator, CLUB, "计算机协会", OWNER)
    acts.add_member(owner, CLUB, INTERVIEWER)
    for department in ("技术部", "宣传部"):
        acts.add_department(owner, CLUB, department)
    return club


@pytest.mark.parametrize(
    ("width", "language", "javascript"),
    [
        (360, "zh-CN", True), (1280, "zh-CN", True), (360, "en-GB", True), (1280, "en-GB", True), (360, "zh-CN", False),
    ],
)  # fmt: skip
def test_student_is_recruited_end_to_end(
    width: int,
    language: str,
    javascript: bool,
    staffed_club: str,
    service: Service,
    person: Callable[..., Page],
) -> None:
    number = next(journeys)
    address, title = f"student{number}@example.edu.cn", f"秋季招新 {number}"
    student = person(width=width, language=language, javascript=javascript)
    owner, interviewer = person(width=width, language=language), person(width=width, language=language)
    acts.sign_in(owner, OWNER)
    acts.sign_in(interviewer, INTERVIEWER)
    drive = acts.make_drive(owner, staffed_club, title)

    acts.register(student, service, address, NAMES[number % len(NAMES)], f"202611000{number}")
    acts.upload_resume(student)
    acts.apply(student, staffed_club, title)
    application = student.url.rsplit("/", 1)[1]
    acts.decide_and_publish(owner, 0, drive, deadline=False)
    acts.add_slots(owner, drive, days=number)
    student.goto(f"/applications/{application}/slots")
    student.locator("[name=slot_id]:enabled").first.check(force=True)
    acts.press(student, "main form:has([name=slot_id]) [type=submit]")
    expect(student.locator("main")).to_contain_text("教三 201")
    owner.goto(f"/manage/{staffed_club}/interviews?panel=all")
    acts.score(owner, staffed_club, application, points=5)
    acts.score(interviewer, staffed_club, application, points=4)
    acts.decide_and_publish(owner, 1, drive, deadline=True)
    student.goto("/")
    acts.press(student, "main .hero a")
    acts.press(student, "form[action$='/offer/acceptance'] button")

    assert student.locator("html").get_attribute("lang") == ("en" if language.startswith("en") else "zh-Hans")
    assert re.search("Joined|已加入", student.inner_text("main"))
