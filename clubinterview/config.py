"""Every setting, read from the environment once. Production refuses to start when one is unsafe."""

import base64
import binascii
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PACKAGE = Path(__file__).resolve().parent
INSTANCE = Path(os.environ.get("CLUBINTERVIEW_INSTANCE") or PACKAGE.parent / "instance").resolve()

MINIMUM_SECRET_BYTES = 32
SEALING_KEY_BYTES = 32  # of AES-256
LONGEST_KEY_ID = 20
LONGEST_SOCKET_PATH = 107
NOTICE_VERSION = "2026-11-22"


# The numbers of the rules. They are settings so that tests can shorten them.
RULES: dict[str, Any] = {
    # Verify codes (docs/security.md 1)
    "CODE_SECONDS": 300,
    "CODE_GUESSES": 5,
    "CODE_GAP_SECONDS": 60,
    "CODES_PER_HOUR": 5,
    "CODES_PER_DAY": 10,
    "CODES_PER_HOUR_PER_IP": 60,
    "WRONG_CODES_PER_10_MINUTES_PER_IP": 30,
    # Passwords and sign-in (docs/security.md 2)
    "PASSWORD_SHORTEST": 8,
    "PASSWORD_SHORTEST_OF_ADMINISTRATORS": 15,
    "PASSWORD_LONGEST": 128,
    "BCRYPT_COST": 12,
    "BCRYPT_AT_ONCE": 1,
    "BCRYPT_QUEUE": 2,
    "BCRYPT_WAIT_SECONDS": 5.0,
    "LOGIN_FAILURES_PER_15_MINUTES": 10,
    "LOGIN_FAILURES_PER_15_MINUTES_PER_IP": 100,
    "LOGIN_FAILURES_IN_A_ROW": 100,
    "LOGIN_FAILURES_KEPT_SECONDS": 30 * 86400,
    "KNOWN_DEVICE_SECONDS": 180 * 86400,
    # Sessions (docs/security.md 3): (idle seconds, seconds in any case)
    "SESSION_LIMITS": {
        "student": (7 * 86400, 30 * 86400),
        "shared": (3600, 12 * 3600),  # a student's, in a browser that is not only theirs
        "club": (3600, 12 * 3600),
        "administrator": (1800, 8 * 3600),
    },
    "ANONYMOUS_SESSION_SECONDS": 3600,
    "SESSIONS_PER_USER": 10,
    "PASSWORD_AGAIN_SECONDS": 900,
    "LAST_SEEN_SECONDS": 300,
    # Sizes (docs/security.md 7)
    "MAX_CONTENT_LENGTH": 1_000_000,
    "UPLOAD_MAX_CONTENT_LENGTH": 12_000_000,
    "MAX_FORM_MEMORY_SIZE": 500_000,
    "MAX_FORM_PARTS": 1000,
    "RESUME_MAX_BYTES": 10_000_000,
    "UPLOADS_PER_DAY": 20,
    "FILES_BYTES_PER_USER": 100_000_000,
    "RECORDING_MAX_BYTES": 20_000_000,
    "RECORDING_MAX_SECONDS": 1800,
    "RECORDING_PIECE_MAX_BYTES": 900_000,
    "RECORDING_MAX_PIECES": 1000,
    "CHANGES_PER_MINUTE": 120,
    "SEARCHES_PER_MINUTE": 60,
    "MAIL_TIMEOUT_SECONDS": 10,
    "SMS_TIMEOUT_SECONDS": 10,
    "OUTBOX_GIVE_UP_SECONDS": 24 * 3600,
    # The language model (docs/security.md 5): seconds are for one question with all of its tries
    "MODEL_TIMEOUT_SECONDS": 20.0,
    "MODEL_RETRIES": 2,
    "MODEL_ANSWER_BYTES": 200_000,
    "MODEL_BREAKER_FAILURES": 5,
    "MODEL_BREAKER_SECONDS": 60,
    "COACH_QUESTIONS_PER_HOUR": 60,
}


class UnsafeSettings(RuntimeError):
    """The settings would make production unsafe. The text names the settings, never their values."""


def _flag(value: str | None) -> bool:
    return (value or "").strip().lower() in {"1", "true", "yes", "on"}


def _stored_secret(instance: Path, name: str) -> str:
    """Return a development secret that outlives restarts, made on the first use."""
    path = instance / name
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def embedded_socket(instance: Path) -> Path:
    """Return where the embedded Redis of this folder listens. Socket paths may not be longer than 107 bytes."""
    path = instance / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"clubinterview-{name}.sock"


