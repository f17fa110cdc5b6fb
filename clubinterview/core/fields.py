"""Form fields that check shape before anything else sees the text."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateTimeLocalField,
    Field,
    FieldList,
    Form,
    PasswordField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from clubinterview.core.clock import NoSuchLocalTime, from_local, to_local

Validators = Sequence[Callable[[Form, Field], Any]]

LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
UNSTORABLE = re.compile("[\0\ud800-\udfff\ufffe\uffff]")
CONTROLS_BESIDE_LINES = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]+")  # Excel, for one, does not take them
MOST_MARKS = 30  # on one letter, as Unicode's stream-safe text has it
MOST_SIGNS_OF_A_LETTER = 4  # that NFC makes one of
UNSAVABLE = _l("This contains a character that can't be saved. Type it again.")


def unstorable(text: str) -> bool:
    """Whether the text holds NUL or half of a surrogate pair, which no column takes, or what no XML file holds."""
    return UNSTORABLE.search(text) is not None


def stacks_marks(text: str) -> bool:
    """Whether one letter bears more marks than any language writes. Putting n of them in order takes n² steps."""
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run > MOST_MARKS:
            return True
    return False


def _check_storable(field: Field) -> None:
    if unstorable(field.data or ""):
        field.data = UNSTORABLE.sub("", field.data)
        raise StopValidation(UNSAVABLE)


class _Text:
    """What one-line and longer text have in common: trimmed, NFC, storable, and never too long."""

    data: str | None

    def __init__(
        self,
        label: Any = None,
        *,
        maximum: int,
        minimum: int = 0,
        optional: bool = False,
        validators: Validators = (),
        **kwargs: Any,
    ) -> None:
        """maximum, minimum: characters.  optional: an empty answer is fine and becomes ""."""
        first: Any = Optional() if optional else DataRequired(_l("Fill this in."))
        length = Length(
            min=minimum,
            max=maximum,
            message=_l("Use %(min)d to %(max)d characters.")
            if minimum
            else _l("Use at most %(max)d characters."),
        )
        super().__init__(label, [first, length, *validators], **kwargs)  # type: ignore[call-arg]
        self.longest_sent = MOST_SIGNS_OF_A_LETTER * maximum

    def process_data(self, value: Any) -> None:
        """Begin with a text, also where the default is translated lazily and the form comes without this field."""
        self.data = None if value is None else str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            text = valuelist[0]
            if len(text) <= self.longest_sent and not unstorable(text) and not stacks_marks(text):
                text = unicodedata.normalize("NFC", text)
            self.data = text.strip()

    def pre_validate(self, form: Form) -> None:
        _check_storable(self)
        if stacks_marks(self.data or ""):
            raise StopValidation(UNSAVABLE)


class TextField(_Text, StringField):
    """One line of text."""

    def pre_validate(self, form: Form) -> None:
        super().pre_validate(form)
        if CONTROLS.search(self.data or ""):
            self.data = CONTROLS.sub(" ", self.data or "")
            raise StopValidation(_l("Write this on one line."))


class LongTextField(_Text, TextAreaField):
    """Several lines of text; line ends of every kind become \\n."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([LINE_ENDS.sub("\n", text) for text in valuelist])

    def pre_validate(self, form: Form) -> None:
        super().pre_validate(form)
        if CONTROLS_BESIDE_LINES.search(self.data or ""):
            self.data = CONTROLS_BESIDE_LINES.sub("", self.data or "")
            raise StopValidation(UNSAVABLE)


class SecretField(PasswordField):
    """A password: never trimmed, never rendered again."""

    def __init__(self, label: Any = None, *, validators: Validators = (), **kwargs: Any) -> None:
        super().__init__(label, [InputRequired(_l("Fill this in.")), *validators], **kwargs)

    def pre_validate(self, form: Form) -> None:
        _check_storable(self)


class LocalTimeField(DateTimeLocalField):
    """A time on the club's wall clock; `instant` is the same moment in UTC.

    `data` stays naive for the browser's control; set `instant` (or pass an aware time) to fill it in.
    """

    instant: datetime | None = None

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, [InputRequired(_l("Choose a date and time."))], format=formats, **kwargs)

    def process_data(self, value: datetime | None) -> None:
        self.data = to_local(value).replace(tzinfo=None) if value is not None else None
        self.instant = value

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            self.raw_data = [CONTROLS.sub("", text).encode("utf-8", "ignore").decode() for text in valuelist]
            raise ValueError(str(_l("Enter a valid date and time."))) from error

    def pre_validate(self, form: Form) -> None:
        if self.data is None:
            return
        if not 2000 <= self.data.year <= 2100:
            raise StopValidation(_l("Enter a valid date and time."))
        try:
            self.instant = from_local(self.data)
        except NoSuchLocalTime as error:
            raise StopValidation(_l("The clocks change at that time. Choose another one.")) from error


class CheckboxesField(SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Rows(FieldList):
    """Repeated rows of fields. Only small plain numbers count as the number of a row."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        for name in formdata:
            if found := re.match(rf"{re.escape(prefix)}-([0-9]{{1,2}})-", name):
                yield int(found.group(1))

    def add_row(self) -> None:
        """Add one empty row, unless there are as many as there may be."""
        if len(self.entries) < (self.max_entries or 0):
            self.append_entry()


class AppForm(FlaskForm):
    """The parent of every form. `status` is the page's HTTP status: 422 once something is wrong."""

    @property
    def status(self) -> int:
        return 422 if self.errors else 200
