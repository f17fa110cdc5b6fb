"""What a question says, as plain values: what forms, imports and the starter bank all hand to the verbs."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypedDict
from unicodedata import normalize

from flask_babel import lazy_gettext as _l

from clubinterview.core.fields import CONTROLS
from clubinterview.questions.models import MOST_POINTS, Question, QuestionKind

FEWEST_POINTS = 3  # of a live question
LONGEST_POINT = 120
MOST_WORDINGS, LONGEST_WORDING = 12, 60
MOST_FOLLOW_UPS, LONGEST_FOLLOW_UP = 5, 300
MOST_TAGS, LONGEST_TAG = 8, 30
LONGEST_SOURCE = 200


class Point(TypedDict):
    """A key point.  weight: 1–5.  also_zh, also_en: other wordings of it."""

    weight: int
    zh: str
    en: str
    also_zh: list[str]
    also_en: list[str]


@dataclass(frozen=True)
class QuestionFacts:
    """A question without its state. Texts are trimmed, NFC and fit their columns."""

    category_id: int
    kind: QuestionKind
    difficulty: int
    text_zh: str
    text_en: str = ""
    sample_zh: str = ""
    sample_en: str = ""
    follow_ups_zh: list[str] = field(default_factory=list)
    follow_ups_en: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    source: str = ""
    is_for_panels: bool = False

    @classmethod
    def of(cls, question: Question) -> "QuestionFacts":
        """Return what a question says now."""
        return cls(**{each.name: getattr(question, each.name) for each in fields(cls)})

    def values(self) -> dict[str, Any]:
        """Return the values by column."""
        return asdict(self)

    @property
    def lack(self) -> Any:
        """Return a sentence that says why this cannot be live; None when it can."""
        if not self.text_zh:
            return _l("A live question needs Chinese text.")
        if not FEWEST_POINTS <= len(self.points) <= MOST_POINTS:
            return _l("A live question needs 3–6 key points.")
        if not all(point["zh"] for point in self.points):
            return _l("Every key point of a live question needs Chinese text.")
        return None


def clean_list(parts: Iterable[str]) -> list[str]:
    """Return the parts of a list as they are stored, wherever they were written: trimmed, none empty, each once."""
    items = (normalize("NFC", part).strip() for part in parts)
    return list(dict.fromkeys(item for item in items if item))


def list_error(items: list[str], most: int, longest: int, *, are_words: bool = True) -> Any:
    """Return a sentence that says what is wrong with a list of short texts; None when nothing is.

    are_words: a form shows them on one line, between semicolons; other lists have a line for each.
    """
    if len(items) > most:
        return _l("Enter at most %(most)d.", most=most)
    if any(len(item) > longest for item in items):
        return _l("Each can have at most %(longest)d characters.", longest=longest)
    if any("|" in item for item in items):  # it separates them in files
        return _l("Leave out the bar (|).")
    if are_words and any(re.search("[;；]", item) for item in items):
        return _l("Leave out semicolons.")
    if any(CONTROLS.search(item) for item in items):
        return _l("Leave out tabs and other control characters.")
    return None