# What the libraries ask for, the same everywhere.
OF_LIBRARIES: dict[str, Any] = {
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_TIME_LIMIT": None,
    "WTF_CSRF_SSL_STRICT": False,
    "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    "SQLALCHEMY_ENGINE_OPTIONS": {},
}


def load_settings(instance: Path, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the settings of this process.

    instance: the folder that holds the embedded database, files and development secrets.
    Raises UnsafeSettings in production when a setting of `docs/security.md` 8 is missing or weak.
    """
    mode = environ.get("CLUBINTERVIEW_ENV", "development")
    production = mode == "production"

    def secret(name: str) -> str:
        return environ.get(name) or ("" if production else _stored_secret(instance, name.lower()))

    public_url = environ.get("PUBLIC_URL", "" if production else "http://localhost:8000").rstrip("/")
    hosts = [host.strip() for host in environ.get("TRUSTED_HOSTS", "").split(",") if host.strip()]
    settings: dict[str, Any] = {
        **RULES,
        **OF_LIBRARIES,
        **_mail_settings(environ),
        **_sms_settings(environ, production),
        **_model_settings(environ),
        "ENV_MODE": mode,
        "DEBUG": _flag(environ.get("FLASK_DEBUG")),
        "TESTING": mode == "testing",
        "PRODUCTION": production,
        "SECRET_KEY": secret("SECRET_KEY"),
        "SECRET_KEY_FALLBACKS": [k for k in environ.get("SECRET_KEY_FALLBACKS", "").split(",") if k],
        "PASSWORD_PEPPER": secret("PASSWORD_PEPPER"),
        "NUMBER_KEYS": _sealing_keys(secret("NUMBER_KEYS")),
        "NUMBER_INDEX_KEY": secret("NUMBER_INDEX_KEY"),
        "PUBLIC_URL": public_url,
        "TRUSTED_HOSTS": hosts or (None if production else ["localhost", "127.0.0.1", "[::1]"]),
        "TRUSTED_PROXY_HOPS": int(environ.get("TRUSTED_PROXY_HOPS", "0")),
        "SQLALCHEMY_DATABASE_URI": environ.get("DATABASE_URL")
        or f"sqlite:///{instance / 'clubinterview.db'}",
        "REDIS_URL": environ.get("REDIS_URL")
        or ("" if production else f"unix://{embedded_socket(instance)}"),
        "FILES_PATH": environ.get("FILES_PATH") or str(instance / "files"),
        "OUTBOX_PATH": environ.get("OUTBOX_PATH") or str(instance / "outbox"),
        "LOG_LEVEL": environ.get("LOG_LEVEL", "INFO"),
        "DEMO": _flag(environ.get("DEMO")),
        "SESSION_COOKIE_NAME": "__Host-session" if production else "session",
        "SESSION_COOKIE_SECURE": production,
    }
    if production:
        _refuse_unsafe(settings)
    return settings


def _mail_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return Flask-Mail's settings. Without MAIL_SERVER, letters are written to OUTBOX_PATH and shown at /dev/outbox."""
    return {
        "MAIL_SERVER": environ.get("MAIL_SERVER", ""),
        "MAIL_PORT": int(environ.get("MAIL_PORT", "587")),
        "MAIL_USE_TLS": _flag(environ.get("MAIL_USE_TLS", "1")),
        "MAIL_USE_SSL": _flag(environ.get("MAIL_USE_SSL")),
        "MAIL_USERNAME": environ.get("MAIL_USERNAME"),
        "MAIL_PASSWORD": environ.get("MAIL_PASSWORD"),
        "MAIL_DEFAULT_SENDER": environ.get("MAIL_DEFAULT_SENDER", "ClubInterview <no-reply@localhost>"),
    }


def _sms_settings(environ: Mapping[str, str], production: bool) -> dict[str, Any]:
    """Return how text messages are sent.

    Without SMS_GATEWAY_URL, development writes them to OUTBOX_PATH as it does with mails, and production sends none:
    then phones are not offered for registering.  Raises UnsafeSettings for JSON that cannot be read.
    """
    url = environ.get("SMS_GATEWAY_URL", "")
    return {
        "SMS_GATEWAY_URL": url,
        "SMS_GATEWAY_HEADERS": _json(environ, "SMS_GATEWAY_HEADERS", {}),
        "SMS_GATEWAY_BODY": _json(environ, "SMS_GATEWAY_BODY", {"to": "{phone}", "text": "{text}"}),
        "SMS_GATEWAY_SECRET": environ.get("SMS_GATEWAY_SECRET", ""),
        "PHONES_OFFERED": bool(url) or not production,
    }


def _model_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the language model that comments on practice and speaks for the coach. Without MODEL_URL there is none.

    MODEL_URL: the base of an OpenAI-compatible API, as https://model.example.org/v1.  MODEL_CALLS_…: questions to it
    in a day of UTC.  Raises UnsafeSettings for an address without the name of a model.
    """
    url = environ.get("MODEL_URL", "").strip().rstrip("/")
    name = environ.get("MODEL_NAME", "").strip()
    if url and not name:
        raise UnsafeSettings("MODEL_NAME must say which model of MODEL_URL to ask.")
    return {
        "MODEL_URL": url,
        "MODEL_API_KEY": environ.get("MODEL_API_KEY", "").strip(),
        "MODEL_NAME": name,
        "MODEL_CALLS_PER_DAY": int(environ.get("MODEL_CALLS_PER_DAY", "2000")),
        "MODEL_CALLS_PER_PERSON_PER_DAY": int(environ.get("MODEL_CALLS_PER_PERSON_PER_DAY", "40")),
    }


def _stays_private(url: str) -> bool:
    """Whether no one on the way can read what is sent to the address: https, or a server on this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_here))


