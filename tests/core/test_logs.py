"""Logs: one JSON line each, with who and what, and nothing secret."""

import io
import json
import logging
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from clubinterview.auth.models import User
from clubinterview.core.access import open_before_completion, public
from clubinterview.extensions import db

TOKEN = "EvCXF--" + "aB3_" * 9


@pytest.fixture
def lines(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reads what has been logged since the test began."""
    stream = io.StringIO()
    for handler in app.logger.handlers:
        monkeypatch.setattr(handler, "stream", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_with_its_reader(browser: Any, candidate: User, lines: Any) -> None:
    browser(candidate).get("/resume")

    line = lines()[-1]
    assert (line["method"], line["path"], line["status"], line["user_id"]) == (
        "GET",
        "/resume",
        200,
        candidate.id,
    )
    assert line["timestamp"].endswith("Z")
    assert len(line["request_id"]) == 16


def test_words_that_were_searched_for_are_not_logged(browser: Any, candidate: User, lines: Any) -> None:
    browser(candidate).get("/clubs?q=secret-word")

    assert "secret-word" not in str(lines())


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        (f"/practice/shared/{TOKEN}", "/practice/shared/<token>"),
        (f"/pictures/{TOKEN}", "/pictures/<token>"),
        (f"/practice/shared/{TOKEN}/", "/practice/shared/…/"),
    ],
)
def test_tokens_in_paths_are_not_logged(client: Any, lines: Any, path: str, logged: str) -> None:
    client.get(path)

    assert lines()[-1]["path"] == logged
    assert TOKEN not in str(lines())


@pytest.mark.parametrize("error", [OperationalError("SELECT 1", {}, Exception()), ValueError("broken")])
def test_tokens_of_pages_that_fail_are_not_logged(
    app: Flask, client: Any, lines: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(token: str) -> str:
        raise error

    monkeypatch.setitem(app.view_functions, "practice.shared", public(open_before_completion(fail)))
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    client.get(f"/practice/shared/{TOKEN}")

    assert [line["level"] for line in lines()] == ["error", "info"]
    assert TOKEN not in str(lines())


def test_a_line_break_in_a_path_makes_no_second_line(client: Any, lines: Any) -> None:
    client.get("/a%0d%0a%7b%22forged%22:1%7d")

    assert [line["status"] for line in lines()] == [404]


def test_a_logged_database_error_does_not_tell_what_was_written(app: Flask, lines: Any) -> None:
    phone = "138" + "12345678"
    with pytest.raises(DBAPIError) as failed:
        db.session.execute(text("SELECT * FROM missing WHERE a = :a"), {"a": phone})
    db.session.rollback()
    app.logger.error("database error", exc_info=failed.value)

    (line,) = lines()
    assert "missing" in line["exception"]
    assert phone not in str(line)


def test_a_failed_task_is_logged_as_json(lines: Any) -> None:
    logging.getLogger("huey").error("Unhandled exception in task %s.", "a")

    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == (
        "Unhandled exception in task a.",
        "error",
        "huey",
    )
