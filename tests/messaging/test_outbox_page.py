"""/dev/outbox: the mails of a development server; in production there is no such page."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from clubinterview.core.transaction import transaction
from clubinterview.messaging.outbox import deliver_due
from clubinterview.messaging.services import send
from tests.another_app import another_app
from tests.browser_client import BrowserClient
from tests.messaging.kinds import CODED

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PRODUCTION = {
    "PRODUCTION": True,
    "MAIL_SERVER": "127.0.0.1",
    "PUBLIC_URL": "https://club.example.edu.cn",
    "TRUSTED_HOSTS": ["club.example.edu.cn"],
    "SESSION_COOKIE_NAME": "__Host-session",
    "SESSION_COOKIE_SECURE": True,
}


@pytest.fixture(autouse=True)
def folder(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setitem(app.config, "OUTBOX_PATH", str(tmp_path / "outbox"))
    return tmp_path / "outbox"


def deliver(*subjects: str) -> None:
    with transaction():
        for subject in subjects:
            parameters = {"subject": subject, "text": "<b>正文</b>", "code": "012345", "minutes": 5}
            send(CODED, "zoe@example.com", parameters, locale="zh_Hans_CN", now=NOW)
    deliver_due(NOW)


def test_an_empty_outbox_says_so(client: BrowserClient) -> None:
    page = client.get("/dev/outbox")

    assert page.status_code == 200
    assert 'class="empty"' in page.text


def test_mails_are_listed_newest_first(client: BrowserClient) -> None:
    deliver("第一封", "第二封")

    page = client.get("/dev/outbox").text

    assert page.index("第二封") < page.index("第一封")
    assert "zoe@example.com" in page


def test_a_mail_is_shown_by_its_text(client: BrowserClient, folder: Path) -> None:
    deliver("第一封")
    (path,) = folder.iterdir()

    page = client.get(f"/dev/outbox/{path.stem}")

    assert page.status_code == 200
    assert "012345" in page.text
    assert "&lt;b&gt;正文" in page.text
    assert "<b>正文" not in page.text
    assert "style=" not in page.text


@pytest.mark.parametrize("name", ["missing", "..", "%2e%2e%2fsecret_key", "*"])
def test_another_file_is_not_shown(client: BrowserClient, folder: Path, name: str) -> None:
    deliver("第一封")
    (folder.parent / "secret_key").write_text("secret")

    assert client.get(f"/dev/outbox/{name}").status_code == 404


def test_production_has_no_such_page(app: Flask) -> None:
    with another_app(app, **PRODUCTION) as production:
        rules = [rule.rule for rule in production.url_map.iter_rules()]
        response = production.test_client().get("/dev/outbox", base_url="https://club.example.edu.cn")

    assert "/dev/outbox" in [rule.rule for rule in app.url_map.iter_rules()]
    assert not [rule for rule in rules if rule.startswith("/dev")]
    assert response.status_code == 404
