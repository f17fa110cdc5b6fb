"""Limits: counted over a moving window, refused with the time to wait, never failing open."""

import threading
import time
from typing import Any

import pytest
from flask import Flask
from redis import RedisError

from clubinterview.auth.models import User
from clubinterview.core.errors import TooMany
from clubinterview.core.limits import limits
from clubinterview.extensions import redis_store
from tests.another_app import another_app
from tests.servers import dead_port, hung_server

pytestmark = pytest.mark.usefixtures("app")

THREE = (3, 60)


def hit(times: int, *keys: str) -> int:
    """Return how many of so many acts were let through."""
    passed = 0
    for _ in range(times):
        try:
            limits.hit(THREE, *keys)
        except TooMany:
            continue
        passed += 1
    return passed


def test_acts_beyond_the_number_are_refused() -> None:
    assert hit(5, "act", "a") == 3

    with pytest.raises(TooMany) as refused:
        limits.hit(THREE, "act", "a")
    assert refused.value.status == 429
    assert 1 <= (refused.value.retry_after or 0) <= 60


def test_each_key_has_its_own_window() -> None:
    assert (hit(4, "act", "a"), hit(4, "act", "b"), hit(4, "other", "a")) == (3, 3, 3)


def test_a_refused_act_does_not_lengthen_the_wait() -> None:
    hit(3, "act", "a")
    before = redis_store.client.keys("*")

    hit(10, "act", "a")

    assert redis_store.client.keys("*") == before
    assert redis_store.client.llen(before[0]) == 3


def test_looking_counts_nothing() -> None:
    hit(2, "act", "a")

    for _ in range(5):
        limits.check(THREE, "act", "a")
    assert hit(2, "act", "a") == 1
    with pytest.raises(TooMany):
        limits.check(THREE, "act", "a")


def test_what_was_counted_can_be_forgotten() -> None:
    hit(3, "act", "a")

    limits.clear(THREE, "act", "a")

    assert hit(3, "act", "a") == 3


def test_many_at_once_do_not_pass_beyond_the_number() -> None:
    barrier = threading.Barrier(8)
    passed = []

    def act() -> None:
        barrier.wait()
        passed.append(hit(3, "act", "a"))

    threads = [threading.Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(passed) == 3


@pytest.mark.parametrize("way", ["dead", "hung"])
def test_without_redis_nothing_passes(app: Flask, way: str) -> None:
    with hung_server() as port:
        address = f"redis://127.0.0.1:{port if way == 'hung' else dead_port()}/0"
        with another_app(app, REDIS_URL=address):
            begun = time.perf_counter()
            with pytest.raises(RedisError):
                limits.hit(THREE, "act", "a")
            assert time.perf_counter() - begun < 3


def test_too_many_changes_of_one_person_wait(
    app: Flask, browser: Any, candidate: User, other_candidate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "CHANGES_PER_MINUTE", 2)
    student = browser(candidate)
    statuses = [student.submit("/notifications/reading").status_code for _ in range(3)]

    response = student.submit("/notifications/reading")

    assert statuses == [303, 303, 429]
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert browser(other_candidate).submit("/notifications/reading").status_code == 303
    assert student.get("/notifications").status_code == 200
