"""The form with which a student applies: made for each drive from its departments and its form fields."""

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
CHOICE_LABELS = {1: _l("First choice"), 2: _l("Second choice"), 3: _l("Third choice")}


class ApplicationForm(AppForm):
    """The parent of each drive's form. Inputs: wish_1 … wish_3, and answer_<id> for each form field."""

    drive: Drive
    is_draft: bool

    @property
    def ranked(self) -> list[Any]:
        return [self[f"wish_{rank}"] for rank in range(1, choices_allowed(self.drive) + 1)]

    @property
    def answers(self) -> list[tuple[FormField, Any]]:
        """The form fields with the inputs of their answers."""
        return [(form_field, self[f"answer_{form_field.id}"]) for form_field in self.drive.fields]

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        chosen: set[int] = set()
        for choice in self.ranked:
            if choice.data is not None and choice.data in chosen:
                choice.errors = [*choice.errors, _l("You've already chosen this department.")]
                valid = False
            chosen.add(choice.data)
        if not self.is_draft and chosen == {None}:
            self.ranked[0].errors = [_l("Choose a department.")]
            valid = False
        return valid

    def entry(self) -> Entry:
        """Return what a valid form says."""
        return Entry(
            department_ids=[choice.data for choice in self.ranked],
            answers={form_field.id: field.data or "" for form_field, field in self.answers},
        )


def application_form(drive: Drive, application: Application | None, *, is_draft: bool) -> ApplicationForm:
    """Return the drive's form, filled with what the draft says.

    drive: with departments and fields loaded.  application: with choices and answers loaded, or None.
    is_draft: whether it is only to be saved, so that nothing must be filled in yet.
    """
    fields: dict[str, Any] = {"drive": drive, "is_draft": is_draft}
    for rank in range(1, choices_allowed(drive) + 1):
        fields[f"wish_{rank}"] = _choice_field(rank, drive)
    for form_field in drive.fields:
        fields[f"answer_{form_field.id}"] = _answer(form_field, must=form_field.is_required and not is_draft)
    written: dict[str, Any] = {}
    if application is not None:
        written = {f"wish_{choice.rank}": choice.department_id for choice in application.choices}
        written |= {f"answer_{answer.form_field_id}": answer.text for answer in application.answers}
    form: ApplicationForm = type("DriveApplicationForm", (ApplicationForm,), fields)(data=written)
    # What a draft may leave open is still said to be needed.
    form.ranked[0].flags.optional = False
    for form_field, answer in form.answers:
        answer.flags.optional = not form_field.is_required
    return form


def choices_allowed(drive: Drive) -> int:
    """Return how many departments an applicant may choose: never more than there are."""
    return min(drive.most_choices, len(drive.departments))


def _choice_field(rank: int, drive: Drive) -> Field:
    choices = [SelectChoice(department.id, department.name) for department in drive.departments]
    return SelectField(
        CHOICE_LABELS[rank],
        [Optional()],
        coerce=_department_id,
        choices=[SelectChoice("", _l("Select") if rank == 1 else _l("None")), *choices],
    )


def _department_id(value: Any) -> int | None:
    return int(value) if value else None


def _answer(form_field: FormField, *, must: bool) -> Field:
    if form_field.kind == FieldKind.CHOICE:
        first: Any = InputRequired(_l("Choose one.")) if must else Optional()
        choices = [SelectChoice("", _l("Select")), *map(SelectChoice, form_field.options)]
        return SelectField(form_field.label, [first], choices=choices)
    kind, maximum = (
        (TextField, LONGEST_TEXT) if form_field.kind == FieldKind.TEXT else (LongTextField, LONGEST_LONG_TEXT)
    )
    return kind(form_field.label, maximum=maximum, optional=not must)
