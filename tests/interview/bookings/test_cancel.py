"""booking.cancel_booking, and what frees a seat besides."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import BookingBegun, book_slot, cancel_booking
from clubinterview.messaging.models import Notification, OutboxMessage
from clubinterview.recruitment.models import Status
from clubinterview.recruitment.status import change_status
from tests import factories
from tests.interview.seats import fresh, live_bookings


def _cancel(application, now=None):
    with transaction():
        return cancel_booking(application.id, now=now or utcnow())


def _leave(application, status, now):
    with transaction():
        change_status(application, status, now=now, actor_id=None)


def test_seat_is_given_back(invited, slot):
    booking = factories.make_booking(application=invited, slot=slot)

    _cancel(invited)

    assert live_bookings(application_id=invited.id) == []
    assert fresh(slot).booked == 0
    assert fresh(booking).cancelled_at is not None


def test_candidate_is_told(invited, slot, candidate):
    factories.make_booking(application=invited, slot=slot)

    _cancel(invited)

    assert db.session.scalars(select(Notification.kind)).all() == ["interview.cancelled"]
    assert db.session.scalars(select(OutboxMessage.recipient)).all() == [candidate.email]


def test_second_cancellation_changes_nothing(invited, slot):
    factories.make_booking(application=invited, slot=slot)
    _cancel(invited)

    assert _cancel(invited) is None

    assert len(db.session.scalars(select(Notification)).all()) == 1


def test_cancelled_seat_can_be_had_again(invited, slot):
    factories.make_booking(application=invited, slot=slot)
    _cancel(invited)

    with transaction():
        book_slot(invited.id, slot.id, now=utcnow())

    assert len(live_bookings(slot_id=slot.id)) == 1


def test_interview_that_has_begun_cannot_be_cancelled(invited, slot):
    factories.make_booking(application=invited, slot=slot)

    with pytest.raises(BookingBegun):
        _cancel(invited, now=slot.starts_at)

    assert fresh(slot).booked == 1


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REJECTED, Status.WAITLISTED, Status.OFFERED])
def test_leaving_the_stage_frees_the_seat(invited, slot, status):
    factories.make_booking(application=invited, slot=slot)

    _leave(invited, status, utcnow())

    assert (fresh(slot).booked, live_bookings(application_id=invited.id)) == (0, [])


def test_interview_that_took_place_stays_on_record(invited, slot):
    booking = factories.make_booking(application=invited, slot=slot)

    _leave(invited, Status.OFFERED, slot.starts_at + timedelta(hours=1))

    assert live_bookings(application_id=invited.id) == [booking]


def test_leaving_without_a_booking_is_fine(invited):
    _leave(invited, Status.WITHDRAWN, utcnow())

    assert fresh(invited).status == Status.WITHDRAWN
