"""The forms of clubs."""

from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from clubinterview.auth.forms import EmailField
from clubinterview.club.models import Role
from clubinterview.core.fields import AppForm, LongTextField, TextField

ROLES = {Role.INTERVIEWER: _l("Interviewer"), Role.OFFICER: _l("Officer"), Role.OWNER: _l("Owner")}


class RoleForm(AppForm):
    role = SelectField(
        _l("Role"), coerce=Role, choices=[SelectChoice(role.value, label) for role, label in ROLES.items()]
    )


class MemberForm(RoleForm):
    email = EmailField(_l("Email"))


class ClubTextForm(AppForm):
    tagline = TextField(_l("One-line introduction"), maximum=120, optional=True)
    description = LongTextField(_l("About the club"), maximum=5000, optional=True)


class DepartmentForm(AppForm):
    name = TextField(_l("Department name"), maximum=40)
    description = TextField(_l("What it does"), maximum=300, optional=True)

    def beside(self, department_id: int) -> Self:
        """Give the fields ids of their own, because several forms stand on one page. Returns itself.

        department_id: 0 for the form that adds one.
        """
        for field in (self.name, self.description):
            field.id = f"{field.short_name}-{department_id}"
            field.label.field_id = field.id
        return self
