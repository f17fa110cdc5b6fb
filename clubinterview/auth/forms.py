"""The forms of registration, sign-in and passwords: shape only."""

import re
import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, HiddenField
from wtforms.validators import Length, StopValidation, ValidationError
from wtforms.widgets import EmailInput

from clubinterview.auth.codes import DIGITS
from clubinterview.core.fields import AppForm, SecretField, TextField
from clubinterview.core.identity import LONGEST_EMAIL, NotAnAddress, normalise_email

LONGEST_TYPED_PASSWORD = 500  # generous: the rule counts what is left after NFKC


class AddressField(TextField):
    """A mail address. `data` stays as typed; `address` is its one spelling."""

    widget = EmailInput()
    address = ""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, maximum=LONGEST_EMAIL, validators=[self._normalise], **kwargs)

    def _normalise(self, form: Form, field: Field) -> None:
        try:
            self.address = normalise_email(self.data or "")
        except NotAnAddress as error:
            raise ValidationError(
                _l("This does not look like a mail address. An example: name@school.edu.cn")
            ) from error


class CodeField(TextField):
    """A verify code, in any digits and with any spaces. It is never drawn again."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, maximum=20, validators=[self._check_digits], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", self.data or ""))

    def _check_digits(self, form: Form, field: Field) -> None:
        if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", self.data or ""):
            raise StopValidation(_l("The code has %(count)d digits.", count=DIGITS))

    def _value(self) -> str:
        return ""


def password_field(label: Any) -> SecretField:
    """Return a field for a password as typed, of a length that can be looked at."""
    longest = Length(max=LONGEST_TYPED_PASSWORD, message=_l("Please use at most %(max)d characters."))
    return SecretField(label, validators=[longest])


class RegisterForm(AppForm):
    email = AddressField(_l("Mail address"))


class CodeForm(AppForm):
    code = CodeField(_l("Code from the mail"))


class LoginForm(AppForm):
    email = AddressField(_l("Mail address"))
    password = password_field(_l("Password"))
    next = HiddenField()


class AgainForm(AppForm):
    password = password_field(_l("Password"))
    next = HiddenField()


class ResetForm(AppForm):
    code = CodeField(_l("Code from the mail"))
    password = password_field(_l("New password"))


class PasswordForm(AppForm):
    old_password = password_field(_l("Present password"))
    password = password_field(_l("New password"))
