"""What people do in the journey, as someone at the screen does it: by links, fields and buttons."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyotp
from playwright.sync_api import Page, expect

from tests.browser.conftest import Service

PASSWORD = "Paper-Lantern-Harbour-7"
SCHOOL = "浙江大学"
RESUME = Path(__file__).resolve().parents[1] / "data" / "libreoffice.docx"
ZONE = ZoneInfo("Asia/Shanghai")


def press(page: Page, selector: str) -> None:
    """Press a button or link and wait for the page that follows; none is wider than the window."""
    page.locator(selector).first.click()
    page.wait_for_load_state()
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} is {wider} px wider than the window"


def confirm(page: Page, selector: str) -> None:
    """Open the question of a confirmed act, and answer it. selector: of its form."""
    page.locator("details", has=page.locator(selector)).locator("summary").first.click()
    press(page, f"{selector} button")


def register(page: Page, service: Service, email: str, name: str, number: str) -> None:
    """Register by the mailed code, and complete the account."""
    page.goto("/register")
    page.fill("[name=address]", email)
    press(page, "main form [type=submit]")
    page.fill("[name=code]", service.code_for(email))
    press(page, "main form [type=submit]")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=name]", name)
    page.fill("[name=school]", SCHOOL)
    page.fill("[name=major]", "软件工程")
    page.fill("[name=student_number]", number)
    page.check("[name=consent]")
    press(page, "main form .form-actions [type=submit]")
    expect(page).to_have_url(re.compile(r"/$"))


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/login")
    page.fill("[name=address]", email)
    page.fill("[name=password]", password)
    press(page, "main form .form-actions [type=submit]")
    expect(page).not_to_have_url(re.compile("/login"))


def set_up_second_factor(page: Page) -> None:
    """Do what an administrator is led to at the first sign-in: type the code that an app shows for the secret."""
    expect(page).to_have_url(re.compile("/me/security/second-factor$"))
    secret = page.locator(".code-text").inner_text().replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    press(page, "main form:has([name=code]) [type=submit]")
    expect(page.locator(".code-list li")).to_have_count(10)


def upload_resume(page: Page) -> None:
    page.goto("/resume")
    page.set_input_files("[type=file]", RESUME)
    press(page, "main form:has([type=file]) [type=submit]")
    expect(page.locator("main")).to_contain_text(RESUME.name)


def apply(page: Page, club: str, title: str) -> None:
    """Find the club and its drive, save a draft, then submit; ends on the application's page."""
    page.goto("/clubs")
    press(page, f"main a[href='/clubs/{club}']")
    press(page, f"main a:has-text('{title}')")
    press(page, "main a[href$='/application']")
    page.select_option("[name=wish_1]", index=1)
    page.select_option("[name=wish_2]", index=2)
    press(page, "[name=act][value=draft]")
    page.goto(page.url if page.url.endswith("/application") else f"{page.url.rstrip('/')}")
    if not page.locator("textarea").count():
        press(page, "main a[href$='/application']")
    expect(page.locator("[name=wish_1] option:checked")).not_to_have_attribute("value", "")
    page.fill("textarea", "因为你们做的东西真的有人用。😀")
    press(page, "[name=act][value=submit]")
    expect(page).to_have_url(re.compile(r"/applications/\d+$"))


def make_drive(page: Page, club: str, title: str) -> str:
    """Write and publish a drive with one question and one criterion; returns its address."""
    now = datetime.now(ZONE)
    page.goto(f"/manage/{club}/drives/new")
    page.fill("[name=title]", title)
    page.fill("[name=body]", "欢迎加入，**专业不限**。")
    page.fill("[name=opens_at]", f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.fill("[name=closes_at]", f"{now + timedelta(days=5):%Y-%m-%dT%H:%M}")
    for box in page.locator("[name=departments]").all():
        box.check()
    page.select_option("[name=questions-0-kind]", "long_text")
    page.fill("[name=questions-0-label]", "为什么想加入？")
    page.fill("[name=criteria-0-name]", "表达")
    page.fill("[name=criteria-0-weight_percent]", "100")
    press(page, "main form [type=submit]:not([name=add], [aria-hidden])")
    expect(page).to_have_url(re.compile(r"/drives/\d+$"))
    address = page.url
    confirm(page, "form[action$='/publication']")
    return address


def decide_and_publish(page: Page, stage: int, drive: str, deadline: bool) -> None:
    """Advance everybody in the stage of this place (0, 1), and publish."""
    page.goto(drive)
    press(page, f"a[href*='/stages/'] >> nth={stage}")
    for select in page.locator("select[name$=outcome]").all():
        select.select_option("advance")
    press(page, "main form:has(select[name$=outcome]) .form-actions [type=submit]")
    press(page, "a[href$='/publication']")
    if deadline:
        later = datetime.now(ZONE) + timedelta(days=3)
        page.fill("[name=deadline_at]", f"{later:%Y-%m-%dT%H:%M}")
    press(page, "main form [type=submit]")


def add_slots(page: Page, drive: str, days: int) -> None:
    """Offer two times in the evening so many days ahead, with the whole club as the panel."""
    evening = (datetime.now(ZONE) + timedelta(days=days)).replace(hour=19, minute=0)
    page.goto(f"{drive}/slots")
    page.fill("[name=starts_at]", f"{evening:%Y-%m-%dT%H:%M}")
    page.fill("[name=how_many]", "2")
    page.fill("[name=place]", "教三 201")
    for box in page.locator("[name=panel]").all():
        box.check()
    press(page, "main form:has([name=how_many]) [type=submit]")
    expect(page.locator("main")).to_contain_text("教三 201")


def score(page: Page, club: str, application: str, points: int) -> None:
    page.goto(f"/manage/{club}/candidates/{application}")
    for group in page.locator(".scores").all():
        group.locator(f"input[value='{points}']").check(force=True)
    page.fill("[name=note]", "思路清楚，例子具体。")
    press(page, "[name=act][value=submit]")


def make_club(page: Page, slug: str, name: str, owner: str) -> None:
    """As the administrator, make a club with its first owner."""
    page.goto("/platform/clubs/new")
    page.fill("[name=name]", name)
    page.fill("[name=slug]", slug)
    page.fill("[name=school]", SCHOOL)
    page.fill("[name=owner_email]", owner)
    press(page, "main form:has([name=slug]) [type=submit]")
    expect(page.locator("main")).to_contain_text(name)


def add_member(page: Page, slug: str, email: str) -> None:
    """As an owner, add an interviewer by address."""
    page.goto(f"/manage/{slug}/members")
    page.fill("[name=email]", email)
    page.locator("form:has([name=email]) [name=role]").first.select_option("interviewer")
    press(page, "main form:has([name=email]) [type=submit]")
    expect(page.locator("main")).to_contain_text(email)


def add_department(page: Page, slug: str, name: str) -> None:
    """As an owner, add a department on the page of the club's text."""
    page.goto(f"/manage/{slug}/profile")
    form = "main form[action$='/departments']"
    page.fill(f"{form} [name=name]", name)
    press(page, f"{form} [type=submit]")
    expect(page.locator("main")).to_contain_text(name)
