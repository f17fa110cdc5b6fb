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


MODEL = {"MODEL_URL": "https://model.example.org/v1/", "MODEL_NAME": "a-model"}


def test_without_an_address_there_is_no_model(tmp_path: Path) -> None:
    settings = load(tmp_path)

    assert (settings["MODEL_URL"], settings["MODEL_API_KEY"]) == ("", "")
    assert settings["MODEL_TIMEOUT_SECONDS"] == 20


def test_a_model_is_set_up(tmp_path: Path) -> None:
    settings = load(tmp_path, **MODEL, MODEL_API_KEY=" key ", MODEL_CALLS_PER_DAY="7")

    assert settings["MODEL_URL"] == "https://model.example.org/v1"
    assert settings["MODEL_API_KEY"] == "key"
    assert (settings["MODEL_CALLS_PER_DAY"], settings["MODEL_CALLS_PER_PERSON_PER_DAY"]) == (7, 40)


@pytest.mark.parametrize(
    "url",
    ["http://model.example.org/v1", "http://10.0.0.7/v1", "ftp://model.example.org", "model.example.org"],
)
def test_production_sends_nothing_to_a_model_that_others_can_read(tmp_path: Path, url: str) -> None:
    with pytest.raises(UnsafeSettings, match="MODEL_URL"):
        load(tmp_path, **{**MODEL, "MODEL_URL": url})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:11434/v1", "http://localhost:8080/v1", "http://[::1]:80/v1"]
)
def test_a_model_on_this_machine_needs_no_encryption(tmp_path: Path, url: str) -> None:
    assert load(tmp_path, **{**MODEL, "MODEL_URL": url})["MODEL_URL"] == url


def test_a_model_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings, match="MODEL_NAME"):
        load(tmp_path, MODEL_URL=MODEL["MODEL_URL"])


def test_development_keeps_the_secrets_that_it_makes(tmp_path: Path) -> None:
    first, second = (load_settings(tmp_path, {}) for _ in range(2))

    for name in ("SECRET_KEY", "NUMBER_KEYS", "NUMBER_INDEX_KEY"):
        assert first[name]
        assert first[name] == second[name]
