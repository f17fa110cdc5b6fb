"""Text messages, by an HTTP gateway that the settings describe: one signed POST of JSON, within a deadline."""

import hashlib
import hmac
import json
import socket
import time
from concurrent.futures import Future
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import httpx
from flask import current_app

ASKING = "sms gateway"  # the thread that waits for the gateway
WORTH_ANOTHER_TRY = {408, 425, 429}  # besides all of 5xx


class GatewayAway(OSError):
    """The gateway did not answer in time, so that there is no point in trying the next message."""


class GatewayBusy(OSError):
    """The gateway answered that it cannot take this message now."""


class GatewayRefused(ValueError):
    """The gateway answered that it does not take this message, now or later."""


def send_text(phone: str, text: str, *, key: str) -> None:
    """Hand one text message to the gateway. Raises GatewayAway, GatewayBusy, GatewayRefused.

    key: the same for every try of one message, and no other's.
    The body is SMS_GATEWAY_BODY with {phone} and {text} filled in. X-Signature is the hex HMAC-SHA-256, under
    SMS_GATEWAY_SECRET, of X-Timestamp, a full stop and the body. Idempotency-Key is the same when a message is
    handed over again, because a worker died before it could record that the first time went well.
    """
    settings = current_app.config
    body = json.dumps(
        _filled(settings["SMS_GATEWAY_BODY"], {"{phone}": phone, "{text}": text}),
        ensure_ascii=False,
    ).encode()
    timestamp = str(int(time.time()))
    secret = settings["SMS_GATEWAY_SECRET"].encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Timestamp": timestamp,
        "X-Signature": hmac.new(secret, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest(),
        "Idempotency-Key": key,
        **settings["SMS_GATEWAY_HEADERS"],
    }
    status = _post(settings["SMS_GATEWAY_URL"], body, headers, seconds=settings["SMS_TIMEOUT_SECONDS"])
    if 200 <= status < 300:
        return
    if status >= 500 or status in WORTH_ANOTHER_TRY:
        raise GatewayBusy(f"status {status}")
    raise GatewayRefused(f"status {status}")


def gateway_answers() -> bool:
    """Whether something listens where the gateway is, or there is none and messages are written to files."""
    url = urlsplit(current_app.config["SMS_GATEWAY_URL"])
    if not url.hostname:
        return True
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        with socket.create_connection((url.hostname, port), current_app.config["SMS_TIMEOUT_SECONDS"]):
            return True
    except OSError:
        return False


def _post(url: str, body: bytes, headers: dict[str, str], *, seconds: float) -> int:
    """Return the status that the gateway answers with, within `seconds` however slowly it is found, connects or speaks.

    Looking up its name knows no deadline, and each of its addresses has one of its own, so a thread asks while this
    one waits. After the deadline the thread sends nothing any more. Raises GatewayAway.
    """
    client = httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False)
    answer: Future[int] = Future()

    def refuse_when_late(event: str, _details: dict[str, Any]) -> None:
        if event == "http11.send_request_headers.started" and client.is_closed:
            raise GatewayAway("too late")

    def ask() -> None:
        try:
            with client.stream(
                "POST", url, content=body, headers=headers, extensions={"trace": refuse_when_late}
            ) as response:
                status = response.status_code
            answer.set_result(status)
        except Exception as error:  # noqa: BLE001 - raised where the answer is waited for
            answer.set_exception(error)

    Thread(target=ask, name=ASKING, daemon=True).start()
    try:
        return answer.result(seconds)
    except (httpx.TransportError, RuntimeError, OSError) as error:  # TimeoutError is an OSError
        raise GatewayAway(type(error).__name__) from error
    finally:
        client.close()


def _filled(value: Any, places: dict[str, str]) -> Any:
    """Return a JSON value with the places in all of its texts filled in."""
    if isinstance(value, str):
        for place, text in places.items():
            value = value.replace(place, text)
        return value
    if isinstance(value, dict):
        return {key: _filled(part, places) for key, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, places) for part in value]
    return value
