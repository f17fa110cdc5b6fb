"""Finding schools and majors by their names, other names, pinyin and initials.

Each row holds what it is found by in `search_text`: "|name|other name…|pinyin|initials|", folded. It is written here
whenever a name changes, so that a search reads one index.
"""

from typing import Any

from sqlalchemy import Select, case, event, false, func, select

from clubinterview.core.pinyin import folded, has_both_scripts, initials_of, pinyin_of
from clubinterview.extensions import db
from clubinterview.profile.models import LONGEST_SCHOOL, Major, School, SchoolStatus

MOST_SUGGESTIONS = 10
LONGEST_PINYIN = 270  # with names, other names and initials, it fits into the column


def search_text_of(name: str, aliases: str = "") -> str:
    """Return what a row of this name is found by.  aliases: other names, separated by bars."""
    names = [name, *filter(None, aliases.split("|"))]
    words = [
        *(folded(word)[:LONGEST_SCHOOL] for word in names),
        folded(pinyin_of(name))[:LONGEST_PINYIN],
        folded(initials_of(name))[:LONGEST_SCHOOL],
    ]
    return f"|{'|'.join(words)}|"


@event.listens_for(School, "before_insert")
@event.listens_for(School, "before_update")
def _make_school_searchable(_mapper: Any, _connection: Any, school: School) -> None:
    school.search_text = search_text_of(school.name, school.aliases or "")


@event.listens_for(Major, "before_insert")
@event.listens_for(Major, "before_update")
def _make_major_searchable(_mapper: Any, _connection: Any, major: Major) -> None:
    major.search_text = search_text_of(major.name)


def schools_like(text: str, limit: int = MOST_SUGGESTIONS) -> list[School]:
    """Return listed schools that `text` names, best first: see `_order`. None for an empty text. One statement."""
    return list(db.session.scalars(found_by(select(School).where(is_listed()), School, text).limit(limit)))


def majors_like(text: str, limit: int = MOST_SUGGESTIONS) -> list[Major]:
    """Return majors that `text` names, best first. One statement."""
    return list(db.session.scalars(found_by(select(Major), Major, text).limit(limit)))


def is_listed() -> Any:
    """The condition that leaves schools out of suggestions until an administrator has looked at them."""
    return School.status == SchoolStatus.LISTED


def holds(model: Any, text: str) -> Any:
    """The condition that a school or major is found by `text`."""
    return model.search_text.contains(_word(text), autoescape=True)


def found_by(query: Select[Any], model: Any, text: str) -> Select[Any]:
    """Return the query narrowed to rows that `text` names, best first, then short names first; none for no word."""
    if not _word(text):
        return query.where(false())
    return query.where(holds(model, text)).order_by(
        _order(model, _word(text)), func.char_length(model.name), model.name, model.id
    )


def _word(text: str) -> str:
    """Return what is looked for; pinyin mixed with letters ("bei京") is spelled out whole."""
    return folded(pinyin_of(text) if has_both_scripts(text) else text)


def _order(model: Any, word: str) -> Any:
    """The rank: the name itself, another name, the name's beginning, initials, pinyin, then anywhere inside."""
    text = model.search_text
    like = word.replace("/", "//").replace("%", "/%").replace("_", "/_")
    patterns = (
        f"|{like}|%",  # the name itself
        f"%|{like}|%",  # another name, or all of the initials
        f"|{like}%",
        f"%|{like}%|%|",  # begins another name or the pinyin: something follows it
        f"%|{like}%",  # begins the initials, which are last
    )
    ranks = (0, 1, 2, 4, 3)
    whens = [(text.like(pattern, escape="/"), rank) for pattern, rank in zip(patterns, ranks, strict=True)]
    return case(*whens, else_=5)
