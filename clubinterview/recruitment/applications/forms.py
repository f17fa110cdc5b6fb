"""The form with which a student applies: made for each drive from its departments and its questions."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from clubinterview.core.fields import AppForm, LongTextField, TextField
from clubinterview.recruitment.applications.services import Entry
from clubinterview.recruitment.models import Application, Drive, FieldKind, FormField

LONGEST_TEXT = 200
LONGEST_LONG_TEXT = 2000
WISH_LABELS = {1: _l("First wish"), 2: _l("Second wish"), 3: _l("Third wish")}


class ApplicationForm(AppForm):
    """The parent of each drive's form. Fields: wish_1 … wish_3, and answer_<id> for each question."""

    drive: Drive
    is_draft: bool

    @property
    def wishes(self) -> list[Any]:
        return [self[f"wish_{rank}"] for rank in range(1, wishes_of(self.drive) + 1)]

    @property
    def answers(self) -> list[tuple[FormField, Any]]:
        """The questions with the fields of their answers."""
        return [(question, self[f"answer_{question.id}"]) for question in self.drive.fields]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        chosen: set[int] = set()
        for wish in self.wishes:
            if wish.data is not None and wish.data in chosen:
                wish.errors = [*wish.errors, _l("You have chosen this department already.")]
                valid = False
            chosen.add(wish.data)
        if not self.is_draft and chosen == {None}:
            self.wishes[0].errors = [_l("Please choose a department.")]
            valid = False
        return valid

    def entry(self) -> Entry:
        """Return what a valid form says."""
        return Entry(
            wishes=[wish.data for wish in self.wishes],
            answers={question.id: field.data or "" for question, field in self.answers},
        )


def application_form(drive: Drive, application: Application | None, *, is_draft: bool) -> ApplicationForm:
    """Return the drive's form, filled with what the draft says.

    drive: with departments and fields loaded.  application: with choices and answers loaded, or None.
    is_draft: whether it is only to be saved, so that nothing must be filled in yet.
    """
    fields: dict[str, Any] = {"drive": drive, "is_draft": is_draft}
    for rank in range(1, wishes_of(drive) + 1):
        fields[f"wish_{rank}"] = _wish(rank, drive)
    for question in drive.fields:
        fields[f"answer_{question.id}"] = _answer(question, must=question.is_required and not is_draft)
    written: dict[str, Any] = {}
    if application is not None:
        written = {f"wish_{choice.rank}": choice.department_id for choice in application.choices}
        written |= {f"answer_{answer.form_field_id}": answer.text for answer in application.answers}
    form = type("DriveApplicationForm", (ApplicationForm,), fields)(data=written)
    # What a draft may leave open is still said to be needed.
    form.wishes[0].flags.optional = False
    for question, answer in form.answers:
        answer.flags.optional = not question.is_required
    return form


def wishes_of(drive: Drive) -> int:
    """Return how many departments one may wish for: never more than there are."""
    return min(drive.most_choices, len(drive.departments))


def _wish(rank: int, drive: Drive) -> Field:
    choices = [SelectChoice(department.id, department.name) for department in drive.departments]
    return SelectField(
        WISH_LABELS[rank],
        [Optional()],
        coerce=_department_id,
        choices=[SelectChoice("", _l("Please choose") if rank == 1 else _l("None")), *choices],
    )


def _department_id(value: Any) -> int | None:
    return int(value) if value else None


def _answer(question: FormField, *, must: bool) -> Field:
    if question.kind == FieldKind.CHOICE:
        first: Any = InputRequired(_l("Please choose one.")) if must else Optional()
        choices = [SelectChoice("", _l("Please choose")), *map(SelectChoice, question.options)]
        return SelectField(question.label, [first], choices=choices)
    kind, maximum = (
        (TextField, LONGEST_TEXT) if question.kind == FieldKind.TEXT else (LongTextField, LONGEST_LONG_TEXT)
    )
    return kind(question.label, maximum=maximum, optional=not must)
