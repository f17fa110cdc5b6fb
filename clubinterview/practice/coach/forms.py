"""Forms of the coach."""

import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired, Regexp

from clubinterview.core.fields import AppForm, LongTextField, TextField
from clubinterview.practice.coach.services import LONGEST_TALK_TITLE

LONGEST_COACH_QUESTION = 1000


class AskForm(AppForm):
    """A question. `ask_key` makes a form that is sent twice one question."""

    ask_key = HiddenField(validators=[InputRequired(), Regexp(r"[\w-]{16,40}\Z")])
    question = LongTextField(_l("Your question"), maximum=LONGEST_COACH_QUESTION)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.ask_key.data:
            self.ask_key.data = secrets.token_urlsafe(18)


class TitleForm(AppForm):
    """What a conversation is called."""

    title = TextField(_l("Title"), maximum=LONGEST_TALK_TITLE)
