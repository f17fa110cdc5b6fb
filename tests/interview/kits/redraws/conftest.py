"""An evening of interviews for which questions are drawn."""

import pytest

from clubinterview.core.transaction import transaction
from clubinterview.interview.kits.draws import draw_for_everybody
from tests.acting import by
from tests.interview.kits.acts import book_evening, drawn_for, make_bank, make_category, make_kit


@pytest.fixture
def evening(drive, stage, club, officer, interviewer):
    """Three with one panel who have drawn: the bank is so small that the first and the last have the same questions."""
    make_bank(club, make_category(), (3,) * 8)
    make_kit(stage, officer)
    evening = book_evening(drive, (interviewer,), 3)
    with transaction():
        draw_for_everybody(stage.id, by=by(officer.id))
    first, middle, last = (set(drawn_for(each)) for each in evening)
    assert (first, first & middle) == (last, set())
    return evening
