"""The words of both languages: the better texts stay, counts have a plural, and some words are never right.

docs/words.md has the rules. words.csv holds what a writer made of the messages, counts.csv each counted message for
none, one and two. A message that changes for a good reason changes its row; one that goes takes its row with it.
"""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale, ngettext

from tests.translations.test_catalogs import forms, messages_of

HERE = Path(__file__).parent
NEVER_IN_ENGLISH = re.compile(
    r"\b(shall|whom|whoever|anew|upon|lately|somebody|everybody|erase|wish(es)?|turn(ed)? down|tries|begun|on their way"
    r"|register|log (in|out)|mail address|second factor|campus (check|address)|language model|good for"
    r"|please(?! (still )?arrive))\b|\.\.\.|[‘’]",
    re.IGNORECASE,
)
NEVER_IN_CHINESE = re.compile(
    "[您「」『』]|……|\\.\\.\\.|用户(?!名)|候选人|此人|审计|大模型|语言模型|干事|报名表|校园邮箱|席位|座位|本次|名单位|确定.*吗"
    "|[\u4e00-\u9fff][,:;?!()]|[\u4e00-\u9fff] ?%\\((club|department|drive|school|stage|name)\\)s [\u4e00-\u9fff]"
)
# A number before a plural; not after words that say a limit, which is fixed and above one.
COUNTED = re.compile(
    r"%\((?:\w+\)d|(?:count|number|total|booked)\)s) (?:[a-z]+ )?(?!(?:is|was|has)\b)[a-z]{2,}s\b|%\(\w+\)[ds] people"
)
LIMIT = re.compile(
    r"(at least|at most|more than|longer than|valid for|to|has|first|once) %\(\w+\)[ds] (?:[a-z]+s|people)\b",
    re.IGNORECASE,
)


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_messages_keep_their_better_words() -> None:
    said = {forms(message.id): forms(message.string)[0] for message in messages_of("zh_Hans_CN")}
    expected = {
        (row["english"], row["plural"]) if row["plural"] else (row["english"],): row["chinese"]
        for row in rows("words.csv")
    }

    assert len(expected) > 1000
    assert {key: said.get(key) for key in expected} == expected


def test_what_is_counted_has_a_plural() -> None:
    assert [
        message.id
        for message in messages_of("zh_Hans_CN")
        if not message.pluralizable and COUNTED.search(LIMIT.sub("", message.id))
    ] == []


def test_no_message_has_words_that_are_never_right() -> None:
    messages = messages_of("zh_Hans_CN")

    assert [form for message in messages for form in forms(message.id) if NEVER_IN_ENGLISH.search(form)] == []
    assert [
        text for message in messages for text in forms(message.string) if NEVER_IN_CHINESE.search(text)
    ] == []


@pytest.mark.parametrize(("language", "column"), [("en", "english"), ("zh_Hans_CN", "chinese")])
def test_none_one_and_two_of_everything_that_is_counted(app: Flask, language: str, column: str) -> None:
    counted = {forms(message.id) for message in messages_of("zh_Hans_CN") if message.pluralizable}
    expected = {
        (row["one"], row["other"]): [row[f"{column} {number}"] for number in range(3)]
        for row in rows("counts.csv")
    }

    with app.test_request_context(), force_locale(language):
        said = {key: [_said(*key, number) for number in range(3)] for key in counted}

    assert said == expected


def _said(one: str, other: str, number: int) -> str:
    places: dict[str, Any] = dict.fromkeys(re.findall(r"%\((\w+)\)[ds]", one), number)
    return str(ngettext(one, other, number, **places))
