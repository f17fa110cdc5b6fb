"""Practising in Chromium: saved as typed, also over a lost network and a killed server; the report comes once."""

import re
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Service

pytestmark = pytest.mark.browser

SAID = "去年我在校青协负责图书义卖，五个人三天卖出三百二十本书，最后筹到两千一百元。我学到的是先分工再开工。"
STATE, TEXT, NEXT = "[data-save-state]", "[name=text]", "form[data-answer] [type=submit]"
COVERED = """() => {
  const focused = document.activeElement;
  const bar = document.querySelector(".tabbar").getBoundingClientRect();
  const isUnder = focused.closest("main") && focused.getBoundingClientRect().bottom > bar.top;
  return isUnder ? [focused.textContent.trim()] : [];
}"""


def begin(page: Page, *, questions: str = "1") -> None:
    page.goto("/practice/new")
    page.select_option("[name=count]", questions)
    acts.press(page, "main form [type=submit]")
    expect(page).to_have_url(re.compile(r"/practice/sessions/\d+$"))


def answer_all(page: Page) -> None:
    """Answer every question, follow-ups too, until the session is over."""
    while page.locator(TEXT).count():
        page.fill(TEXT, SAID)
        acts.press(page, NEXT)


@pytest.mark.parametrize(("width", "language"), [(360, "zh-CN"), (1280, "en-GB")])
def test_an_interview_is_practised_to_its_report(
    service: Service, person: Callable[..., Page], width: int, language: str
) -> None:
    page = person(width=width, language=language)
    acts.register(page, service, f"practice{width}@example.edu.cn", "陈一鸣", f"2026{width:06d}")
    begin(page, questions="3")

    answer_all(page)

    expect(page.locator(".radar")).to_be_visible(timeout=20_000)
    acts.press(page, "form[action$='/sharing'] button")
    link = page.locator(".link-text").inner_text()
    friend = person(width=width)
    friend.goto(link)
    expect(friend.locator("main")).to_contain_text(SAID[:12])
    acts.confirm(page, "form[action$='/sharing/end']")
    assert friend.goto(link).status == 404


def test_without_scripts_it_works_too(service: Service, person: Callable[..., Page]) -> None:
    page = person(width=360, javascript=False)
    acts.register(page, service, "noscript@example.edu.cn", "林知远", "2026110101")
    begin(page)

    answer_all(page)

    expect(page.locator(".radar")).to_be_visible(timeout=20_000)


def test_words_survive_a_lost_network_a_reload_and_another_device(
    service: Service, person: Callable[..., Page]
) -> None:
    page = person(width=360)
    acts.register(page, service, "offline@example.edu.cn", "周晓", "2026110102")
    begin(page)
    page.fill(TEXT, "第一句。")
    expect(page.locator(STATE)).to_have_text("已保存")

    page.context.set_offline(True)
    page.fill(TEXT, "第一句。第二句。")
    expect(page.locator(STATE)).to_contain_text("网络断开")
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_have_text("已保存")

    page.reload()
    expect(page.locator(TEXT)).to_have_value("第一句。第二句。")
    other = person(width=1280)
    acts.sign_in(other, "offline@example.edu.cn")
    other.goto(page.url)
    expect(other.locator(TEXT)).to_have_value("第一句。第二句。")


def test_nothing_is_lost_when_the_server_is_killed(service: Service, person: Callable[..., Page]) -> None:
    page = person(width=360)
    acts.register(page, service, "killed@example.edu.cn", "欧阳子涵", "2026110103")
    begin(page)
    page.fill(TEXT, "写到一半")
    expect(page.locator(STATE)).to_have_text("已保存")

    service.stop(signal.SIGKILL)
    page.fill(TEXT, SAID)
    expect(page.locator(STATE)).to_contain_text("网络断开")
    service.start()

    expect(page.locator(STATE)).to_have_text("已保存", timeout=40_000)
    answer_all(page)
    page.goto("about:blank")  # the page of a report that is being made loads itself anew
    service.stop(signal.SIGKILL)  # the report may be half made
    service.start()
    page.goto("/practice/history")
    acts.press(page, ".list a")
    expect(page.locator(".radar")).to_be_visible(timeout=100_000)
    page.goto("/practice/history")
    expect(page.locator(".list li")).to_have_count(1)


def test_words_wait_for_who_was_signed_out_and_is_back(service: Service, person: Callable[..., Page]) -> None:
    page = person(width=360, language="en-GB")
    acts.register(page, service, "signedout@example.edu.cn", "方小雨", "2026110110")
    begin(page)

    page.context.clear_cookies()
    page.fill(TEXT, "第一句。")
    expect(page.locator(STATE)).to_contain_text("You're signed out")
    other = page.context.new_page()
    acts.sign_in(other, "signedout@example.edu.cn")

    expect(page.locator(STATE)).to_have_text("Saved", timeout=40_000)
    page.fill(TEXT, SAID)
    acts.press(page, NEXT)
    expect(page.locator(TEXT)).to_have_value("")


def test_a_save_that_gets_no_answer_holds_nobody_up(service: Service, person: Callable[..., Page]) -> None:
    page = person(width=360)
    acts.register(page, service, "hung@example.edu.cn", "何安", "2026110111")
    begin(page)
    page.route("**/text", lambda route: None)
    with page.expect_request("**/text"):
        page.fill(TEXT, SAID)

    page.click(NEXT)

    expect(page.locator(TEXT)).to_have_value("", timeout=40_000)


def test_a_sentence_put_in_the_middle_while_offline_survives_a_reload(
    service: Service, person: Callable[..., Page]
) -> None:
    page = person(width=360)
    acts.register(page, service, "middle@example.edu.cn", "陈一鸣", "2026110104")
    begin(page)
    page.fill(TEXT, "第一句。第三句。")
    expect(page.locator(STATE)).to_have_text("已保存")
    page.context.set_offline(True)
    page.fill(TEXT, "第一句。第二句。第三句。")
    expect(page.locator(STATE)).to_contain_text("网络断开")

    page.context.set_offline(False)
    page.reload()

    expect(page.locator(TEXT)).to_have_value("第一句。第二句。第三句。")


def test_what_was_just_typed_goes_with_every_button(service: Service, person: Callable[..., Page]) -> None:
    page = person(width=1280)
    acts.register(page, service, "buttons@example.edu.cn", "林知远", "2026110105")
    begin(page)

    page.fill(TEXT, "还没来得及自动保存")
    acts.press(page, "[formaction$='/pause']")
    expect(page.locator(TEXT)).to_have_value("还没来得及自动保存")
    page.locator(TEXT).press_sequentially("，又写了几个字")
    page.locator("details.confirm summary").first.click()
    acts.press(page, "[formaction$='/completion']")

    expect(page.locator("main")).to_contain_text("，又写了几个字", timeout=20_000)
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_the_tab_bar_covers_nothing_that_has_the_focus(service: Service, person: Callable[..., Page]) -> None:
    page = person(width=360)
    acts.register(page, service, "keyboard@example.edu.cn", "李语嫣", "2026110109")
    page.goto("/practice")
    covered, reached = [], 0

    page.locator(".skip").focus()
    while not page.evaluate("document.activeElement.closest('.foot, .tabbar') !== null"):
        page.keyboard.press("Tab")
        reached += page.evaluate("document.activeElement.closest('main') !== null")
        covered += page.evaluate(COVERED)

    assert reached > 5
    assert covered == []
