"""When an interview began and when it ended. The caller checks who may record it."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.core.by import By
from clubinterview.core.days import day_of
from clubinterview.core.errors import DomainError
from clubinterview.extensions import db
from clubinterview.interview.day.checkin import check_in, locked_booking, record_visit
from clubinterview.interview.models import Booking, Slot


class NotToday(DomainError):
    """An interview begins on its day, not before."""


class NotBegun(DomainError):
    """Only what has begun can end."""


class InterviewEnded(DomainError):
    """The interview has ended, so its beginning stands."""


def begin_interview(booking_id: int, *, by: By) -> Booking:
    """Record that the interview begins and that the candidate has come; a second call changes nothing.

    Raises BookingOver, NotToday. Locks the booking. From now on the candidate can neither move nor cancel it.
    """
    booking = check_in(booking_id, by=by)
    starts_at = db.session.execute(select(Slot.starts_at).where(Slot.id == booking.slot_id)).scalar_one()
    if day_of(starts_at) > day_of(by.now):
        raise NotToday(_l("This interview isn't today. Start it on the day."))
    if booking.began_at is None:
        booking.began_at = by.now
        record_visit("booking.begin", booking, by)
    return booking


def undo_beginning(booking_id: int, *, by: By) -> Booking:
    """Take the beginning back; the candidate stays checked in. Without one nothing changes.

    Raises BookingOver, InterviewEnded. Locks the booking.
    """
    booking = locked_booking(booking_id)
    if booking.ended_at is not None:
        raise InterviewEnded(_l("This interview has ended. Undo “End” first."))
    if booking.began_at is not None:
        booking.began_at = None
        record_visit("booking.undo_begin", booking, by)
    return booking


def end_interview(booking_id: int, *, by: By) -> Booking:
    """Record that the interview is over; a second call changes nothing.

    Raises BookingOver, NotBegun. Locks the booking.
    """
    booking = locked_booking(booking_id)
    if booking.began_at is None:
        raise NotBegun(_l("This interview hasn't started. Start it before ending it."))
    if booking.ended_at is None:
        booking.ended_at = by.now
        record_visit("booking.end", booking, by)
    return booking


def undo_end(booking_id: int, *, by: By) -> Booking:
    """Take the end back: the interview goes on. Without one nothing changes. Raises BookingOver. Locks the booking."""
    booking = locked_booking(booking_id)
    if booking.ended_at is not None:
        booking.ended_at = None
        record_visit("booking.undo_end", booking, by)
    return booking
