"""Questions as rows of a table: which columns there are, and what may stand in them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from clubinterview.core.fields import CONTROLS, CONTROLS_BESIDE_LINES, LINE_ENDS, stacks_marks, unstorable
from clubinterview.core.tables.reading import Line, lines_of
from clubinterview.questions.facts import (
    LONGEST_FOLLOW_UP,
    LONGEST_POINT,
    LONGEST_SOURCE,
    LONGEST_TAG,
    LONGEST_WORDING,
    MOST_FOLLOW_UPS,
    MOST_TAGS,
    MOST_WORDINGS,
    Point,
    clean_list,
    list_error,
)
from clubinterview.questions.models import (
    LONGEST_QUESTION,
    LONGEST_SAMPLE,
    MOST_POINTS,
    Question,
    QuestionKind,
    QuestionStatus,
)
from clubinterview.questions.names import DIFFICULTIES

MOST_QUESTIONS = 3000
SEPARATOR = " | "
REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,79}")
YES, NO = "yes", "no"

TEXTS = {
    "text_zh": LONGEST_QUESTION, "text_en": LONGEST_QUESTION, "sample_zh": LONGEST_SAMPLE,
    "sample_en": LONGEST_SAMPLE, "source": LONGEST_SOURCE,
}  # fmt: skip
LISTS = {
    "tags": (MOST_TAGS, LONGEST_TAG),
    "follow_ups_zh": (MOST_FOLLOW_UPS, LONGEST_FOLLOW_UP),
    "follow_ups_en": (MOST_FOLLOW_UPS, LONGEST_FOLLOW_UP),
}
LINE_LISTS = frozenset({"follow_ups_zh", "follow_ups_en"})  # the others are words
NEEDED = ("ref", "category", "kind", "difficulty", "text_zh")
FIRST_COLUMNS = (
    "ref", "category", "kind", "difficulty", "status", "for_panels", "tags", "text_zh", "text_en", "sample_zh",
    "sample_en", "follow_ups_zh", "follow_ups_en", "source",
)  # fmt: skip
POINT_PARTS = ("weight", "zh", "en", "also_zh", "also_en")
POINT_COLUMNS = tuple(f"point{number}_{part}" for number in range(1, MOST_POINTS + 1) for part in POINT_PARTS)
COLUMNS = (*FIRST_COLUMNS, *POINT_COLUMNS)


class BadCell(Exception):
    """A cell that cannot be taken: its column, and a sentence that says why."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


@dataclass(frozen=True)
class Row:
    """What a good line says.

    values: of the columns that the file has, by attribute of QuestionFacts.  status: of a question that is new.
    """

    ref: str
    values: dict[str, Any]
    status: QuestionStatus | None


def question_lines(content: bytes) -> list[Line]:
    """Return the lines of an XLSX or CSV file of questions, the header first. Raises TableRefused."""
    return lines_of(
        content, most_rows=MOST_QUESTIONS, too_many=_l("A file can have at most 3,000 questions.")
    )


def cells_of(question: Question, category_slug: str) -> list[str]:
    """Return a question as a line, in the order of COLUMNS."""
    first = {
        "ref": question.ref,
        "category": category_slug,
        "kind": question.kind.value,
        "difficulty": str(question.difficulty),
        "status": question.status.value,
        "for_panels": YES if question.is_for_panels else NO,
        **{name: getattr(question, name) for name in TEXTS},
        **{name: SEPARATOR.join(getattr(question, name)) for name in LISTS},
    }
    return [*(first[name] for name in FIRST_COLUMNS), *_point_cells(question)]


def _point_cells(question: Question) -> Iterator[str]:
    for number in range(MOST_POINTS):
        if number >= len(question.points):
            yield from ("",) * len(POINT_PARTS)
            continue
        point = question.points[number]
        yield from (str(point["weight"]), point["zh"], point["en"])
        yield from (SEPARATOR.join(point["also_zh"]), SEPARATOR.join(point["also_en"]))


