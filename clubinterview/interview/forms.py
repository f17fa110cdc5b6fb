"""The forms of interviews."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from clubinterview.core.fields import AppForm, CheckboxesField, LocalTimeField, LongTextField, TextField
from clubinterview.core.web import LARGEST_ID
from clubinterview.interview.models import Slot
from clubinterview.interview.queries import Scoring
from clubinterview.interview.slots.services import Series
from clubinterview.recruitment.models import Criterion

LONGEST_NOTE = 2000
POINTS = (1, 2, 3, 4, 5)


class _Range:
    """A whole number within limits, whatever is wrong with it."""

    def __init__(self, lowest: int, highest: int) -> None:
        message = _l(
            "Please use a whole number from %(lowest)s to %(highest)s.", lowest=lowest, highest=highest
        )
        self.validators = [InputRequired(message), NumberRange(lowest, highest, message)]


class SlotForm(AppForm):
    """Where a slot is, how many it takes, and who interviews."""

    place = TextField(_l("Place"), maximum=80)
    capacity = IntegerField(_l("Seats in each"), _Range(1, 50).validators, default=1)
    panel = CheckboxesField(
        _l("Interviewers"), [InputRequired(_l("Please choose at least one interviewer."))], coerce=int
    )

    @classmethod
    def of(cls, slot: Slot, members: Sequence[tuple[int, str]]) -> "SlotForm":
        """Return the form with what the slot has now; its panel is loaded."""
        form = cls(
            data={"place": slot.place, "capacity": slot.capacity, "panel": [user.id for user in slot.panel]}
        )
        form.panel.choices = [SelectChoice(user_id, name) for user_id, name in members]
        return form


class SeriesForm(SlotForm):
    """Slots one after another."""

    starts_at = LocalTimeField(_l("First interview begins"))
    minutes = IntegerField(_l("Minutes each"), _Range(5, 240).validators, default=20)
    how_many = IntegerField(_l("How many in a row"), _Range(1, 24).validators, default=6)
    break_minutes = IntegerField(_l("Minutes of break between"), _Range(0, 60).validators, default=0)

    @classmethod
    def blank(cls, members: Sequence[tuple[int, str]]) -> "SeriesForm":
        """Return the form for the club's members: (user id, name) each."""
        form = cls()
        form.panel.choices = [SelectChoice(user_id, name) for user_id, name in members]
        return form

    def series(self) -> Series:
        """Return what a valid form says."""
        assert self.starts_at.instant is not None  # noqa: S101
        return Series(
            starts_at=self.starts_at.instant,
            minutes=self.minutes.data,
            how_many=self.how_many.data,
            break_minutes=self.break_minutes.data,
            place=self.place.data or "",
            capacity=self.capacity.data,
            panel_ids=self.panel.data or [],
        )


class BookingForm(AppForm):
    """The slot that a candidate chooses."""

    slot_id = IntegerField(
        _l("Time"),
        [
            InputRequired(_l("Please choose a time.")),
            NumberRange(1, LARGEST_ID, _l("Please choose a time.")),
        ],
    )


class EveningForm(AppForm):
    """One button of the evening; it remembers where it was pressed.

    panel: "all" on the list of all panels.  page: "candidate" on the page of the candidate.
    """

    panel = HiddenField()
    page = HiddenField()


class ScorecardForm(AppForm):
    """Points from 1 to 5 for each criterion, as fields points_<criterion id>, and a note."""

    note = LongTextField(_l("Note"), maximum=LONGEST_NOTE, optional=True)
    act = StringField()  # the button that was pressed: draft or submit

    criteria: Sequence[Criterion] = ()

    @property
    def is_submission(self) -> bool:
        return self.act.data == "submit"

    def rows(self) -> list[tuple[Criterion, Any]]:
        """Return each criterion with its field."""
        return [(criterion, self[f"points_{criterion.id}"]) for criterion in self.criteria]

    def points(self) -> dict[int, int]:
        """Return criterion id → points, for those that have some."""
        return {criterion.id: each.data for criterion, each in self.rows() if each.data is not None}

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        for _criterion, each in self.rows():
            if self.is_submission and each.data is None and not each.errors:
                each.errors = [_l("Please choose 1 to 5.")]
                valid = False
        return valid


def scorecard_form(scoring: Scoring) -> ScorecardForm:
    """Return the form for the criteria, with what the reader's own scorecard says."""
    fields: dict[str, Any] = {
        f"points_{criterion.id}": RadioField(
            criterion.name,
            [Optional()],
            coerce=int,
            choices=[SelectChoice(number, str(number)) for number in POINTS],
        )
        for criterion in scoring.criteria
    }
    form_class = type("ScorecardForm", (ScorecardForm,), {**fields, "criteria": scoring.criteria})
    mine = scoring.mine
    kept = {f"points_{criterion_id}": points for criterion_id, points in mine.points.items()} if mine else {}
    return form_class(data={"note": mine.scorecard.note if mine else "", **kept})
