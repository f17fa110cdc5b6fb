"""Asking the model: in time, within its budget, left alone when it is unwell, and never more than said."""

import json
import logging
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
import redis
import time_machine
from flask import Flask

from clubinterview.auth.models import User
from clubinterview.extensions import redis_store
from clubinterview.practice.language_model.client import ModelUnavailable, ask_model
from tests.auth.acts import in_threads
from tests.practice.fake_model import FakeModel
from tests.servers import dead_port, hung_server

MESSAGES = [{"role": "user", "content": "一个秘密的问题"}]
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
MARGIN_SECONDS = 1.5  # for a busy machine


def reason_of(user: User) -> str:
    """Why the model gives no answer."""
    with pytest.raises(ModelUnavailable) as refused:
        ask_model(MESSAGES, user_id=user.id)
    return refused.value.reason


@pytest.fixture
def short(app: Flask, model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second for everything."""
    monkeypatch.setitem(app.config, "MODEL_TIMEOUT_SECONDS", 0.5)


def test_without_an_endpoint_nobody_is_asked(candidate: User) -> None:
    assert reason_of(candidate) == "none"


def test_it_is_asked_as_the_settings_say(model: FakeModel, candidate: User) -> None:
    model.content = "好的"

    assert ask_model(MESSAGES, user_id=candidate.id, wants_json=True) == "好的"

    assert model.asked[0]["model"] == "a-model"
    assert model.asked[0]["messages"] == MESSAGES
    assert model.asked[0]["response_format"] == {"type": "json_object"}
    assert model.keys == ["Bearer a key"]


def test_an_answer_that_streams_is_told_of_while_it_comes(model: FakeModel, candidate: User) -> None:
    model.modes, model.content = ["events"], "第一段，第二段"
    heard = []

    def hear(text: str) -> None:
        heard.append(text)
        model.go_on.set()

    assert ask_model(MESSAGES, user_id=candidate.id, on_text=hear) == "第一段，第二段"
    assert heard[0] == "第一段"
    assert heard[-1] == "第一段，第二段"


def test_an_endpoint_that_does_not_stream_is_understood(model: FakeModel, candidate: User) -> None:
    heard: list[str] = []

    text = ask_model(MESSAGES, user_id=candidate.id, on_text=heard.append)

    assert heard == [text]


@pytest.mark.parametrize("mode", ["silent", "drip_head", "drip_body"])
def test_a_slow_one_is_left_at_the_deadline(
    short: None, model: FakeModel, candidate: User, mode: str
) -> None:
    model.modes = [mode]
    begun = time.monotonic()

    assert reason_of(candidate) == "timeout"

    assert time.monotonic() - begun < 0.5 + MARGIN_SECONDS
    assert len(model.asked) == 1


def test_one_that_streams_for_ever_is_left_at_the_deadline(
    short: None, model: FakeModel, candidate: User
) -> None:
    model.modes, model.content = ["events"], "第一段，第二段"
    begun = time.monotonic()

    with pytest.raises(ModelUnavailable, match="timeout"):
        ask_model(MESSAGES, user_id=candidate.id, on_text=lambda text: None)

    assert time.monotonic() - begun < 0.5 + MARGIN_SECONDS


def test_a_server_that_never_takes_the_connection_is_left_at_the_deadline(
    app: Flask, short: None, candidate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hung_server() as port:
        monkeypatch.setitem(app.config, "MODEL_URL", f"http://127.0.0.1:{port}/v1")
        begun = time.monotonic()

        assert reason_of(candidate) == "timeout"

    assert time.monotonic() - begun < 0.5 + MARGIN_SECONDS


def test_a_dead_one_is_tried_three_times_and_refused(
    app: Flask, model: FakeModel, candidate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MODEL_URL", f"http://127.0.0.1:{dead_port()}/v1")

    assert reason_of(candidate) == "refused"


@pytest.mark.parametrize("mode", ["broken", "busy", "cut"])
def test_what_may_pass_is_tried_again(model: FakeModel, candidate: User, mode: str) -> None:
    model.modes, model.content = [mode, mode, "good"], "好的"

    assert ask_model(MESSAGES, user_id=candidate.id) == "好的"
    assert len(model.asked) == 3


def test_two_more_tries_are_all(model: FakeModel, candidate: User) -> None:
    model.modes = ["broken"]

    assert reason_of(candidate) == "refused"
    assert len(model.asked) == 3


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("unwilling", "refused"), ("moved", "refused"), ("shape", "nonsense"), ("not_json", "nonsense"),
        ("huge", "nonsense"),
    ],
)  # fmt: skip
def test_what_will_not_pass_is_not_tried_again(
    model: FakeModel, candidate: User, mode: str, reason: str
) -> None:
    model.modes = [mode]

    assert reason_of(candidate) == reason
    assert len(model.asked) == 1


@pytest.mark.parametrize("content", ["", "  \n"])
def test_an_answer_without_words_is_nonsense(model: FakeModel, candidate: User, content: str) -> None:
    model.content = content

    assert reason_of(candidate) == "nonsense"


def test_the_breaker_opens_after_failures_and_closes_after_a_good_trial(
    app: Flask, model: FakeModel, candidate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MODEL_RETRIES", 0)
    model.modes = ["broken"]
    with time_machine.travel(NOW, tick=False) as clock:
        reasons = [reason_of(candidate) for _ in range(7)]
        assert reasons == ["refused"] * 5 + ["breaker"] * 2
        assert len(model.asked) == 5

        clock.shift(timedelta(seconds=61))
        assert reason_of(candidate) == "refused"
        assert reason_of(candidate) == "breaker"

        model.modes = ["good"]
        clock.shift(timedelta(seconds=61))
        assert ask_model(MESSAGES, user_id=candidate.id)
        model.modes = ["broken"]
        assert reason_of(candidate) == "refused"


def test_a_half_open_breaker_lets_one_through(
    app: Flask, model: FakeModel, candidate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MODEL_RETRIES", 0)
    user_id, reasons = candidate.id, []
    model.modes = ["broken"]
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            reason_of(candidate)
        clock.shift(timedelta(seconds=61))

        def ask() -> None:
            with app.app_context(), pytest.raises(ModelUnavailable) as refused:
                ask_model(MESSAGES, user_id=user_id)
            reasons.append(refused.value.reason)

        in_threads(ask, 6)

    assert sorted(reasons) == ["breaker"] * 5 + ["refused"]
    assert len(model.asked) == 6


@pytest.mark.parametrize("before", range(4))
def test_a_half_open_breaker_lets_one_through_whenever_another_comes(
    app: Flask, model: FakeModel, candidate: User, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    monkeypatch.setitem(app.config, "MODEL_RETRIES", 0)
    model.modes = ["broken"]
    commands, send = count(), redis.Redis.execute_command

    def another_comes(client: redis.Redis, *words: Any, **options: Any) -> Any:
        if next(commands) == before:
            reason_of(candidate)
        return send(client, *words, **options)

    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            reason_of(candidate)
        clock.shift(timedelta(seconds=61))
        with monkeypatch.context() as patched:
            patched.setattr(redis.Redis, "execute_command", another_comes)
            reason_of(candidate)

    assert len(model.asked) == 6


def test_questions_that_it_does_not_like_do_not_open_the_breaker(model: FakeModel, candidate: User) -> None:
    model.modes = ["unwilling"]

    assert {reason_of(candidate) for _ in range(7)} == {"refused"}
    assert len(model.asked) == 7


def test_a_person_has_a_daily_budget(
    app: Flask, model: FakeModel, candidate: User, other_candidate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MODEL_CALLS_PER_PERSON_PER_DAY", 2)
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(2):
            ask_model(MESSAGES, user_id=candidate.id)
        assert reason_of(candidate) == "budget_person"
        assert ask_model(MESSAGES, user_id=other_candidate.id)

        clock.shift(timedelta(days=1))
        assert ask_model(MESSAGES, user_id=candidate.id)

    assert len(model.asked) == 4


def test_all_together_have_a_daily_budget(
    app: Flask, model: FakeModel, candidate: User, other_candidate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MODEL_CALLS_PER_DAY", 1)
    ask_model(MESSAGES, user_id=candidate.id)

    assert reason_of(other_candidate) == "budget"
    assert len(model.asked) == 1


def test_no_race_spends_more_than_the_budget(
    app: Flask, model: FakeModel, candidate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MODEL_CALLS_PER_PERSON_PER_DAY", 3)
    user_id, refusals = candidate.id, []

    def ask() -> None:
        with app.app_context():
            try:
                ask_model(MESSAGES, user_id=user_id)
            except ModelUnavailable as refused:
                refusals.append(refused.reason)

    in_threads(ask, 8)

    assert len(model.asked) == 3
    assert refusals == ["budget_person"] * 5


def test_what_cannot_be_counted_is_not_asked(
    model: FakeModel, candidate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redis import Redis
    from redis.exceptions import RedisError

    monkeypatch.setattr(redis_store, "client", Redis(port=dead_port()))

    with pytest.raises(RedisError):
        ask_model(MESSAGES, user_id=candidate.id)
    assert model.asked == []


@pytest.mark.parametrize("mode", ["good", "broken", "not_json"])
def test_neither_questions_nor_answers_are_logged(
    model: FakeModel, candidate: User, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    model.modes, model.content = [mode], "一个秘密的回答"
    with suppress(ModelUnavailable):
        ask_model(MESSAGES, user_id=candidate.id)

    assert "秘密" not in caplog.text
    assert json.dumps("秘密").strip('"') not in caplog.text
    assert "a key" not in caplog.text
