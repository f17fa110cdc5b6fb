"""What kits add to the page of a candidate that interviewers work with."""

from clubinterview.club.models import Membership
from clubinterview.interview.policies import Candidate
from clubinterview.practice.kit.queries import sheet_for
from clubinterview.recruitment.hooks import Card


def kit_card(candidate: Candidate, reader: Membership) -> Card | None:
    """Return the card with what the candidate is asked, None without a kit. One statement.

    For readers whom `candidate_for` has let in: officers and the panel of the candidate's slot.
    """
    sheet = sheet_for(candidate.stage.id, candidate.application.id)
    if sheet is None:
        return None
    slot = candidate.booking.slot if candidate.booking else None
    return "practice/_kit_card.html", {
        "sheet": sheet,
        "minutes_over": sheet.minutes_over(slot),
        "may_draw": sheet.draw is None and slot is not None and not candidate.is_closed,
    }