def row_of(cells: Mapping[str, str], category_ids: Mapping[str, int]) -> Row:
    """Return what a line says.  cells: by column.  category_ids: by short name.  Raises BadCell."""
    cleaned = {name: _cleaned(name, text) for name, text in cells.items()}
    ref = cleaned["ref"]
    if not REF.fullmatch(ref):
        raise BadCell(
            "ref", _("Use letters, digits, dots, underscores, hyphens and slashes, up to 80 characters.")
        )
    values: dict[str, Any] = {
        "category_id": _one_of("category", cleaned, category_ids),
        "kind": _one_of("kind", cleaned, {kind.value: kind for kind in QuestionKind}),
        "difficulty": _one_of("difficulty", cleaned, {str(number): number for number in DIFFICULTIES}),
    }
    for name in TEXTS.keys() & cleaned.keys():
        values[name] = _text(name, cleaned[name], TEXTS[name])
    if not values["text_zh"]:
        raise BadCell("text_zh", _("This cell is empty."))
    for name in LISTS.keys() & cleaned.keys():
        values[name] = _list(name, cleaned[name], *LISTS[name])
    if "for_panels" in cleaned:
        values["is_for_panels"] = _one_of("for_panels", cleaned, {YES: True, NO: False, "": False})
    if cleaned.keys() & set(POINT_COLUMNS):
        values["points"] = _points(cleaned)
    states: dict[str, QuestionStatus | None] = {state.value: state for state in QuestionStatus}
    status = _one_of("status", {"status": cleaned.get("status", "")}, {**states, "": None})
    return Row(ref, values, status)


def _cleaned(column: str, text: str) -> str:
    if unstorable(text) or stacks_marks(text):
        raise BadCell(column, _("This cell contains a character that can't be saved."))
    text = LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).strip()
    forbidden = (
        CONTROLS_BESIDE_LINES if column in {"text_zh", "text_en", "sample_zh", "sample_en"} else CONTROLS
    )
    if forbidden.search(text):
        raise BadCell(column, _("This cell contains a character that can't be saved."))
    return text


def _one_of(column: str, cells: Mapping[str, str], choices: Mapping[str, Any]) -> Any:
    if cells[column] not in choices:
        names = ", ".join(name for name in choices if name)
        raise BadCell(column, _("Use one of these: %(names)s", names=names))
    return choices[cells[column]]


def _text(column: str, text: str, longest: int) -> str:
    if len(text) > longest:
        raise BadCell(column, _("This cell has more than %(most)d characters.", most=longest))
    return text


def _list(column: str, text: str, most: int, longest: int) -> list[str]:
    items = clean_list(text.split("|"))
    if error := list_error(items, most, longest, are_words=column not in LINE_LISTS):
        raise BadCell(column, str(error))
    return items


def _points(cells: Mapping[str, str]) -> list[Point]:
    points: list[Point] = []
    for number in range(1, MOST_POINTS + 1):
        part = {name: cells.get(f"point{number}_{name}", "") for name in POINT_PARTS}
        if not any(part.values()):
            continue
        column = f"point{number}_zh"
        if not part["zh"] and not part["en"]:
            raise BadCell(column, _("This cell is empty."))
        weights = {"": 3, **{str(weight): weight for weight in range(1, 6)}}
        name = f"point{number}_weight"
        points.append(
            {
                "weight": _one_of(name, {name: part["weight"]}, weights),
                "zh": _text(column, part["zh"], LONGEST_POINT),
                "en": _text(f"point{number}_en", part["en"], LONGEST_POINT),
                "also_zh": _list(f"point{number}_also_zh", part["also_zh"], MOST_WORDINGS, LONGEST_WORDING),
                "also_en": _list(f"point{number}_also_en", part["also_en"], MOST_WORDINGS, LONGEST_WORDING),
            }
        )
    return points
