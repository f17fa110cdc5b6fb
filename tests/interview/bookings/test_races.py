"""Many people at the same seats: exactly as many get in as there are seats, and nobody twice."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event, update

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import Clash, SlotClosed, SlotFull, book_slot, cancel_booking
from clubinterview.interview.models import Booking, Slot
from clubinterview.interview.slots.services import cancel_slot
from clubinterview.recruitment.models import Status
from clubinterview.recruitment.status import change_status
from tests import factories
from tests.acting import by
from tests.interview.seats import at_once, fresh, live_bookings, wrong_slots
from tests.meanwhile import just_before


def _booking(application, slot):
    """Return an act that books the slot for the application."""
    return partial(in_transaction, partial(book_slot, application.id, slot.id, now=utcnow()))


def _cancelling(application):
    return partial(in_transaction, partial(cancel_booking, application.id, now=utcnow()))


def _invited(drive, how_many):
    users = [factories.make_user(school=drive.club.school) for _ in range(how_many)]
    return [factories.make_application(drive=drive, user=user, status=Status.INTERVIEW) for user in users]


def _kinds(results):
    return sorted(type(result).__name__ for result in results)


def test_last_seat_is_given_once(app, drive, stage):
    for _ in range(10):
        slot = factories.make_slot(stage=stage)

        results = at_once(app, [_booking(application, slot) for application in _invited(drive, 2)])

        assert _kinds(results) == ["Booking", "SlotFull"]
        assert len(live_bookings(slot_id=slot.id)) == 1


def test_one_person_in_many_tabs_gets_one_seat(app, invited, stage):
    slots = [
        factories.make_slot(stage=stage, starts_at=utcnow() + timedelta(days=1, hours=number))
        for number in range(4)
    ]

    results = at_once(app, [_booking(invited, slot) for slot in slots])

    assert _kinds(results) == ["Booking"] * 4
    assert len(live_bookings(application_id=invited.id)) == 1
    assert sum(fresh(slot).booked for slot in slots) == 1


def test_one_person_twice_at_one_slot_gets_one_seat(app, invited, stage):
    slot = factories.make_slot(stage=stage, capacity=5)

    results = at_once(app, [_booking(invited, slot)] * 4)

    assert _kinds(results) == ["Booking"] * 4
    assert fresh(slot).booked == 1


def test_two_who_change_places_both_keep_a_seat(app, drive, stage, slot):
    other_slot = factories.make_slot(stage=stage, starts_at=slot.ends_at, capacity=2)
    one, other = _invited(drive, 2)
    factories.make_booking(application=one, slot=slot)
    factories.make_booking(application=other, slot=other_slot)

    for _ in range(5):
        results = at_once(app, [_booking(one, other_slot), _booking(other, slot)])

        assert set(_kinds(results)) <= {"Booking", "SlotFull"}
        assert len(live_bookings(stage_id=stage.id)) == 2
        assert wrong_slots() == []
        at_once(app, [_booking(one, slot), _booking(other, other_slot)])


def test_slots_are_locked_in_the_order_of_their_ids(drive, stage, slot):
    """So that two who change places do not wait for each other."""
    later = factories.make_slot(stage=stage, starts_at=slot.ends_at, capacity=2)
    one, other = _invited(drive, 2)
    factories.make_booking(application=one, slot=slot)
    factories.make_booking(application=other, slot=later)
    locked = []

    def record(connection, cursor, statement, parameters, context, executemany):
        selected = context.compiled and context.compiled.statement
        if getattr(selected, "_for_update_arg", None) is None:
            return
        if [table.name for table in selected.get_final_froms()] == ["slot"]:
            locked.extend(context.compiled_parameters[0].values())

    event.listen(db.engine, "before_cursor_execute", record)
    try:
        for application, wanted in ((one, later), (other, slot)):
            with transaction():
                book_slot(application.id, wanted.id, now=utcnow())
    finally:
        event.remove(db.engine, "before_cursor_execute", record)

    assert locked == [slot.id, later.id] * 2


def test_many_who_change_at_once_lose_no_seat(app, drive, stage):
    slots = [
        factories.make_slot(stage=stage, starts_at=utcnow() + timedelta(days=1, hours=number), capacity=2)
        for number in range(3)
    ]
    applications = _invited(drive, 6)
    for number, application in enumerate(applications):
        factories.make_booking(application=application, slot=slots[number % 3])

    results = at_once(
        app, [_booking(each, slots[(number + 1) % 3]) for number, each in enumerate(applications)]
    )

    assert set(_kinds(results)) <= {"Booking", "SlotFull"}
    assert len(live_bookings(stage_id=stage.id)) == 6


def test_seat_that_is_given_back_is_given_once(app, drive, slot):
    first, *others = _invited(drive, 3)
    factories.make_booking(application=first, slot=slot)

    results = at_once(app, [_cancelling(first), *(_booking(each, slot) for each in others)])

    assert len(live_bookings(slot_id=slot.id)) == sum(isinstance(each, Booking) for each in results[1:]) <= 1
    assert all(isinstance(each, (Booking, SlotFull)) for each in results)


def test_booking_twice_and_cancelling_at_once_leaves_at_most_one(app, invited, slot, stage):
    later = factories.make_slot(stage=stage, starts_at=slot.ends_at)

    results = at_once(app, [_booking(invited, slot), _booking(invited, later), *[_cancelling(invited)] * 2])

    assert not any(isinstance(each, Exception) for each in results)
    assert len(live_bookings(application_id=invited.id)) <= 1


def test_interviews_at_two_clubs_never_overlap(app, drive, slot, candidate, invited):
    elsewhere = factories.make_drive(club=factories.make_club(school=candidate.school))
    there = factories.make_slot(stage=elsewhere.stages[-1], starts_at=slot.starts_at)
    application = factories.make_application(drive=elsewhere, user=candidate, status=Status.INTERVIEW)

    results = at_once(app, [_booking(invited, slot), _booking(application, there)])

    assert sum(isinstance(each, Clash) for each in results) == 1
    assert fresh(slot).booked + fresh(there).booked == 1


def test_withdrawing_while_booking_leaves_no_seat_behind(app, drive, stage):
    for _ in range(10):
        slot, (invited,) = factories.make_slot(stage=stage), _invited(drive, 1)
        withdraw = partial(change_status, invited, Status.WITHDRAWN, now=utcnow(), actor_id=None)

        at_once(app, [_booking(invited, slot), partial(in_transaction, withdraw)])

        assert (fresh(invited).status, fresh(slot).booked) == (Status.WITHDRAWN, 0)


def test_slot_that_is_cancelled_in_this_very_moment_gives_no_seat(invited, slot):
    cancelled = update(Slot).where(Slot.id == slot.id).values(cancelled_at=utcnow())

    with just_before("UPDATE slot ", cancelled), pytest.raises(SlotClosed), transaction():
        book_slot(invited.id, slot.id, now=utcnow())

    assert live_bookings(slot_id=slot.id) == []


def test_cancelling_a_slot_while_people_book_leaves_nobody_in_it(app, drive, stage, officer):
    for _ in range(10):
        _cancel_while_people_book(app, drive, stage, officer)


def _cancel_while_people_book(app, drive, stage, officer):
    slot, later = (
        factories.make_slot(stage=stage, starts_at=utcnow() + timedelta(days=1, hours=number), capacity=5)
        for number in range(2)
    )
    waiting, other, *booked = _invited(drive, 5)
    for application in booked:
        factories.make_booking(application=application, slot=slot)

    def cancel():
        return in_transaction(lambda: cancel_slot(slot.id, by=by(officer.id)))

    acts = [
        cancel,
        _booking(waiting, slot),
        _booking(other, slot),
        _cancelling(booked[0]),
        _booking(booked[1], later),
    ]
    results = at_once(app, acts)

    assert all(isinstance(each, SlotClosed) or not isinstance(each, Exception) for each in results), results
    assert fresh(slot).cancelled_at is not None
    assert live_bookings(slot_id=slot.id) == []
