"""The administrators' forms."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Regexp

from clubinterview.auth.forms import EmailField
from clubinterview.club.models import LONGEST_CLUB_NAME
from clubinterview.core.fields import AppForm, TextField
from clubinterview.platform.account_acts import ACTS, Act
from clubinterview.platform.queries import LONGEST_SLUG, SHORTEST_SLUG

SLUG = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\Z"


class ClubForm(AppForm):
    name = TextField(_l("Club name"), maximum=LONGEST_CLUB_NAME)
    slug = TextField(
        _l("Web address"), maximum=LONGEST_SLUG, minimum=SHORTEST_SLUG,
        validators=[Regexp(SLUG, message=_l("Use lowercase letters, digits and hyphens."))],
    )  # fmt: skip
    school = TextField(_l("School"), maximum=60)
    owner_email = EmailField(_l("Email of the first owner"))


class ActForm(AppForm):
    act = RadioField(
        _l("Action"), coerce=Act, choices=[SelectChoice(act.value, label) for act, label in ACTS.items()]
    )
    reason = TextField(_l("Reason"), maximum=60)


class OwnerForm(AppForm):
    owner_email = EmailField(_l("Email of the new owner"))


class DisableForm(AppForm):
    reason = TextField(_l("Reason"), maximum=60)
