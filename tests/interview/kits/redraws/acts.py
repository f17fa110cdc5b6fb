"""What tests of redraws do and read again and again."""

from datetime import timedelta

from sqlalchemy import select

from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import book_slot, cancel_booking, live_booking
from clubinterview.interview.models import Booking, Slot
from tests import factories
from tests.interview.kits.acts import drawn_for


def looks_for_a_kit(count):
    """How often a change of seats led to a look for the kit of the stage."""
    return len([each for each in count.statements if each.startswith("SELECT interview_kit.id")])


def end_booking(booking):
    """End a booking as cancelling does, but for what follows it."""
    with transaction():
        lock(Slot, booking.slot_id).booked -= 1
        lock(Booking, booking.id).is_live = None


def cancel(application):
    with transaction():
        cancel_booking(application.id, now=utcnow())


def move(application, slot):
    with transaction():
        book_slot(application.id, slot.id, now=utcnow())


def common_questions(one, other):
    return set(drawn_for(one)) & set(drawn_for(other))


def slot_after(application, panel=(), minutes=20):
    slot = booking_of(application).slot
    return factories.make_slot(
        stage=slot.stage, starts_at=slot.starts_at + timedelta(minutes=minutes), panel=panel
    )


def booking_of(application):
    db.session.commit()
    return live_booking(application.id, application.stage_id)


def redraws_audited():
    db.session.commit()
    return db.session.scalars(select(AuditEntry).where(AuditEntry.act == "kit.redraw")).all()
