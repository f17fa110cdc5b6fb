"""A passkey of Chromium's own device: added on the account's page, then signing in without a password."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Service

pytestmark = pytest.mark.browser

ADDRESS = "passkey@example.edu.cn"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_a_passkey_is_added_and_signs_in(service: Service, person: Callable[..., Page]) -> None:
    page = person(width=360)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    acts.register(page, service, ADDRESS, "陈一鸣", "2026110077")

    page.goto("/me/security/passkeys")
    page.fill("[data-passkey-add] [name=name]", "我的手机")
    page.click("[data-passkey-add] [type=submit]")
    expect(page.locator(".list b")).to_have_text("我的手机")
    page.goto("/me")
    acts.press(page, "form[action='/logout'] button")
    page.goto("/login")
    page.click("[data-passkey-sign-in] button")

    expect(page).to_have_url(re.compile(r"/$"))
    page.goto("/me")
    expect(page.locator("h1")).to_have_text("陈一鸣")
