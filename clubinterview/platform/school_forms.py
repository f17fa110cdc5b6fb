"""The administrators' forms about schools and majors."""

import re

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field, Form
from wtforms.validators import Optional, ValidationError

from clubinterview.core.fields import AppForm, LongTextField, TextField
from clubinterview.platform.imports import MOST_BYTES
from clubinterview.platform.school_services import LONGEST_ALIASES, MajorFacts, SchoolFacts, joined_names
from clubinterview.profile.campus import is_public_domain
from clubinterview.profile.models import LONGEST_MAJOR, LONGEST_SCHOOL

DOMAIN = re.compile(
    r"(?=.{4,120}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\Z"
)


def _no_bars(form: Form, field: Field) -> None:
    if "|" in (field.data or ""):
        raise ValidationError(_l("Leave out the bar (|)."))


def _domains(text: str) -> list[str]:
    """Return the domains of a text with one a line, in lower case and ASCII. Raises ValueError."""
    domains = []
    for line in filter(
        None, (line.strip().lower().removeprefix("@").rstrip(".") for line in text.split("\n"))
    ):
        domain = line.encode("idna").decode()
        if not DOMAIN.match(domain) or is_public_domain(domain):
            raise ValueError(line)
        domains.append(domain)
    return list(dict.fromkeys(domains))


class SchoolForm(AppForm):
    name = TextField(_l("Official name"), maximum=LONGEST_SCHOOL, validators=[_no_bars])
    code = TextField(_l("School code"), maximum=20)
    province = TextField(_l("Province"), maximum=20)
    city = TextField(_l("City"), maximum=20)
    level = TextField(_l("Level"), maximum=10)
    aliases = LongTextField(_l("Other names"), maximum=LONGEST_ALIASES, optional=True, validators=[_no_bars])
    domains = LongTextField(_l("Email domains"), maximum=2000, optional=True)

    def validate_domains(self, field: Field) -> None:
        try:
            _domains(field.data or "")
        except ValueError as error:
            message = _l(
                "Enter one domain per line, for example zju.edu.cn. Don't enter public domains that anyone can "
                "use."
            )
            raise ValidationError(message) from error

    @property
    def facts(self) -> SchoolFacts:
        """What a valid form says about the school."""
        names = [line.strip() for line in (self.aliases.data or "").split("\n")]
        return SchoolFacts(
            code=self.code.data or "", name=self.name.data or "", province=self.province.data or "",
            city=self.city.data or "", level=self.level.data or "", aliases=joined_names(names),
        )  # fmt: skip

    @property
    def domain_list(self) -> list[str]:
        return _domains(self.domains.data or "")


class MajorForm(AppForm):
    category = TextField(_l("Category"), maximum=20)
    class_name = TextField(_l("Class"), maximum=40)
    name = TextField(_l("Official name"), maximum=LONGEST_MAJOR, validators=[_no_bars])

    @property
    def facts(self) -> MajorFacts:
        """What a valid form says about the major."""
        return MajorFacts(self.category.data or "", self.class_name.data or "", self.name.data or "")


class MergeForm(AppForm):
    into = TextField(_l("Merge into"), maximum=LONGEST_SCHOOL)


class RefusalForm(AppForm):
    reason = TextField(_l("Reason"), maximum=60)


class ImportForm(AppForm):
    file = FileField(_l("CSV file"), validators=[Optional()], render_kw={"accept": ".csv,text/csv"})
    text = LongTextField(_l("or paste the lines here"), maximum=200_000, optional=True)

    def content(self) -> bytes | None:
        """Return what was sent; None, with the field saying why, when it is nothing or too much."""
        upload = self.file.data
        content = upload.read(MOST_BYTES + 1) if upload else (self.text.data or "").encode()
        if upload:
            upload.close()
        if not content.strip():
            self.file.errors = [_l("Choose a file.")]
        elif len(content) > MOST_BYTES:
            self.file.errors = [_l("The file can be at most 1 MB.")]
        else:
            return content
        return None
