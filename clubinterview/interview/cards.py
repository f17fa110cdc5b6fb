"""What interviews add to the pages of an application."""

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.interview.booking import live_booking
from clubinterview.interview.queries import scoring_for_officers
from clubinterview.recruitment.hooks import Card
from clubinterview.recruitment.models import Application, StageKind, Status


def booking_card(application: Application, reader: User) -> Card | None:
    """Return the candidate's card while they are in the interview stage: invited, booked, begun or over.

    One statement. It says nothing of how the interview went.
    """
    if application.status != Status.INTERVIEW:
        return None
    booking = live_booking(application.id, application.stage_id)
    if booking is None:
        return "interview/_booking_card.html", {"state": "invited"}
    now = utcnow()
    over, begun = booking.slot.ends_at <= now, booking.slot.starts_at <= now
    state = "over" if over else "begun" if begun else "booked"
    return "interview/_booking_card.html", {"state": state, "booking": booking, "slot": booking.slot}


def scorecards_card(application: Application, reader: User) -> Card | None:
    """Return the officers' card of an application that is or was in the interview stage. One statement.

    Every interviewer's submitted points by criterion, note and total, and their average. An officer who applied
    does not see their own.
    """
    stage = application.stage
    if stage is None or stage.kind != StageKind.INTERVIEW or application.user_id == reader.id:
        return None
    scoring = scoring_for_officers(application.id, stage.id)
    return "interview/_scorecards_card.html", {"scoring": scoring, "application_id": application.id}
