"""The form that chooses a slot."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from clubinterview.core.database import LARGEST_ID
from clubinterview.core.fields import AppForm


class BookingForm(AppForm):
    """The slot that a candidate chooses."""

    slot_id = IntegerField(
        _l("Time"),
        [
            InputRequired(_l("Choose a time.")),
            NumberRange(1, LARGEST_ID, _l("Choose a time.")),
        ],
    )
