"""The forms with which officers decide and release."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from clubinterview.club.models import Department
from clubinterview.core.database import LARGEST_ID
from clubinterview.core.fields import AppForm, LocalTimeField, LongTextField, Rows
from clubinterview.core.pagination import PAGE_SIZE
from clubinterview.recruitment.decisions.ranking import Ranked
from clubinterview.recruitment.decisions.services import Verdict, is_last
from clubinterview.recruitment.models import Decision, Outcome, Stage

LONGEST_NOTE = 500
SEEN = r"[0-9]{1,9} [a-z]*( [0-9]*)?$"


def outcome_choices(stage: Stage) -> list[SelectChoice]:
    """Return what can be decided at the stage."""
    return [
        SelectChoice(
            Outcome.ADVANCE.value, _l("Make an offer") if is_last(stage) else _l("Invite to interview")
        ),
        SelectChoice(Outcome.WAITLIST.value, _l("Waiting list")),
        SelectChoice(Outcome.REJECT.value, _l("Reject")),
    ]


def department_choices(departments: Sequence[Department]) -> list[SelectChoice]:
    """Return the departments as choices."""
    return [SelectChoice(department.id, department.name) for department in departments]


def _row_id(value: Any) -> int | None:
    return int(value) if value else None


def _row_id_field() -> IntegerField:
    return IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)], widget=HiddenInput())


class DecisionForm(AppForm):
    """The decision about one application, on its page."""

    stage_id = _row_id_field()
    outcome = RadioField(_l("Decision"), [InputRequired(_l("Choose one."))])
    department_id = SelectField(_l("Offered department"), [Optional()], coerce=_row_id)
    version = IntegerField(validators=[Optional()], widget=HiddenInput())  # of the decision that is shown
    note = LongTextField(_l("Internal note"), maximum=LONGEST_NOTE, optional=True)

    @classmethod
    def of(
        cls,
        stage: Stage,
        decision: Decision | None,
        departments: Sequence[Department],
        first_choice: int | None,
    ) -> "DecisionForm":
        """Return the form with the present decision. departments: of the drive.  first_choice: a department's id."""
        written: dict[str, Any] = {"stage_id": stage.id, "department_id": first_choice, "version": 0}
        if decision is not None:
            written |= {
                "outcome": decision.outcome and decision.outcome.value,
                "department_id": decision.department_id or first_choice,
                "version": decision.version,
                "note": decision.note,
            }
        form = cls(data=written)
        form.outcome.choices = outcome_choices(stage)
        form.department_id.choices = department_choices(departments)
        form.department_id.flags.optional = False
        if not is_last(stage):
            del form.department_id
        return form

    def verdict(self, application_id: int) -> Verdict:
        """Return what a valid form says."""
        department = self["department_id"].data if "department_id" in self else None
        outcome, note = Outcome(self.outcome.data), self.note.data or ""
        return Verdict(application_id, outcome, department, note, self.version.data)


class RankingRowForm(Form):
    """The decision about one application in the ranking. An empty outcome is undecided.

    seen: the version of the decision that was shown, with its outcome and department.
    """

    application_id = _row_id_field()
    seen = StringField(validators=[Optional(), Regexp(SEEN)], widget=HiddenInput())
    outcome = SelectField(_l("Decision"))
    department_id = SelectField(_l("Department"), [Optional()], coerce=_row_id)

    @property
    def is_changed(self) -> bool:
        """Whether the officer chose anything else than was shown."""
        return (self.seen.data or "").partition(" ")[2] != _chosen(self.outcome.data, self.department_id.data)

    def verdict(self) -> Verdict:
        """Return what a valid row says."""
        outcome = Outcome(self.outcome.data) if self.outcome.data else None
        version = int(self.seen.data.partition(" ")[0]) if self.seen.data else None
        return Verdict(self.application_id.data, outcome, self.department_id.data, version=version)


class RankingForm(AppForm):
    """The decisions about a page of the ranking."""

    rows = Rows(FormField(RankingRowForm), max_entries=PAGE_SIZE)

    @classmethod
    def of(
        cls, stage: Stage, ranked: Sequence[Ranked], departments: Sequence[Department], **how: Any
    ) -> "RankingForm":
        """Return the form with the present decisions of all rows but the reader's own.

        departments: of the drive.  how: as for FlaskForm.
        """
        form = cls(data={"rows": [_written(row) for row in ranked if not row.is_own]}, **how)
        for row in form.rows:
            row.form.outcome.choices = [SelectChoice("", _l("Undecided")), *outcome_choices(stage)]
            row.form.department_id.choices = department_choices(departments)
        return form

    @property
    def by_application(self) -> dict[int, RankingRowForm]:
        """The rows by the application's id."""
        return {row.form.application_id.data: row.form for row in self.rows}

    def verdicts(self) -> list[Verdict]:
        """Return what a valid form says about the rows that the officer changed."""
        return [row.verdict() for row in self.by_application.values() if row.is_changed]

    def chosen_again(self, typed: "RankingForm", missed: Iterable[int]) -> None:
        """Choose in these rows what was chosen in another form.  missed: ids of applications."""
        rows = self.by_application
        for application_id in missed:
            if (row := rows.get(application_id)) is not None:
                wanted = typed.by_application[application_id]
                row.outcome.data, row.department_id.data = wanted.outcome.data, wanted.department_id.data


def _written(ranked: Ranked) -> dict[str, Any]:
    decision = ranked.decision
    outcome = decision.outcome.value if decision is not None and decision.outcome is not None else ""
    department_id = decision.department_id if decision is not None else None
    first_choice = next((choice.department_id for choice in ranked.application.choices), None)
    return {
        "application_id": ranked.application.id,
        "seen": f"{decision.version if decision is not None else 0} {_chosen(outcome, department_id)}",
        "outcome": outcome,
        "department_id": department_id or first_choice,
    }


def _chosen(outcome: str, department_id: int | None) -> str:
    """Return a choice as one text. A department counts only where one is offered."""
    return f"{outcome} {department_id or ''}" if outcome == Outcome.ADVANCE else outcome


class PublicationForm(AppForm):
    """Releasing the decisions of a stage that no offer comes after."""

    @property
    def deadline(self) -> datetime | None:
        return None


class OfferPublicationForm(AppForm):
    """Releasing the decisions of the last stage."""

    deadline_at = LocalTimeField(_l("Deadline to accept offers"))

    @property
    def deadline(self) -> datetime | None:
        return self.deadline_at.instant


def publication_form(stage: Stage) -> PublicationForm | OfferPublicationForm:
    """Return the form that releases the decisions of the stage."""
    return OfferPublicationForm() if is_last(stage) else PublicationForm()
