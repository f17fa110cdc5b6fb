"""The forms with which officers and administrators write and review questions."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, FormField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from clubinterview.core.fields import AppForm, LongTextField, Rows, TextField
from clubinterview.core.pagination import PAGE_SIZE
from clubinterview.questions.categories import Labelled
from clubinterview.questions.facts import (
    FEWEST_POINTS,
    LONGEST_FOLLOW_UP,
    LONGEST_POINT,
    LONGEST_SOURCE,
    LONGEST_TAG,
    LONGEST_WORDING,
    MOST_FOLLOW_UPS,
    MOST_TAGS,
    MOST_WORDINGS,
    Point,
    QuestionFacts,
    clean_list,
    list_error,
)
from clubinterview.questions.models import (
    LONGEST_QUESTION,
    LONGEST_SAMPLE,
    MOST_POINTS,
    Question,
    QuestionKind,
)
from clubinterview.questions.names import DIFFICULTY_NAMES, KIND_NAMES
from clubinterview.questions.services import LONGEST_REASON

LONGEST_WORDINGS = MOST_WORDINGS * (LONGEST_WORDING + 2)
WEIGHTS = range(1, 6)


def split_words(text: str) -> list[str]:
    """Return the parts of a list that a person typed: at semicolons if there are any, else at commas."""
    separator = r"[;；]" if re.search(r"[;；]", text) else r"[,，]"
    return clean_list(re.split(separator, text))


def joined_words(words: Sequence[str]) -> str:
    """Return a text that `split_words` reads as just these words."""
    if any(re.search(r"[,，]", word) for word in words):
        return "; ".join(words) + ";" * (len(words) == 1)
    return ", ".join(words)


class PointForm(Form):
    """One key point. Without a text the row counts as absent."""

    weight = SelectField(
        _l("Weight"), coerce=int, choices=[SelectChoice(number, str(number)) for number in WEIGHTS], default=3
    )
    zh = TextField(_l("Key point in Chinese"), maximum=LONGEST_POINT, optional=True)
    en = TextField(_l("Key point in English"), maximum=LONGEST_POINT, optional=True)
    also_zh = TextField(_l("Other phrasings in Chinese"), maximum=LONGEST_WORDINGS, optional=True)
    also_en = TextField(_l("Other phrasings in English"), maximum=LONGEST_WORDINGS, optional=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zh.flags.optional = False

    @property
    def is_there(self) -> bool:
        return bool(self.zh.data or self.en.data)

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        for field in (self.also_zh, self.also_en):
            if error := list_error(split_words(field.data or ""), MOST_WORDINGS, LONGEST_WORDING):
                field.errors = [error]
        if not self.zh.data and (self.en.data or self.also_zh.data or self.also_en.data):
            self.zh.errors = [_l("Enter the key point in Chinese, or clear the whole row.")]
        return not self.errors

    def point(self) -> Point:
        return {
            "weight": self.weight.data,
            "zh": self.zh.data or "",
            "en": self.en.data or "",
            "also_zh": split_words(self.also_zh.data or ""),
            "also_en": split_words(self.also_en.data or ""),
        }


class QuestionForm(AppForm):
    """What a question says. `for_platform` leaves out the choice of interviews only.

    version: Question.version of what the form began with.
    """

    version = HiddenField()
    text_zh = LongTextField(_l("Question in Chinese"), maximum=LONGEST_QUESTION)
    text_en = LongTextField(_l("Question in English"), maximum=LONGEST_QUESTION, optional=True)
    category_id = SelectField(_l("Question category"), coerce=int)
    kind = SelectField(
        _l("Question type"), choices=[SelectChoice(kind.value, name) for kind, name in KIND_NAMES.items()]
    )
    difficulty = SelectField(
        _l("Difficulty"),
        coerce=int,
        choices=[SelectChoice(number, name) for number, name in DIFFICULTY_NAMES.items()],
        default=3,
    )
    tags = TextField(_l("Tags"), maximum=MOST_TAGS * (LONGEST_TAG + 2), optional=True)
    is_for_panels = BooleanField(_l("For interviews only, not practice"))
    points = Rows(FormField(PointForm), _l("Key points"), max_entries=MOST_POINTS)
    sample_zh = LongTextField(_l("Sample answer in Chinese"), maximum=LONGEST_SAMPLE, optional=True)
    sample_en = LongTextField(_l("Sample answer in English"), maximum=LONGEST_SAMPLE, optional=True)
    follow_ups_zh = LongTextField(_l("Follow-up questions in Chinese"), maximum=2000, optional=True)
    follow_ups_en = LongTextField(_l("Follow-up questions in English"), maximum=2000, optional=True)
    source = TextField(_l("Source"), maximum=LONGEST_SOURCE, optional=True)

    @classmethod
    def blank(cls, categories: Sequence[Labelled], *, for_platform: bool) -> "QuestionForm":
        """Return the form of a new question."""
        form = cls()
        del form.version
        return form._ready(categories, for_platform)

    @classmethod
    def of(
        cls, facts: QuestionFacts, categories: Sequence[Labelled], *, version: str, for_platform: bool
    ) -> "QuestionForm":
        """Return the form with what a question says now.  version: of the question."""
        points = [
            {**point, "also_zh": joined_words(point["also_zh"]), "also_en": joined_words(point["also_en"])}
            for point in facts.points
        ]
        form = cls(
            data={
                **facts.values(),
                "version": version,
                "kind": facts.kind.value,
                "tags": joined_words(facts.tags),
                "points": points,
                "follow_ups_zh": "\n".join(facts.follow_ups_zh),
                "follow_ups_en": "\n".join(facts.follow_ups_en),
            }
        )
        return form._ready(categories, for_platform)

    def _ready(self, categories: Sequence[Labelled], for_platform: bool) -> "QuestionForm":
        self.category_id.choices = [SelectChoice(row.id, row.label) for row in categories]
        if for_platform:
            del self.is_for_panels
        if not self.is_submitted():
            while len(self.points.entries) < FEWEST_POINTS:
                self.points.add_row()
        return self

    def add_row(self, wanted: str | None) -> bool:
        """Add an empty key point when its button was pressed ("point"), and return whether it was."""
        if wanted != "point":
            return False
        self.points.add_row()
        return True

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        errors = [(self.tags, list_error(split_words(self.tags.data or ""), MOST_TAGS, LONGEST_TAG))]
        for field in (self.follow_ups_zh, self.follow_ups_en):
            lines = _lines(field.data)
            errors.append((field, list_error(lines, MOST_FOLLOW_UPS, LONGEST_FOLLOW_UP, are_words=False)))
        for field, error in errors:
            if not field.errors and error:
                field.errors = [error]
                valid = False
        return valid

    def facts(self) -> QuestionFacts:
        """Return what a valid form says."""
        return QuestionFacts(
            category_id=self.category_id.data,
            kind=QuestionKind(self.kind.data),
            difficulty=self.difficulty.data,
            text_zh=self.text_zh.data or "",
            text_en=self.text_en.data or "",
            sample_zh=self.sample_zh.data or "",
            sample_en=self.sample_en.data or "",
            follow_ups_zh=_lines(self.follow_ups_zh.data),
            follow_ups_en=_lines(self.follow_ups_en.data),
            tags=split_words(self.tags.data or ""),
            points=[row.form.point() for row in self.points if row.form.is_there],
            source=self.source.data or "",
            is_for_panels=bool("is_for_panels" in self and self.is_for_panels.data),
        )


class PublishForm(AppForm):
    """The button that lets a question go live.  version: Question.version of what was read."""

    version = HiddenField()


class PublishListedForm(AppForm):
    """The button that lets all go live that a list shows.  listed: of `listed`."""

    listed = HiddenField()

    def versions(self) -> dict[int, str]:
        """Return Question.version of what the list showed, by id."""
        found = re.findall(r"([0-9]{1,9})@(\S+)", self.listed.data or "")
        return {int(question_id): version for question_id, version in found[:PAGE_SIZE]}


def listed(questions: Iterable[Question]) -> str:
    """Return what a PublishListedForm carries of the questions that its page shows."""
    return " ".join(f"{question.id}@{question.version}" for question in questions)


class SendBackForm(AppForm):
    reason = TextField(_l("What should change"), maximum=LONGEST_REASON)


class MergeQuestionForm(AppForm):
    into = TextField(_l("Reference of the other question"), maximum=80)


def _lines(text: str | None) -> list[str]:
    return clean_list((text or "").split("\n"))
