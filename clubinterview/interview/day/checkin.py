"""The evening's list: who has come."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.interview.models import Booking
from clubinterview.recruitment.models import Application, Drive


class BookingOver(DomainError):
    """The booking was cancelled."""


class InterviewBegun(DomainError):
    """The interview has begun, so the check-in stands."""


def check_in(booking_id: int, *, by: By) -> Booking:
    """Record that the candidate has come; a second call changes nothing. Raises BookingOver. Locks the booking."""
    booking = locked_booking(booking_id)
    if booking.checked_in_at is None:
        booking.checked_in_at = by.now
        record_visit("booking.check_in", booking, by)
    return booking


def undo_check_in(booking_id: int, *, by: By) -> Booking:
    """Take a check-in back; without one nothing changes. Raises BookingOver, InterviewBegun. Locks the booking."""
    booking = locked_booking(booking_id)
    if booking.began_at is not None:
        raise InterviewBegun(_l("This interview has started. Undo “Start” first."))
    if booking.checked_in_at is not None:
        booking.checked_in_at = None
        record_visit("booking.undo_check_in", booking, by)
    return booking


def locked_booking(booking_id: int) -> Booking:
    """Return a live booking, locked. Raises NotFound, BookingOver."""
    booking = lock(Booking, booking_id)
    if booking is None:
        raise NotFound("")
    if not booking.is_live:
        raise BookingOver(_l("This booking has been cancelled. Reload to see the latest list."))
    return booking


def record_visit(act: str, booking: Booking, by: By) -> None:
    """Add to the audit what a member of the club did with a candidate's booking."""
    user_id, club_id = db.session.execute(
        select(Application.user_id, Drive.club_id)
        .join(Application.drive)
        .where(Application.id == booking.application_id)
    ).one()
    audit(act, by=by, subject_user_id=user_id, club_id=club_id, target=f"booking {booking.id}")
