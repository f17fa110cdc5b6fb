"""checkin: who has come."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.interview.day.checkin import BookingOver, check_in, undo_check_in
from tests import factories
from tests.acting import by
from tests.interview.seats import fresh


@pytest.fixture
def booking(invited, slot):
    return factories.make_booking(application=invited, slot=slot)


def _check_in(booking, officer, now=None):
    with transaction():
        return check_in(booking.id, by=by(officer.id, now))


def _undo(booking, officer):
    with transaction():
        return undo_check_in(booking.id, by=by(officer.id))


def test_arrival_is_noted(booking, officer):
    now = utcnow()

    _check_in(booking, officer, now)

    assert fresh(booking).checked_in_at == now


def test_second_check_in_keeps_the_first(booking, officer):
    now = utcnow()
    _check_in(booking, officer, now)

    _check_in(booking, officer, now + timedelta(minutes=3))

    assert fresh(booking).checked_in_at == now


def test_check_in_can_be_undone_twice(booking, officer):
    _check_in(booking, officer)

    _undo(booking, officer)
    _undo(booking, officer)

    assert fresh(booking).checked_in_at is None


def test_cancelled_booking_is_not_checked_in(booking, slot, officer):
    with transaction():
        booking.is_live, slot.booked = None, 0

    with pytest.raises(BookingOver):
        _check_in(booking, officer)


def test_check_in_is_audited_once(booking, officer, candidate, club):
    _check_in(booking, officer)
    _check_in(booking, officer)

    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.actor_id, entry.subject_user_id, entry.club_id) == (
        "booking.check_in",
        officer.id,
        candidate.id,
        club.id,
    )
