"""Settings: production refuses to start with a weak one, and names it without its value."""

from pathlib import Path

import pytest

from clubinterview.config import UnsafeSettings, load_settings

SAFE = {
    "CLUBINTERVIEW_ENV": "production",
    "SECRET_KEY": "k" * 40,
    "PASSWORD_PEPPER": "p" * 40,
    "NUMBER_KEYS": f"new:{'ab' * 32},old:{'cd' * 32}",
    "NUMBER_INDEX_KEY": "i" * 40,
    "PUBLIC_URL": "https://clubs.example.edu.cn",
    "TRUSTED_HOSTS": "clubs.example.edu.cn",
    "REDIS_URL": "redis://redis:6379/0",
    "MAIL_SERVER": "mail.example.edu.cn",
    "DATABASE_URL": "mysql+pymysql://clubs:a-long-password-of-its-own@db/clubs",
}


def load(folder: Path, **changes: str) -> dict[str, object]:
    return load_settings(folder, {**SAFE, **changes})


def test_safe_settings_start(tmp_path: Path) -> None:
    settings = load(tmp_path)

    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert list(settings["NUMBER_KEYS"]) == ["new", "old"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""), ("SECRET_KEY", "short"), ("PASSWORD_PEPPER", ""), ("NUMBER_KEYS", ""),
        ("NUMBER_INDEX_KEY", "short"), ("PUBLIC_URL", "http://clubs.example.edu.cn"), ("TRUSTED_HOSTS", ""),
        ("REDIS_URL", ""), ("MAIL_SERVER", ""), ("FLASK_DEBUG", "1"), ("DEMO", "1"),
        ("DATABASE_URL", "mysql+pymysql://root:root@db/clubs"), ("SMS_GATEWAY_URL", "http://sms.example.org/"),
    ],
)  # fmt: skip
def test_an_unsafe_one_is_named_without_its_value(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        load(tmp_path, **{name: value})

    assert name in str(refused.value)
    assert not value or value not in str(refused.value)


@pytest.mark.parametrize(
    "keys", ["x", "a:xyz", "a:" + "ab" * 16, "a b:" + "ab" * 32, f"{'a' * 21}:{'ab' * 32}"]
)
def test_keys_that_are_none_are_refused(tmp_path: Path, keys: str) -> None:
    with pytest.raises(UnsafeSettings):
        load(tmp_path, NUMBER_KEYS=keys)


@pytest.mark.parametrize("json", ["{", "[]", '"x"'])
def test_a_gateway_that_is_no_json_object_is_refused(tmp_path: Path, json: str) -> None:
    with pytest.raises(UnsafeSettings, match="SMS_GATEWAY_BODY"):
        load(tmp_path, SMS_GATEWAY_BODY=json)


@pytest.mark.parametrize(("url", "offered"), [("", False), ("https://sms.example.org/", True)])
def test_production_offers_phones_only_with_a_gateway(tmp_path: Path, url: str, offered: bool) -> None:
    assert load(tmp_path, SMS_GATEWAY_URL=url)["PHONES_OFFERED"] is offered


def test_development_keeps_the_secrets_that_it_makes(tmp_path: Path) -> None:
    first, second = (load_settings(tmp_path, {}) for _ in range(2))

    for name in ("SECRET_KEY", "NUMBER_KEYS", "NUMBER_INDEX_KEY"):
        assert first[name]
        assert first[name] == second[name]
