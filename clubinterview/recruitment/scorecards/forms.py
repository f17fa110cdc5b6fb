"""The form of a scorecard."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from clubinterview.core.fields import AppForm, LongTextField
from clubinterview.recruitment.scorecards.models import Criterion
from clubinterview.recruitment.scorecards.queries import Scoring

LONGEST_NOTE = 2000
POINTS = (1, 2, 3, 4, 5)


class ScorecardForm(AppForm):
    """Points from 1 to 5 for each criterion, as fields points_<criterion id>, and a note."""

    note = LongTextField(_l("Note"), maximum=LONGEST_NOTE, optional=True)
    act = StringField()  # the button that was pressed: draft or submit

    criteria: Sequence[Criterion] = ()

    @property
    def is_submission(self) -> bool:
        return bool(self.act.data == "submit")

    def rows(self) -> list[tuple[Criterion, Any]]:
        """Return each criterion with its field."""
        return [(criterion, self[f"points_{criterion.id}"]) for criterion in self.criteria]

    def points(self) -> dict[int, int]:
        """Return criterion id → points, for those that have some."""
        return {criterion.id: each.data for criterion, each in self.rows() if each.data is not None}

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        for _criterion, each in self.rows():
            if self.is_submission and each.data is None and not each.errors:
                each.errors = [_l("Choose 1 to 5.")]
                valid = False
        return valid


def scorecard_form(scoring: Scoring) -> ScorecardForm:
    """Return the form for the criteria, with what the reader's own scorecard says."""
    fields: dict[str, Any] = {
        f"points_{criterion.id}": RadioField(
            criterion.name,
            [Optional()],
            coerce=int,
            choices=[SelectChoice(number, str(number)) for number in POINTS],
        )
        for criterion in scoring.criteria
    }
    form_class: type[ScorecardForm] = type(
        "ScorecardForm", (ScorecardForm,), {**fields, "criteria": scoring.criteria}
    )
    mine = scoring.mine
    saved = {f"points_{criterion_id}": points for criterion_id, points in mine.points.items()} if mine else {}
    return form_class(data={"note": mine.scorecard.note if mine else "", **saved})
