"""What a person's copy of their data says about interviews."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Slot
from clubinterview.profile.hooks import Section
from clubinterview.recruitment.models import Application


def interview_sections(user: User) -> Iterable[Section]:
    """Give the interviews that were booked."""
    bookings = db.session.scalars(
        select(Booking)
        .join(Booking.application)
        .options(joinedload(Booking.slot))
        .where(Application.user_id == user.id)
        .order_by(Booking.id)
    ).all()
    yield Section("interviews", _l("Interviews"), [_row(booking, booking.slot) for booking in bookings])


def _row(booking: Booking, slot: Slot) -> dict[str, object]:
    return {
        "starts_at": slot.starts_at, "ends_at": slot.ends_at, "place": slot.place,
        "cancelled_at": booking.cancelled_at, "checked_in_at": booking.checked_in_at,
        "began_at": booking.began_at, "ended_at": booking.ended_at,
    }  # fmt: skip
