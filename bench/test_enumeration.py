"""Known and unknown addresses take the same time, within 15 ms (medians). Needs a quiet machine."""

import time
from statistics import median
from typing import Any

import pytest
from flask import Flask

from tests import factories

ROUNDS = 200
LONGEST_DIFFERENCE_SECONDS = 0.015


@pytest.mark.parametrize("path", ["/register", "/password/reset", "/login/code", "/login"])
def test_known_and_unknown_addresses_take_the_same_time(
    path: str, browser: Any, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CODES_PER_HOUR_PER_IP", "LOGIN_FAILURES_PER_15_MINUTES_PER_IP"):
        monkeypatch.setitem(app.config, name, 10_000)
    taken: dict[str, list[float]] = {"known": [], "unknown": []}
    reader = browser()
    token = reader.token()
    for number in range(ROUNDS):
        factories.make_user(email=f"known{number}@example.edu.cn")
        for kind, times in taken.items():
            fields = {"address": f"{kind}{number}@example.edu.cn", "password": "wrong", "csrf_token": token}
            begun = time.perf_counter()
            reader.post(path, data=fields)
            times.append(time.perf_counter() - begun)

    known, unknown = median(taken["known"]), median(taken["unknown"])
    print(f"\n{path}: known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms")  # noqa: T201
    assert abs(known - unknown) < LONGEST_DIFFERENCE_SECONDS
