"""Every kind of message that the code declares is known to the application, so that any worker can render it."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

import clubinterview
from clubinterview.messaging.kinds import PARAMETER, Kind, kind_named

HOUSE = Path(clubinterview.__file__).parent
DECLARED = re.compile(r'\bKind\(\s*(?:name=)?"([^"]+)"')


@pytest.fixture
def kinds(app: Flask) -> list[Kind]:
    return list(app.extensions["message_kinds"].values())


def test_each_declared_kind_is_registered(app: Flask) -> None:
    declared = {
        name for path in HOUSE.rglob("*.py") for name in DECLARED.findall(path.read_text(encoding="utf-8"))
    }

    assert len(declared) > 40
    assert [name for name in sorted(declared) if kind_named(name) is None] == []


def test_each_kind_needs_the_same_parameters_in_both_languages(kinds: list[Kind]) -> None:
    for kind in kinds:
        parameters = dict.fromkeys(kind.parameters, 1)
        for language in ("en", "zh_Hans_CN"):
            with force_locale(language):
                assert all(kind.render(parameters))


def test_no_subject_has_a_place_for_a_secret(kinds: list[Kind]) -> None:
    secret = [kind for kind in kinds if kind.secret]

    assert len(secret) > 5
    assert [
        kind.name for kind in secret if set(kind.secret) & set(PARAMETER.findall(str(kind.subject)))
    ] == []
