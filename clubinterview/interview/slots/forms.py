"""The forms of slots."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from clubinterview.core.fields import AppForm, CheckboxesField, LocalTimeField, TextField
from clubinterview.interview.models import Slot
from clubinterview.interview.slots.services import Series


class _Range:
    """A whole number within limits; one sentence says all that can be wrong with it."""

    def __init__(self, lowest: int, highest: int) -> None:
        message = _l("Enter a whole number from %(lowest)s to %(highest)s.", lowest=lowest, highest=highest)
        self.validators = [InputRequired(message), NumberRange(lowest, highest, message)]


class SlotForm(AppForm):
    """Where a slot is, how many it takes, and who interviews."""

    place = TextField(_l("Place"), maximum=80)
    capacity = IntegerField(_l("Seats per slot"), _Range(1, 50).validators, default=1)
    panel = CheckboxesField(
        _l("Interviewers"), [InputRequired(_l("Choose at least one interviewer."))], coerce=int
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

    starts_at = LocalTimeField(_l("First interview starts"))
    minutes = IntegerField(_l("Minutes per interview"), _Range(5, 240).validators, default=20)
    how_many = IntegerField(_l("Interviews in a row"), _Range(1, 24).validators, default=6)
    break_minutes = IntegerField(
        _l("Break between interviews (minutes)"), _Range(0, 60).validators, default=0
    )

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
