"""Schools and majors: suggestions as JSON for the text fields that ask for them, and pages to read."""

import unicodedata
from functools import partial
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import func, select

from clubinterview.core.access import open_before_completion, public
from clubinterview.core.fields import unstorable
from clubinterview.core.limits import limits
from clubinterview.core.pagination import PAGE_SIZE, Cursor, Page, page_of
from clubinterview.core.pinyin import folded
from clubinterview.core.web import WebAnswer, client_key
from clubinterview.extensions import db
from clubinterview.profile import bp
from clubinterview.profile.models import Major, School
from clubinterview.profile.search import found_by, is_listed, majors_like, schools_like

LONGEST_WORD = 60
# The same for every reader, but never stored by a cache that people share: the answer may renew a session's cookie.
CACHED_BY_BROWSERS = {"Cache-Control": "private, max-age=60", "Vary": "Accept"}

Answer = WebAnswer | tuple[Any, int, dict[str, str]]


@bp.get("/schools")
@public
@open_before_completion
def schools() -> Answer:
    """Suggest schools for ?q=, ten at most: {"items": [{"value", "detail"}]}; a page for browsers that ask for one."""
    if _wants_page():
        return _page(School, School.province, "profile.schools")
    return _suggest(schools_like, lambda school: _places(school.province, school.city))


@bp.get("/majors")
@public
@open_before_completion
def majors() -> Answer:
    """Suggest majors for ?q=, ten at most: {"items": [{"value", "detail"}]}; a page for browsers that ask for one."""
    if _wants_page():
        return _page(Major, Major.category, "profile.majors")
    return _suggest(majors_like, lambda major: _places(major.category, major.class_name))


def _wants_page() -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _suggest(find: Any, detail: Any) -> Answer:
    """Answer with what was found; 422 and nothing for words that no name can hold. Raises TooMany."""
    word = _counted_word()
    if word is None:
        return {"items": []}, 422, CACHED_BY_BROWSERS
    found = find(word) if folded(word) else []
    return {"items": [{"value": row.name, "detail": detail(row)} for row in found]}, 200, CACHED_BY_BROWSERS


def _page(model: Any, group: Any, endpoint: str) -> Answer:
    """Render what ?q= finds, or one group (?group=), or the groups with their counts. One statement."""
    word = _counted_word()
    chosen = request.args.get("group", "")
    query: Any = select(model).where(is_listed()) if model is School else select(model)
    page, groups = Page[Any]([]), []
    if word and folded(word):
        page = Page(db.session.scalars(found_by(query, model, word).limit(PAGE_SIZE)).all())
    elif chosen and not unstorable(chosen):
        ids = query.with_only_columns(model.id).where(group == chosen)
        page = page_of(select(model), ids, Cursor.from_arguments(request.args))
        page = page.with_urls(partial(url_for, endpoint, group=chosen))
    else:
        counts = query.with_only_columns(group, func.count()).group_by(group).order_by(group)
        groups = [tuple(row) for row in db.session.execute(counts)]
    rendered = render_template(
        "profile/browse.html", page=page, groups=groups, sought=word or "", chosen=chosen, endpoint=endpoint
    )
    return rendered, 422 if word is None else 200, {"Vary": "Accept"}


def _counted_word() -> str | None:
    """Count the search and return ?q= in one spelling; None for words that no name can hold. Raises TooMany."""
    who = f"user {current_user.id}" if current_user.is_authenticated else client_key()
    limits.hit((current_app.config["SEARCHES_PER_MINUTE"], 60), "suggestions", who)
    word = request.args.get("q", "")
    if unstorable(word) or len(word) > LONGEST_WORD:
        return None
    return unicodedata.normalize("NFC", word).strip()


def _places(large: str, small: str) -> str:
    return large if large == small else " · ".join(filter(None, (large, small)))
