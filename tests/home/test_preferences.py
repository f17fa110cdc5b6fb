"""Language and theme, for visitors and for accounts."""

import re
from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.extensions import db


def test_browser_language_is_used_until_one_is_chosen(client: Any) -> None:
    english = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    chinese = client.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"})

    assert '<html lang="en"' in english.text
    assert '<html lang="zh-Hans"' in chinese.text


def test_chosen_language_wins_over_the_browsers(client: Any) -> None:
    client.submit("/language", {"language": "en", "next": "/preferences"})

    page = client.get("/", headers={"Accept-Language": "zh-CN"})

    assert '<html lang="en"' in page.text


def test_language_of_an_account_is_remembered(browser: Any, candidate: User) -> None:
    browser(candidate).submit("/language", {"language": "en", "next": "/"})

    db.session.expire_all()
    assert db.session.get_one(User, candidate.id).locale == "en"


def test_language_that_does_not_exist_changes_nothing(browser: Any, candidate: User) -> None:
    answer = browser(candidate).submit("/language", {"language": "xx", "next": "/"})

    db.session.expire_all()
    assert answer.status_code == 303
    assert db.session.get_one(User, candidate.id).locale == "zh_Hans_CN"


@pytest.mark.parametrize(
    ("theme", "media"),
    [("system", ["screen and (prefers-color-scheme: dark)"]), ("light", []), ("dark", ["screen"])],
)
def test_dark_colours_are_linked_for_the_chosen_theme(client: Any, theme: str, media: list[str]) -> None:
    client.submit("/preferences", {"language": "zh_Hans_CN", "theme": theme, "next": "/"})

    for page in (client.get("/").text, client.get("/nothing-here").text):
        assert re.findall(r'media="([^"]+)" href="[^"]+/css/dark\.css"', page) == media


def test_preferences_with_an_unknown_theme_are_refused(client: Any) -> None:
    answer = client.submit("/preferences", {"language": "en", "theme": "neon", "next": "/"})

    assert answer.status_code == 422


def test_language_button_without_a_token_is_refused(client: Any) -> None:
    answer = client.post("/language", data={"language": "en"})

    assert answer.status_code == 400


def test_next_leads_only_to_this_site(client: Any) -> None:
    answer = client.submit("/language", {"language": "en", "next": "//evil.example/"})

    assert answer.headers["Location"] == "/"


def test_visitor_of_the_first_page_gets_no_session(client: Any) -> None:
    answer = client.get("/")

    assert "Set-Cookie" not in answer.headers


def test_refusal_for_a_missing_token_keeps_long_texts_but_no_password(client: Any) -> None:
    fields = {
        "answer": "一段写了很久、很长、不想再写一遍的自我介绍文字。",
        "password": "correct horse battery staple",
    }

    answer = client.post("/language", data=fields)

    assert answer.status_code == 400
    assert fields["answer"] in answer.text
    assert fields["password"] not in answer.text


def test_the_language_button_of_a_refused_form_leads_to_the_page_it_stood_on(
    browser: Any, candidate: User
) -> None:
    """Nothing can be opened at the address that the form was sent to."""
    window = browser(candidate)

    page = window.post(
        "/applications/1/booking",
        data={"csrf_token": window.token()},
        headers={"Referer": "http://localhost/me"},
    )

    assert 'name="next" value="/me"' in page.text


def test_a_form_of_someone_who_was_signed_out_asks_to_sign_in(browser: Any, candidate: User) -> None:
    """Any other form without a right token is only out of date."""
    signed_out, signed_in = browser(), browser(candidate)

    expired, old = (reader.post("/me/edit", data={"name": "x"}).text for reader in (signed_out, signed_in))

    assert "登录状态已过期" in expired
    assert 'class="btn primary" href="/login"' in expired
    assert "页面已过期" in old
    assert 'class="btn primary" href="/login"' not in old
