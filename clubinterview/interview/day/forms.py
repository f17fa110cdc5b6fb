"""The buttons of the evening."""

from wtforms import HiddenField

from clubinterview.core.fields import AppForm


class EveningForm(AppForm):
    """One button of the evening; it remembers where it was pressed.

    panel: "all" on the list of all panels.  page: "candidate" on the page of the candidate.
    """

    panel = HiddenField()
    page = HiddenField()
