"""What a booking adds to the student's page of an application."""

from datetime import datetime

from clubinterview.auth.models import User
from clubinterview.club.hooks import Fragment
from clubinterview.core.clock import utcnow
from clubinterview.core.days import day_of
from clubinterview.interview.bookings.services import live_booking
from clubinterview.interview.day.expectations import expectations_on
from clubinterview.interview.day.queue import Expectation
from clubinterview.interview.models import Booking
from clubinterview.recruitment.models import Application, Status


def booking_fragment(application: Application, reader: User) -> Fragment | None:
    """Return the candidate's part of the page while they are in the interview stage: invited, booked, waiting, begun or over.

    Those who wait on the day see when to expect it, and nothing about others. It says nothing of how the interview
    went. One statement; two on the day.
    """
    if application.status != Status.INTERVIEW:
        return None
    booking = live_booking(application.id, application.stage_id)
    if booking is None:
        return "interview/_booking.html", {"state": "invited"}
    now = utcnow()
    expectation = _expectation_of(booking, application.drive.club_id, now)
    return "interview/_booking.html", {
        "state": _state_of(booking, expectation, now),
        "booking": booking,
        "slot": booking.slot,
        "late": expectation if expectation is not None and expectation.is_late else None,
    }


def _expectation_of(booking: Booking, club_id: int, now: datetime) -> Expectation | None:
    """Return when a candidate who waits on the day can expect the interview, as far as that is known."""
    today = day_of(now)
    if booking.began_at is not None or day_of(booking.slot.starts_at) != today:
        return None
    return expectations_on(club_id, today, now).get(booking.id)


def _state_of(booking: Booking, expectation: Expectation | None, now: datetime) -> str:
    """Return booked, waiting, begun or over: by what was recorded of the interview, else by the clock.

    Those who have come wait as long as that day lasts, even when the panel has begun with a later candidate.
    """
    if booking.began_at is not None:
        return "begun" if booking.ended_at is None else "over"
    if booking.slot.starts_at > now:
        return "booked"
    has_come_today = booking.checked_in_at is not None and day_of(booking.slot.starts_at) == day_of(now)
    if has_come_today or expectation is not None:
        return "waiting"
    return "begun" if booking.slot.ends_at > now else "over"
