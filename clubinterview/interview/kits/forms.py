"""The form with which officers write an interview kit."""

from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from clubinterview.core.fields import AppForm, CheckboxesField, LongTextField, Rows
from clubinterview.interview.kits.models import (
    ANCHORED,
    FEWEST_PARTS,
    LONGEST_ANCHOR,
    LONGEST_WORDS,
    MOST_PARTS,
)
from clubinterview.interview.kits.queries import KitSheet
from clubinterview.interview.kits.services import KitPlan, PartPlan
from clubinterview.questions.categories import Labelled
from clubinterview.questions.models import QuestionKind
from clubinterview.questions.names import DIFFICULTY_NAMES, KIND_NAMES
from clubinterview.recruitment.scorecards.models import Criterion

ANY = 0
LONGEST_MINUTES = 60
MINUTES_OF_A_PART = 4
MINUTES_AROUND = 2


def _minutes(lowest: int, first: Any) -> list[Any]:
    message = _l(
        "Enter a whole number from %(lowest)s to %(highest)s.", lowest=lowest, highest=LONGEST_MINUTES
    )
    return [
        first(message) if first is InputRequired else first(),
        NumberRange(lowest, LONGEST_MINUTES, message),
    ]


class PartForm(Form):
    """One question of a kit. Without anchors the row counts as absent."""

    criterion_id = SelectField(_l("Criterion to score"), coerce=int)
    minutes = IntegerField(_l("Minutes"), _minutes(1, Optional), default=MINUTES_OF_A_PART)
    category_id = SelectField(_l("Question category"), coerce=int, default=ANY)
    difficulty = SelectField(
        _l("Difficulty"),
        coerce=int,
        default=ANY,
        choices=[
            SelectChoice(ANY, _l("Any")),
            *(SelectChoice(number, name) for number, name in DIFFICULTY_NAMES.items()),
        ],
    )
    kinds = CheckboxesField(
        _l("Question types"), choices=[SelectChoice(kind.value, name) for kind, name in KIND_NAMES.items()]
    )
    anchor_1 = LongTextField(_l("What 1 point means"), maximum=LONGEST_ANCHOR, optional=True)
    anchor_3 = LongTextField(_l("What 3 points mean"), maximum=LONGEST_ANCHOR, optional=True)
    anchor_5 = LongTextField(_l("What 5 points mean"), maximum=LONGEST_ANCHOR, optional=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in (self.minutes, *self._anchors()):
            each.flags.optional = False

    def _anchors(self) -> list[Any]:
        return [self[f"anchor_{points}"] for points in ANCHORED]

    @property
    def is_absent(self) -> bool:
        return not any(each.data for each in self._anchors())

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if self.is_absent:
            return True
        for each in self._anchors():
            if not each.data:
                each.errors = [_l("Fill this in, or clear all three to leave the question out.")]
        if self.minutes.data is None:
            self.minutes.errors = [_l("Fill this in.")]
        return not self.errors

    def plan(self) -> PartPlan:
        return PartPlan(
            criterion_id=self.criterion_id.data,
            minutes=self.minutes.data or 0,
            anchors={points: self[f"anchor_{points}"].data or "" for points in ANCHORED},
            category_id=self.category_id.data or None,
            kinds=[QuestionKind(kind) for kind in self.kinds.data or []],
            difficulty=self.difficulty.data or None,
        )


class KitForm(AppForm):
    """A kit: opening, its questions as rows, closing."""

    opening = LongTextField(_l("Opening"), maximum=LONGEST_WORDS)
    opening_minutes = IntegerField(_l("Opening (minutes)"), _minutes(0, InputRequired))
    closing = LongTextField(_l("Closing"), maximum=LONGEST_WORDS)
    closing_minutes = IntegerField(_l("Closing (minutes)"), _minutes(0, InputRequired))
    parts: Any

    def add_rows(self, wanted: str | None) -> bool:
        """Add an empty row when the button for it was pressed ("part"), and return whether it was."""
        if wanted != "part":
            return False
        self.parts.add_row()
        return True

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        present = [row for row in self.parts if not row.form.is_absent]
        if not self.parts.errors and len(present) < FEWEST_PARTS:
            self.parts.errors = [_l("Add at least 4 questions. A kit has 4 to 6.")]
            return False
        return valid

    def plan(self) -> KitPlan:
        """Return what a valid form says."""
        return KitPlan(
            opening=self.opening.data or "",
            closing=self.closing.data or "",
            opening_minutes=self.opening_minutes.data,
            closing_minutes=self.closing_minutes.data,
            parts=[row.form.plan() for row in self.parts if not row.form.is_absent],
        )


def kit_form(
    criteria: Sequence[Criterion], categories: Sequence[Labelled], sheet: KitSheet | None
) -> KitForm:
    """Return the form with what the kit says now; with a beginning for a new one.

    criteria: what the stage is scored on, at least one.  categories: all, each one right before those below it.
    """
    part_form = type(
        "PartForm",
        (PartForm,),
        {
            "criterion_id": SelectField(
                _l("Criterion to score"),
                coerce=int,
                choices=[SelectChoice(criterion.id, criterion.name) for criterion in criteria],
            ),
            "category_id": SelectField(
                _l("Question category"), coerce=int, default=ANY, choices=_category_choices(categories)
            ),
        },
    )
    rows = Rows(FormField(part_form), _l("Kit questions"), max_entries=MOST_PARTS)
    form_class: type[KitForm] = type("KitForm", (KitForm,), {"parts": rows})
    return form_class(data=_beginning(criteria) if sheet is None else _said(sheet))


def _category_choices(categories: Sequence[Labelled]) -> list[SelectChoice]:
    return [
        SelectChoice(ANY, _l("Any")),
        *(SelectChoice(each.id, ("— " if each.parent_id else "") + each.name) for each in categories),
    ]


def _beginning(criteria: Sequence[Criterion]) -> dict[str, Any]:
    return {
        "opening": _l("Welcome, and thank you for coming. Everyone is asked the same types of questions."),
        "opening_minutes": MINUTES_AROUND,
        "closing": _l("Thank you. Do you have any questions for us? We'll share the result here."),
        "closing_minutes": MINUTES_AROUND,
        "parts": [{"criterion_id": criterion.id} for criterion in islice(cycle(criteria), FEWEST_PARTS)],
    }


def _said(sheet: KitSheet) -> dict[str, Any]:
    kit = sheet.kit
    return {
        "opening": kit.opening,
        "opening_minutes": kit.opening_minutes,
        "closing": kit.closing,
        "closing_minutes": kit.closing_minutes,
        "parts": [
            {
                "criterion_id": each.part.criterion_id,
                "minutes": each.part.minutes,
                "category_id": each.part.category_id or ANY,
                "difficulty": each.part.difficulty or ANY,
                "kinds": each.part.kinds,
                **{f"anchor_{points}": each.part.anchors[points] for points in ANCHORED},
            }
            for each in sheet.asked
        ],
    }
