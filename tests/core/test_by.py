"""Who acts, from where and when."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from clubinterview.core.by import By
from clubinterview.core.clock import utcnow
from clubinterview.core.web import acting

NOW = datetime(2026, 9, 26, 11, 20, tzinfo=UTC)


def test_a_route_says_who_acts_from_where_and_when(app: Flask) -> None:
    before = utcnow()

    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.7"}):
        by = acting(17)

    assert (by.actor_id, by.person_id, by.ip) == (17, 17, "203.0.113.7")
    assert before <= by.now <= utcnow()


def test_the_clock_is_no_person() -> None:
    by = By.clock(NOW)

    assert by == By(None, "", NOW)
    with pytest.raises(RuntimeError):
        _ = by.person_id
