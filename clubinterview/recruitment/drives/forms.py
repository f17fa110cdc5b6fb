"""The forms with which officers write a drive."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext, lazy_pgettext
from wtforms import BooleanField, Form, FormField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from clubinterview.club.models import Department
from clubinterview.core.fields import (
    AppForm,
    CheckboxesField,
    LocalTimeField,
    LongTextField,
    Rows,
    TextField,
)
from clubinterview.recruitment.drives.services import DrivePlan, FieldFacts, Weighing
from clubinterview.recruitment.models import MOST_CHOICES, Drive, FieldKind

LONGEST_BODY = 10_000
MOST_FIELDS = 10
MOST_CRITERIA = 8
RETENTION_CHOICES = (30, 90, 180)  # days
FEWEST_OPTIONS, MOST_OPTIONS = 2, 20
LONGEST_OPTION = 80
EMPTY_ROWS = 2


class FieldForm(Form):
    """One form field of the club's own. A row without a label counts as absent."""

    kind = SelectField(
        _l("Answer type"),
        choices=[
            SelectChoice(FieldKind.TEXT.value, _l("Short text")),
            SelectChoice(FieldKind.LONG_TEXT.value, _l("Long text")),
            SelectChoice(FieldKind.CHOICE.value, _l("Single choice")),
        ],
        default=FieldKind.LONG_TEXT.value,
    )
    label = TextField(lazy_pgettext("application form", "Question"), maximum=120, optional=True)
    hint = TextField(_l("Hint"), maximum=200, optional=True)
    options = LongTextField(_l("Options, one per line"), maximum=2000, optional=True)
    is_required = BooleanField(_l("Required"), default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label.flags.optional = self.options.flags.optional = False

    @property
    def option_lines(self) -> list[str]:
        lines = (line.strip() for line in (self.options.data or "").splitlines())
        return [line for line in lines if line]

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not self.label.data:
            if self.hint.data or self.option_lines:
                self.label.errors = [_l("Enter the question, or clear the whole row.")]
        elif self.kind.data == FieldKind.CHOICE and (error := _options_error(self.option_lines)):
            self.options.errors = [error]
        return not self.errors

    def facts(self) -> FieldFacts:
        kind = FieldKind(self.kind.data)
        return FieldFacts(
            kind=kind,
            label=self.label.data or "",
            hint=self.hint.data or "",
            options=self.option_lines if kind == FieldKind.CHOICE else [],
            is_required=self.is_required.data,
        )


def _options_error(options: Sequence[str]) -> Any:
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        return _l("Enter 2 to 20 options, one per line.")
    if len(set(options)) < len(options):
        return _l("Two options are the same.")
    if any(len(option) > LONGEST_OPTION for option in options):
        return _l("Options can be at most 80 characters.")
    return None


class CriterionForm(Form):
    """One thing that an interview is scored on. Without a name the row counts as absent."""

    name = TextField(_l("Criterion"), maximum=40, optional=True)
    guide = TextField(_l("What a good answer shows"), maximum=300, optional=True)
    weight_percent = IntegerField(
        _l("Weight (percent)"),
        [Optional(), NumberRange(1, 100, _l("Enter a whole number from 1 to 100."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name.flags.optional = self.weight_percent.flags.optional = False

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if self.name.data and self.weight_percent.data is None:
            self.weight_percent.errors = [_l("Give this criterion a weight.")]
        if not self.name.data and (self.guide.data or self.weight_percent.data is not None):
            self.name.errors = [_l("Name the criterion, or clear the whole row.")]
        return not self.errors

    def weighing(self) -> Weighing:
        return Weighing(self.name.data or "", self.guide.data or "", self.weight_percent.data or 0)


class PublishedDriveForm(AppForm):
    """What stays editable once people can apply."""

    title = TextField(_l("Title"), maximum=80)
    body = LongTextField(_l("Introduction"), maximum=LONGEST_BODY, optional=True)
    closes_at = LocalTimeField(_l("Closes"))
    screening_name = TextField(_l("Name of the first stage"), maximum=40, optional=True)
    interview_name = TextField(_l("Name of the interview stage"), maximum=40, optional=True)

    @property
    def closing(self) -> datetime:
        """When a valid form says that the drive closes."""
        assert self.closes_at.instant is not None  # noqa: S101
        return self.closes_at.instant

    @classmethod
    def of(cls, drive: Drive) -> "PublishedDriveForm":
        """Return the form with what the drive has now. Stages must be loaded."""
        return cls(data=_plain(drive))


class DriveForm(PublishedDriveForm):
    """Everything of a drive that is not published yet."""

    opens_at = LocalTimeField(_l("Opens"))
    departments = CheckboxesField(_l("Recruiting departments"), coerce=int)
    most_choices = SelectField(
        _l("Number of department choices"),
        coerce=int,
        choices=[SelectChoice(number, str(number)) for number in range(1, MOST_CHOICES + 1)],
        default=2,
    )
    needs_campus_confirmation = BooleanField(_l("Only verified students can apply"))
    retention_days = SelectField(
        _l("Keep answers and resumes for"),
        coerce=int,
        choices=[
            SelectChoice(days, lazy_ngettext("%(days)d day", "%(days)d days", days, days=days))
            for days in RETENTION_CHOICES
        ],
        default=RETENTION_CHOICES[-1],
    )
    form_fields = Rows(
        FormField(FieldForm), _l("Your own questions"), max_entries=MOST_FIELDS, name="questions"
    )
    criteria = Rows(FormField(CriterionForm), _l("Interview criteria"), max_entries=MOST_CRITERIA)

    @classmethod
    def blank(cls, departments: Sequence[Department]) -> "DriveForm":
        """Return the form of a new drive; all departments of the club are ticked."""
        form = cls(data={"departments": [department.id for department in departments]})
        return form._with_choices(departments)

    @classmethod
    def of_draft(cls, drive: Drive, departments: Sequence[Department]) -> "DriveForm":
        """Return the form with what the drive has now: stages with criteria, departments, fields loaded."""
        form_fields = [
            {
                "kind": field.kind.value,
                "label": field.label,
                "hint": field.hint,
                "options": "\n".join(field.options),
                "is_required": field.is_required,
            }
            for field in drive.fields
        ]
        criteria = [
            {"name": c.name, "guide": c.guide, "weight_percent": c.weight_percent}
            for c in drive.stages[-1].criteria
        ]
        form = cls(
            data={
                **_plain(drive),
                "opens_at": drive.opens_at,
                "departments": [department.id for department in drive.departments],
                "most_choices": drive.most_choices,
                "needs_campus_confirmation": drive.needs_campus_confirmation,
                "retention_days": drive.retention_days,
                "form_fields": form_fields,
                "criteria": criteria,
            }
        )
        return form._with_choices(departments)

    def _with_choices(self, departments: Sequence[Department]) -> "DriveForm":
        self.departments.choices = [
            SelectChoice(department.id, department.name) for department in departments
        ]
        if not self.is_submitted():
            for _ in range(EMPTY_ROWS):
                self.form_fields.add_row()
                self.criteria.add_row()
        return self

    def add_rows(self, wanted: str | None) -> bool:
        """Add an empty row when the button for it was pressed, and return whether one was.

        wanted: the value of that button, question or criterion, or None.
        """
        rows = {"question": self.form_fields, "criterion": self.criteria}.get(wanted or "")
        if rows is None:
            return False
        rows.add_row()
        return True

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if (
            self.opens_at.instant
            and self.closes_at.instant
            and self.closes_at.instant <= self.opens_at.instant
        ):
            self.closes_at.errors = [_l("This must be later than the opening time.")]
            valid = False
        if not self.departments.data and not self.departments.errors:
            self.departments.errors = [_l("Choose at least one department.")]
            valid = False
        return self._weights_are_right() and valid

    def _weights_are_right(self) -> bool:
        if self.criteria.errors:
            return False
        named = [row for row in self.criteria if row.form.name.data]
        if not named:
            self.criteria.errors = [_l("Add at least one criterion.")]
        elif (total := sum(row.form.weight_percent.data or 0 for row in named)) != 100:
            self.criteria.errors = [
                _l("Weights must add up to 100. They now add up to %(total)s.", total=total)
            ]
        return not self.criteria.errors

    def plan(self) -> DrivePlan:
        """Return what a valid form says."""
        assert self.opens_at.instant is not None  # noqa: S101
        return DrivePlan(
            title=self.title.data or "",
            body=self.body.data or "",
            opens_at=self.opens_at.instant,
            closes_at=self.closing,
            department_ids=self.departments.data or [],
            most_choices=self.most_choices.data,
            needs_campus_confirmation=bool(self.needs_campus_confirmation.data),
            retention_days=self.retention_days.data,
            screening_name=self.screening_name.data or "",
            interview_name=self.interview_name.data or "",
            fields=[row.form.facts() for row in self.form_fields if row.form.label.data],
            criteria=[row.form.weighing() for row in self.criteria if row.form.name.data],
        )


def _plain(drive: Drive) -> dict[str, Any]:
    return {
        "title": drive.title,
        "body": drive.body,
        "closes_at": drive.closes_at,
        "screening_name": drive.stages[0].name,
        "interview_name": drive.stages[-1].name,
    }
