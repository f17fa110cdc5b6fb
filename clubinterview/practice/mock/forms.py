"""Students' forms of practice."""

import secrets
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from clubinterview.core.fields import AppForm, LongTextField
from clubinterview.core.language import locale_code
from clubinterview.practice.mock.beginning import Setup
from clubinterview.practice.mock.targets import Target
from clubinterview.practice.models import LONGEST_ANSWER, Mode
from clubinterview.questions.models import QuestionKind
from clubinterview.questions.names import KIND_NAMES

COUNTS, MINUTES, PREPARATION = (1, 3, 5, 8, 10), (1, 2, 3, 5), (0, 15, 30, 60)


class StartForm(AppForm):
    """What to practise, and how. `start_key` makes a form that is sent twice one session."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    target = SelectField(_l("What to practise"))
    count = SelectField(
        _l("Number of questions"), coerce=int, choices=[SelectChoice(n, str(n)) for n in COUNTS], default=5
    )
    mode = RadioField(
        _l("How you answer"),
        choices=[
            SelectChoice(Mode.TEXT.value, _l("In writing")),
            SelectChoice(Mode.VOICE.value, _l("By voice, with notes if you like")),
        ],
        default=Mode.TEXT.value,
    )
    minutes = SelectField(_l("Time per answer"), coerce=int, default=3)
    preparation = SelectField(_l("Thinking time"), coerce=int, default=30)
    mix = SelectField(
        _l("Difficulty"),
        choices=[
            SelectChoice("adaptive", _l("Right for me now")), SelectChoice("easy", _l("Easy")),
            SelectChoice("mixed", _l("Mixed")), SelectChoice("hard", _l("Hard")),
        ],
        default="adaptive",
    )  # fmt: skip
    kind = SelectField(_l("Question type"), default="")

    def offer(self, groups: Mapping[str, Sequence[Target]]) -> None:
        """Fill in what depends on the person and the language."""
        locale = locale_code()
        self.target.choices = [
            SelectChoice(one.value, one.title_in(locale), optgroup=name)
            for name, targets in groups.items()
            for one in targets
        ]
        self.minutes.choices = [SelectChoice(n, _("%(number)d min", number=n)) for n in MINUTES]
        self.preparation.choices = [
            SelectChoice(n, _("%(number)d s", number=n) if n else _("No thinking time")) for n in PREPARATION
        ]
        self.kind.choices = [
            SelectChoice("", _("All types")),
            *(SelectChoice(kind.value, label) for kind, label in KIND_NAMES.items()),
        ]
        if not self.start_key.data:
            self.start_key.data = secrets.token_urlsafe(18)

    def setup(self) -> Setup:
        """Return how a valid form wants the session to run."""
        return Setup(
            count=self.count.data,
            mode=Mode(self.mode.data),
            seconds_to_prepare=self.preparation.data,
            seconds_to_answer=60 * self.minutes.data,
            mix=self.mix.data,
            kinds=frozenset({QuestionKind(self.kind.data)}) if self.kind.data else frozenset(),
        )


class AnswerForm(AppForm):
    """What a person says to one question."""

    text = LongTextField(_l("Your answer"), maximum=LONGEST_ANSWER, optional=True)
    revision = IntegerField(validators=[NumberRange(min=0)], default=0, widget=HiddenInput())


class AgainForm(AppForm):
    """The button that asks questions once more."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
