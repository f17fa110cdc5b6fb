"""The language model: any OpenAI-compatible endpoint, asked within one deadline, and never more than is allowed.

Nothing of what is sent or answered is logged.
"""

import time
from collections.abc import Callable, Mapping, Sequence

import structlog
from flask import current_app

from clubinterview.core.clock import utcnow
from clubinterview.practice.language_model.budget import (
    ModelUnavailable,
    enter_breaker,
    leave_breaker,
    record_failure,
    record_success,
    spend,
)
from clubinterview.practice.language_model.exchange import Exchange, Failed

__all__ = ["ModelUnavailable", "ask_model", "lease_seconds", "model_is_set_up"]

log = structlog.get_logger(__name__)

Message = Mapping[str, str]
LEASE_MARGIN_SECONDS = 20
PAUSE_SECONDS = 0.2  # before the second try, twice that before the third


def model_is_set_up() -> bool:
    """Whether the settings name a model."""
    return bool(current_app.config["MODEL_URL"])


def lease_seconds() -> int:
    """Return how long a lease lasts on work that asks the model once: a little longer than the model may take at most."""
    return int(current_app.config["MODEL_TIMEOUT_SECONDS"]) + LEASE_MARGIN_SECONDS


def ask_model(
    messages: Sequence[Message],
    *,
    user_id: int,
    wants_json: bool = False,
    on_text: Callable[[str], None] | None = None,
) -> str:
    """Return the model's answer to the messages ({"role", "content"}). Raises ModelUnavailable with its reason.

    user_id: on whose daily budget it goes.  wants_json: ask for a JSON object; whether it is one is for the caller to
    check.  on_text: called with the text so far while it arrives; from its beginning again after another try.
    All tries together take at most MODEL_TIMEOUT_SECONDS, however slowly the other side connects or speaks. Give the
    database connection back before.
    """
    if not model_is_set_up():
        raise ModelUnavailable("none")
    deadline = time.monotonic() + current_app.config["MODEL_TIMEOUT_SECONDS"]
    enter_breaker(utcnow())
    try:
        spend(user_id)
    except ModelUnavailable:
        leave_breaker()
        raise
    body = {
        "model": current_app.config["MODEL_NAME"],
        "messages": list(messages),
        "stream": on_text is not None,
    }
    if wants_json:
        body["response_format"] = {"type": "json_object"}
    try:
        text = _with_retries(body, deadline, on_text)
    except Failed as failure:
        log.warning("model failed", reason=failure.reason, detail=failure.detail, user_id=user_id)
        if failure.is_outage:
            record_failure(utcnow())
        else:
            record_success()
        raise ModelUnavailable(failure.reason) from failure
    record_success()
    return text


def _with_retries(body: Mapping[str, object], deadline: float, on_text: Callable[[str], None] | None) -> str:
    """Return the answer, trying again after outages that may be short. Raises Failed."""
    tries = 1 + current_app.config["MODEL_RETRIES"]
    for number in range(1, tries + 1):
        try:
            return Exchange(body, current_app.config, deadline).answer(on_text)
        except Failed as failure:
            pause = PAUSE_SECONDS * number
            if not failure.is_worth_another_try or number == tries:
                raise
            if time.monotonic() + pause >= deadline:
                raise
            time.sleep(pause)
    raise AssertionError("unreachable")
