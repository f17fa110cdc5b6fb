"""The coach on a phone and a laptop, with scripts and without: asked, waited for, and read."""

import re
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Service, wait_for

pytestmark = pytest.mark.browser
numbers = count(1)


@pytest.mark.parametrize(("width", "javascript"), [(360, True), (1280, False)])
def test_the_coach_shows_where_it_has_it_from(
    service: Service, person: Callable[..., Page], width: int, javascript: bool
) -> None:
    number = next(numbers)
    page = person(width=width, javascript=javascript)
    acts.register(page, service, f"coached{number}@example.edu.cn", "陈一鸣", f"202611000{number}")
    acts.upload_resume(page)
    wait_for(lambda: page.goto("/resume") and page.locator(".badge.good").all())

    page.goto("/practice/coach")
    page.fill("[name=question]", "我的简历里有没有 Python？")
    acts.press(page, "main form:has([name=question]) [type=submit]")

    expect(page).to_have_url(re.compile(r"/practice/coach/\d+"))
    expect(page.locator(".coach-passages a").first).to_have_attribute("href", "/resume", timeout=20_000)
    expect(page.locator("[aria-busy]")).to_have_count(0)
    acts.confirm(page, "form[action$='/deletion']")
    expect(page).to_have_url(re.compile(r"/practice/coach$"))
