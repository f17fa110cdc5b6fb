"""Suggestions for the school and the major, as JSON for the text fields that ask for them."""

import unicodedata
from typing import Any

from flask import current_app, request
from flask_login import current_user

from clubinterview.core.access import open_before_completion, public
from clubinterview.core.fields import unstorable
from clubinterview.core.limits import limits
from clubinterview.core.pinyin import folded
from clubinterview.core.web import client_place
from clubinterview.profile import bp
from clubinterview.profile.search import majors_like, schools_like

LONGEST_WORD = 60

Suggestions = tuple[dict[str, list[dict[str, str]]], int]


@bp.get("/schools")
@public
@open_before_completion
def schools() -> Suggestions:
    """Suggest schools for ?q=, ten at most: {"items": [{"value", "detail"}]}."""
    return _suggest(schools_like, lambda school: _places(school.province, school.city))


@bp.get("/majors")
@public
@open_before_completion
def majors() -> Suggestions:
    """Suggest majors for ?q=, ten at most: {"items": [{"value", "detail"}]}."""
    return _suggest(majors_like, lambda major: _places(major.category, major.class_name))


def _suggest(find: Any, detail: Any) -> Suggestions:
    """Answer with what was found; 422 and nothing for words that no name can hold. Raises TooMany."""
    who = f"user {current_user.id}" if current_user.is_authenticated else client_place()
    limits.hit((current_app.config["SEARCHES_PER_MINUTE"], 60), "suggestions", who)
    word = request.args.get("q", "")
    if unstorable(word) or len(word) > LONGEST_WORD:
        return {"items": []}, 422
    word = unicodedata.normalize("NFC", word).strip()
    found = find(word) if folded(word) else []
    return {"items": [{"value": row.name, "detail": detail(row)} for row in found]}, 200


def _places(large: str, small: str) -> str:
    return large if large == small else " · ".join(filter(None, (large, small)))
