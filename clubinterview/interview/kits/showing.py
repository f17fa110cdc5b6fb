"""What kits add to the page of a candidate that interviewers work with."""

from typing import Any

from clubinterview.core.clock import utcnow
from clubinterview.interview.kits.queries import sheet_for
from clubinterview.interview.policies import Candidate


def kit_shown(candidate: Candidate) -> dict[str, Any] | None:
    """Return what interview/_kit.html shows of the candidate's kit, None without one. One statement.

    For readers whom `candidate_for` has let in: officers and the panel of the candidate's slot.
    """
    sheet = sheet_for(candidate.stage.id, candidate.application.id)
    if sheet is None:
        return None
    booking = candidate.booking
    slot = booking.slot if booking else None
    return {
        "sheet": sheet,
        "ends": sheet.ends_from(booking.began_at)
        if booking and booking.began_at and not booking.ended_at
        else [],
        "now": utcnow(),
        "minutes_over": sheet.minutes_over(slot),
        "may_draw": sheet.draw is None and slot is not None and not candidate.is_closed,
    }
