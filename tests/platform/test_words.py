"""Administrators read words: of acts in the audit log, of tasks, and of what is cleared at night."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

import clubinterview
from clubinterview import wiring
from clubinterview.club.models import Role
from clubinterview.core.audit import AuditEntry, audit
from clubinterview.core.by import By
from clubinterview.core.clock import utcnow
from clubinterview.core.jobs import title_of
from clubinterview.core.task_history import RUNS
from clubinterview.core.transaction import transaction
from clubinterview.extensions import redis_store
from clubinterview.platform.account_acts import Act
from clubinterview.platform.words import ACTS, CLEARED, act_of, details_of
from clubinterview.profile.retention import clear_everything
from tests.factories import make_user

ACT = re.compile(r"[a-z_]+\.[a-z_]+")


def _acts_of_the_code() -> Iterator[str]:
    """Every act that a module records: the dotted names in the modules that speak of the audit."""
    for path in Path(clubinterview.__path__[0]).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"\b(audit|record_act|record_visit|_record|_step)\(", text) and path.name != "words.py":
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call):
                    values = (*node.args, *(word.value for word in node.keywords))
                elif isinstance(node, ast.Assign):
                    values = tuple(
                        (node.value.body, node.value.orelse)
                        if isinstance(node.value, ast.IfExp)
                        else (node.value,)
                    )
                else:
                    continue
                yield from (
                    value.value
                    for value in values
                    if isinstance(value, ast.Constant)
                    and isinstance(value.value, str)
                    and ACT.fullmatch(value.value)
                )


def test_every_act_has_words() -> None:
    nouns = {act.partition(".")[0] for act in ACTS}
    recorded = {
        act for act in _acts_of_the_code() if act.partition(".")[0] in nouns and not act.endswith(".id")
    }
    recorded |= {f"account.{act}" for act in Act}

    assert sorted(recorded) == sorted(ACTS)


@pytest.mark.parametrize(
    ("locale", "act", "details"),
    [
        ("zh_Hans_CN", "修改了角色", "面试官 → 干部"),
        ("en", "Role changed", "Interviewer → Officer"),
    ],
)
def test_an_entry_is_read_in_the_readers_language(app: Flask, locale: str, act: str, details: str) -> None:
    entry = AuditEntry(act="membership.change", target="", old=Role.INTERVIEWER, new=Role.OFFICER)

    with app.test_request_context(), force_locale(locale):
        assert (act_of(entry), details_of(entry)) == (act, details)


@pytest.mark.parametrize(
    ("entry", "details"),
    [
        ({"act": "drive.publish", "target": "drive 7", "old": "draft", "new": "open"}, "Drive 7 · Draft → Published"),
        ({"act": "decision.save", "target": "application 3", "new": "advance"}, "Application 3 · Advance"),
        ({"act": "question.send_back", "target": "question 2", "old": "in_review", "new": "draft · Too long"},
         "Question 2 · In review → Draft · Too long"),
        ({"act": "account.disable", "target": "冒用他人身份", "old": "active", "new": "disabled"},
         "冒用他人身份 · Active → Disabled"),
        ({"act": "of an earlier release", "target": "thing 9"}, "thing 9"),
    ],
)  # fmt: skip
def test_what_an_act_changed_is_said(app: Flask, entry: dict[str, str], details: str) -> None:
    standard = {"target": "", "old": "", "new": ""}

    with app.test_request_context(), force_locale("en"):
        assert details_of(AuditEntry(**standard | entry)) == details


def test_the_audit_log_shows_words(browser: Any) -> None:
    boss = make_user(is_superuser=True)
    with transaction():
        audit("drive.publish", by=By(boss.id, "", utcnow()), target="drive 7", old="draft", new="open")

    page = browser(boss).get("/platform/audit").text

    assert "发布了招新" in page
    assert "招新 7 · 草稿 → 已发布" in page
    assert "drive.publish" not in page


def test_every_task_has_a_title(app: Flask, browser: Any) -> None:
    names = [job.name for job in wiring.JOBS] + [
        job.sweep.name for job in wiring.JOBS if getattr(job, "sweep", None)
    ]
    redis_store.client.hset(RUNS, "deliver_outbox", 1_800_000_000)

    page = browser(make_user(is_superuser=True)).get("/platform/tasks").text

    with app.test_request_context(), force_locale("en"):
        assert [name for name in names if title_of(name) == name] == []
    assert "发送消息" in page
    assert "deliver_outbox" not in page


def test_everything_that_is_cleared_has_words(app: Flask) -> None:
    assert sorted(clear_everything(utcnow())) == sorted(CLEARED)
