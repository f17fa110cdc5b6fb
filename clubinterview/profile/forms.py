"""The forms about a person: shape only, and the choice among schools of a similar name."""

import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, Form, RadioField, SelectField
from wtforms.validators import DataRequired, Regexp, ValidationError

from clubinterview.auth.forms import EmailField, password_field
from clubinterview.auth.models import LONGEST_NAME
from clubinterview.core.clock import to_local, utcnow
from clubinterview.core.fields import AppForm, LongTextField, TextField
from clubinterview.core.pinyin import folded
from clubinterview.profile.models import LONGEST_MAJOR, LONGEST_SCHOOL, School
from clubinterview.profile.search import MOST_SUGGESTIONS, schools_like
from clubinterview.profile.services import Facts

YEARS_BACK = 8
LONGEST_STUDENT_NUMBER = 32
LONGEST_BIO = 500
FEWEST_LETTERS = 4  # of a new school's name
VISIBLE = {"L", "M", "N", "P", "S"}  # of Unicode's categories, by their first letter
TURNING = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}  # would turn the text around them


def check_name(form: Form, field: Field) -> None:
    """A name can be read: it shows something, and does not turn the text around it."""
    text = field.data or ""
    if TURNING & set(text) or not any(unicodedata.category(character)[0] in VISIBLE for character in text):
        raise ValidationError(_l("Enter your real name."))


def _half_width(text: str | None) -> str | None:
    return unicodedata.normalize("NFKC", text) if text else text


class FactsForm(AppForm):
    """What every person is asked for."""

    name = TextField(_l("Name"), maximum=LONGEST_NAME, validators=[check_name])
    school = TextField(_l("School"), maximum=LONGEST_SCHOOL)
    new_school = BooleanField(_l("Not listed: add it as I've written it"))
    school_choice = RadioField(_l("Which of these schools?"), choices=[], validate_choice=False)
    major = TextField(_l("Major"), maximum=LONGEST_MAJOR)
    student_number = TextField(
        _l("Student number"),
        maximum=LONGEST_STUDENT_NUMBER,
        filters=[_half_width],
        validators=[Regexp(r"[A-Za-z0-9-]+\Z", message=_l("Use only letters, digits and hyphens."))],
    )
    enrolment_year = SelectField(_l("Enrolment year"), coerce=int)

    def __init__(
        self, *args: Any, kept_year: int | None = None, own_school: School | None = None, **kwargs: Any
    ) -> None:
        """kept_year: a year that stays a choice, however long ago it is.  own_school: stays one, listed or not."""
        super().__init__(*args, **kwargs)
        self.own_school = own_school
        self.offers_new_school = False
        this_year = to_local(utcnow()).year
        years = {*range(this_year - YEARS_BACK, this_year + 1), *([kept_year] if kept_year else [])}
        self.enrolment_year.choices = [(year, str(year)) for year in sorted(years, reverse=True)]

    def facts(self, school: School) -> Facts:
        """Return what a valid form says about the person.  school: one that is saved."""
        return Facts(
            name=self.name.data or "",
            school_id=school.id,
            major=self.major.data or "",
            student_number=self.student_number.data or "",
            enrolment_year=self.enrolment_year.data,
        )

    def chosen_school(self) -> School | None:
        """Return the school that was meant, or None with the field saying why.

        The name of a school, or words that only one school's name holds, mean that school. Where there are more,
        they become choices, and the choice that was made among them counts. A name that is to be added comes back
        as a school that has nothing but its name.
        """
        if self.school.errors:
            return None
        if self.own_school is not None and self.own_school.name == self.school.data:
            return self.own_school
        found = schools_like(self.school.data or "", MOST_SUGGESTIONS + 1)
        if found and found[0].name == self.school.data:
            return found[0]
        if self.new_school.data:
            return self._new_school()
        if len(found) == 1 and folded(self.school.data or "") in folded(found[0].name):
            return found[
                0
            ]  # one that is found by its pinyin or initials alone may not be meant, and is asked for
        for school in found:
            if str(school.id) == self.school_choice.data:
                return school
        self.offers_new_school = True
        if not found:
            self.school.errors = [_l("We don't know this school. Enter its full official name.")]
            return None
        shown = found[:MOST_SUGGESTIONS]
        self.school_choice.choices = [(str(school.id), f"{school.name} · {school.city}") for school in shown]
        self.school.errors = [_l("Several schools match. Choose one below, or type more of the name.")]
        return None

    def _new_school(self) -> School | None:
        name = self.school.data or ""
        letters = sum(unicodedata.category(character).startswith("L") for character in name)
        if letters < FEWEST_LETTERS or TURNING & set(name):
            self.school.errors = [_l("Enter your school's full official name.")]
            self.offers_new_school = True
            return None
        return School(name=name)


class CompletionForm(FactsForm):
    password = password_field(_l("Password"))
    consent = BooleanField(
        _l("I have read and agree to the privacy notice, and I am at least 14 years old."),
        validators=[DataRequired(_l("You need to agree to create an account."))],
    )


class CampusForm(AppForm):
    email = EmailField(_l("School email"))


class NumberForm(AppForm):
    number = TextField(_l("ID number"), maximum=40)
    consent = BooleanField(
        _l("I agree to my ID number being stored encrypted until I delete it."),
        validators=[DataRequired(_l("Without your consent we can't store the number."))],
    )


class AvatarForm(AppForm):
    picture = FileField(
        _l("Picture"),
        validators=[FileRequired(_l("Choose a picture."))],
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )


class AgreementForm(AppForm):
    consent = BooleanField(
        _l("I have read and agree to the privacy notice."),
        validators=[DataRequired(_l("You need to agree to create an account."))],
    )


class EraseForm(AppForm):
    understood = BooleanField(
        _l("I understand what will be deleted and want to delete my account."),
        validators=[DataRequired(_l("Tick the box to confirm, or go back."))],
    )


class EditForm(FactsForm):
    bio = LongTextField(_l("About me"), maximum=LONGEST_BIO, optional=True)