def _json(environ: Mapping[str, str], name: str, default: dict[str, Any]) -> dict[str, Any]:
    try:
        value = json.loads(environ.get(name) or "null")
    except ValueError as error:
        raise UnsafeSettings(f"{name} is not JSON.") from error
    if value is None:
        return default
    if not isinstance(value, dict):
        raise UnsafeSettings(f"{name} must be a JSON object.")
    return value


def _sealing_keys(text: str) -> dict[str, bytes]:
    """Return the keys that seal ID numbers and the secrets of second factors, by their ids; the present one first.

    text: "<id>:<64 hex digits or base64 of 32 bytes>", older ones after commas; or 64 hex digits alone, whose id
    is then "1".  Raises UnsafeSettings.
    """
    keys: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        key_id, _, encoded = part.rpartition(":")
        try:
            key = bytes.fromhex(encoded) if len(encoded) == 64 else base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error) as error:
            raise UnsafeSettings("NUMBER_KEYS holds something that is not a key.") from error
        if len(key) != SEALING_KEY_BYTES or not (key_id or "1").isalnum() or len(key_id) > LONGEST_KEY_ID:
            raise UnsafeSettings("Each of NUMBER_KEYS is an id of letters and digits, a colon, and 32 bytes.")
        keys[key_id or "1"] = key
    return keys


def _refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """Raise UnsafeSettings naming every setting that production must not run with."""
    database = urlsplit(settings["SQLALCHEMY_DATABASE_URI"])
    checks = {
        "SECRET_KEY": len(settings["SECRET_KEY"].encode()) >= MINIMUM_SECRET_BYTES,
        "PASSWORD_PEPPER": len(settings["PASSWORD_PEPPER"].encode()) >= MINIMUM_SECRET_BYTES,
        "NUMBER_KEYS": bool(settings["NUMBER_KEYS"]),
        "NUMBER_INDEX_KEY": len(settings["NUMBER_INDEX_KEY"].encode()) >= MINIMUM_SECRET_BYTES,
        "SMS_GATEWAY_URL": not settings["SMS_GATEWAY_URL"]
        or settings["SMS_GATEWAY_URL"].startswith("https://"),
        "MODEL_URL": not settings["MODEL_URL"] or _stays_private(settings["MODEL_URL"]),
        "FLASK_DEBUG": not settings["DEBUG"],
        "PUBLIC_URL": settings["PUBLIC_URL"].startswith("https://"),
        "TRUSTED_HOSTS": bool(settings["TRUSTED_HOSTS"]),
        "REDIS_URL": bool(settings["REDIS_URL"]),
        "MAIL_SERVER": bool(settings["MAIL_SERVER"]),
        "DATABASE_URL": not database.scheme.startswith("mysql")
        or database.password not in {None, "", "root", "password", "clubinterview"},
        "DEMO": not settings["DEMO"],
    }
    refused = [name for name, safe in checks.items() if not safe]
    if refused:
        raise UnsafeSettings(f"Production cannot start: missing or unsafe {', '.join(refused)}.")
