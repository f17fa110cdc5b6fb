"""The forms of registration, sign-in and passwords: shape only."""

import re
import unicodedata
from typing import Any

from flask import current_app
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, HiddenField
from wtforms.validators import Length, StopValidation, ValidationError
from wtforms.widgets import EmailInput, TextInput

from clubinterview.auth.codes.store import DIGITS
from clubinterview.auth.models import LONGEST_NAME
from clubinterview.core.fields import AppForm, SecretField, TextField
from clubinterview.core.identity import (
    LONGEST_EMAIL,
    NotAnAddress,
    normalise_address,
    normalise_email,
    normalise_identifier,
    normalise_username,
)

LONGEST_TYPED_PASSWORD = 500  # generous: the rule counts what is left after NFKC


class EmailField(TextField):
    """A mail address. `data` stays as typed; `address` is its one spelling."""

    widget = EmailInput()
    address = ""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, maximum=LONGEST_EMAIL, validators=[self._normalise], **kwargs)

    def _normalise(self, form: Form, field: Field) -> None:
        try:
            self.address = self.spelling(self.data or "")
        except NotAnAddress as error:
            raise ValidationError(self.complaint()) from error

    def spelling(self, text: str) -> str:
        """Return the one spelling of what was typed. Raises NotAnAddress."""
        return normalise_email(text)

    def complaint(self) -> Any:
        """Return the error for a text that is not an address."""
        return _l("This doesn't look like an email address. Example: name@school.edu.cn")


class AddressField(EmailField):
    """A mail address or, where text messages can be sent, a phone: somewhere a code can go."""

    widget = TextInput()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LazyString(_address_label), **kwargs)

    def spelling(self, text: str) -> str:
        return normalise_address(text) if phones_are_offered() else normalise_email(text)

    def complaint(self) -> Any:
        if not phones_are_offered():
            return super().complaint()
        return _l("This isn't an email or mobile number. Check it and try again.")


class IdentifierField(EmailField):
    """What an account is signed in to with: its mail address, phone or username."""

    widget = TextInput()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LazyString(_identifier_label), **kwargs)

    def spelling(self, text: str) -> str:
        return normalise_identifier(text)

    def complaint(self) -> Any:
        if not phones_are_offered():
            return _l("This isn't an email or username. Check it and try again.")
        return _l("This isn't an email, mobile number or username. Check it and try again.")


class UsernameField(EmailField):
    """A username, which may be left empty."""

    widget = TextInput()

    def spelling(self, text: str) -> str:
        return normalise_username(text) if text else ""

    def complaint(self) -> Any:
        return _l("Use 3–50 letters, digits, dots or hyphens, starting with a letter.")


def phones_are_offered() -> bool:
    """Whether text messages can be sent, so that a phone is an address like another one."""
    return bool(current_app.config["PHONES_OFFERED"])


def _address_label() -> str:
    return str(gettext("Email or phone") if phones_are_offered() else gettext("Email"))


def _identifier_label() -> str:
    if phones_are_offered():
        return str(gettext("Email, phone or username"))
    return str(gettext("Email or username"))


class CodeField(TextField):
    """A verify code, in any digits and with any spaces. It is never rendered again."""

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
    longest = Length(max=LONGEST_TYPED_PASSWORD, message=_l("Use at most %(max)d characters."))
    return SecretField(label, validators=[longest])


def remember_field() -> BooleanField:
    """Return the question whether this browser is the person's own."""
    return BooleanField(_l("Remember this device"), default=True)


class AddressForm(AppForm):
    address = AddressField()


class RegistrationForm(AddressForm):
    next = HiddenField()


class UsernameForm(AppForm):
    username = UsernameField(_l("Username"), optional=True)


class CodeForm(AppForm):
    code = CodeField(_l("Code"))


class LoginForm(AppForm):
    address = IdentifierField()
    password = password_field(_l("Password"))
    remember = remember_field()
    next = HiddenField()


class CodeLoginForm(AppForm):
    address = AddressField()
    remember = remember_field()
    next = HiddenField()


class FactorForm(AppForm):
    code = TextField(_l("Code"), maximum=40)

    def validate_code(self, field: TextField) -> None:
        """Take digits in any spelling and with any spaces, as apps show them."""
        field.data = re.sub(r"\s", "", unicodedata.normalize("NFKC", field.data or ""))


class FactorSetupForm(AppForm):
    code = CodeField(_l("Code from your app"))


class PasskeyForm(AppForm):
    name = TextField(_l("Device name"), maximum=LONGEST_NAME)


class AgainForm(AppForm):
    password = password_field(_l("Password"))
    next = HiddenField()


class ResetForm(AppForm):
    code = CodeField(_l("Code"))
    password = password_field(_l("New password"))


class PasswordForm(AppForm):
    old_password = password_field(_l("Current password"))
    password = password_field(_l("New password"))
