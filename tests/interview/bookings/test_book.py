"""booking.book_slot: who gets a seat, and who is told no."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotFound
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import (
    BookingBegun,
    Clash,
    NotInvited,
    SlotClosed,
    SlotFull,
    book_slot,
)
from clubinterview.interview.models import Booking
from clubinterview.messaging.models import Notification, OutboxMessage
from clubinterview.messaging.rendering import render
from clubinterview.recruitment.models import Status
from tests import factories
from tests.interview.seats import fresh, live_bookings


def _book(application, slot, now=None):
    with transaction():
        return book_slot(application.id, slot.id, now=now or utcnow())


def _told(user):
    return db.session.scalars(
        select(Notification.kind).filter_by(user_id=user.id).order_by(Notification.id)
    ).all()


def test_free_seat_is_given(invited, slot):
    booking = _book(invited, slot)

    assert live_bookings(application_id=invited.id) == [booking]
    assert (booking.slot_id, booking.stage_id, fresh(slot).booked) == (slot.id, slot.stage_id, 1)


def test_candidate_is_told_in_the_application_and_by_mail(invited, slot, candidate):
    _book(invited, slot)

    notification = db.session.scalars(select(Notification)).one()
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert (notification.user_id, notification.kind) == (candidate.id, "interview.booked")
    assert notification.path == f"/applications/{invited.id}"
    assert mail.recipient == candidate.email
    assert slot.place in render(mail).text


def test_same_slot_twice_shows_the_first_booking(invited, slot, candidate):
    first = _book(invited, slot)

    assert _book(invited, slot) is first
    assert (fresh(slot).booked, _told(candidate)) == (1, ["interview.booked"])


def test_another_slot_of_the_stage_changes_the_booking(invited, slot, stage, candidate):
    later = factories.make_slot(stage=stage, starts_at=slot.ends_at)
    first = _book(invited, slot)

    second = _book(invited, later)

    assert live_bookings(application_id=invited.id) == [second]
    assert (fresh(slot).booked, fresh(later).booked, fresh(first).is_live) == (0, 1, None)
    assert _told(candidate) == ["interview.booked", "interview.changed"]


def test_one_may_change_to_a_time_that_overlaps_the_present_one(invited, slot, stage):
    overlapping = factories.make_slot(stage=stage, starts_at=slot.starts_at + timedelta(minutes=5))
    _book(invited, slot)

    assert _book(invited, overlapping).slot_id == overlapping.id


def test_one_may_come_back_to_an_earlier_choice(invited, slot, stage):
    later = factories.make_slot(stage=stage, starts_at=slot.ends_at)
    for choice in (slot, later, slot):
        _book(invited, choice)

    assert [booking.slot_id for booking in live_bookings(application_id=invited.id)] == [slot.id]


def test_full_slot_is_refused(invited, slot, other_candidate, drive):
    other = factories.make_application(drive=drive, user=other_candidate, status=Status.INTERVIEW)
    factories.make_booking(application=other, slot=slot)

    with pytest.raises(SlotFull):
        _book(invited, slot)

    assert live_bookings(application_id=invited.id) == []


def test_full_slot_leaves_the_booking_that_one_has(invited, slot, stage, drive, other_candidate):
    full = factories.make_slot(stage=stage, starts_at=slot.ends_at)
    other = factories.make_application(drive=drive, user=other_candidate, status=Status.INTERVIEW)
    factories.make_booking(application=other, slot=full)
    mine = _book(invited, slot)

    with pytest.raises(SlotFull):
        _book(invited, full)

    assert live_bookings(application_id=invited.id) == [mine]


def test_cancelled_slot_is_refused(invited, stage):
    cancelled = factories.make_slot(stage=stage, cancelled_at=utcnow())

    with pytest.raises(SlotClosed):
        _book(invited, cancelled)


def test_slot_that_begins_now_is_refused(invited, slot):
    with pytest.raises(SlotClosed):
        _book(invited, slot, now=slot.starts_at)


def test_last_moment_before_the_start_is_taken(invited, slot):
    assert _book(invited, slot, now=slot.starts_at - timedelta(microseconds=1)).is_live


def test_booking_that_has_begun_cannot_be_changed(invited, slot, stage):
    later = factories.make_slot(stage=stage, starts_at=slot.ends_at)
    _book(invited, slot)

    with pytest.raises(BookingBegun):
        _book(invited, later, now=slot.starts_at)

    assert fresh(later).booked == 0


@pytest.mark.parametrize(
    "status", [Status.SUBMITTED, Status.OFFERED, Status.REJECTED, Status.WITHDRAWN, Status.WAITLISTED]
)
def test_only_the_invited_book(drive, slot, candidate, status):
    application = factories.make_application(drive=drive, user=candidate, status=status)

    with pytest.raises(NotInvited):
        _book(application, slot)


def test_slot_of_another_drive_is_not_there(invited, club):
    foreign = factories.make_slot(stage=factories.make_drive(club=club).stages[-1])

    with pytest.raises(NotFound):
        _book(invited, foreign)


def test_slot_that_does_not_exist_is_not_there(invited, slot):
    with pytest.raises(NotFound), transaction():
        book_slot(invited.id, slot.id + 1000, now=utcnow())


def test_interviews_at_two_clubs_may_not_overlap(invited, slot, candidate):
    elsewhere = factories.make_drive(club=factories.make_club(school=candidate.school))
    application = factories.make_application(drive=elsewhere, user=candidate, status=Status.INTERVIEW)
    there = factories.make_slot(stage=elsewhere.stages[-1], starts_at=slot.starts_at - timedelta(minutes=19))
    _book(application, there)

    with pytest.raises(Clash):
        _book(invited, slot)


def test_interviews_at_two_clubs_may_touch(invited, slot, candidate):
    elsewhere = factories.make_drive(club=factories.make_club(school=candidate.school))
    application = factories.make_application(drive=elsewhere, user=candidate, status=Status.INTERVIEW)
    there = factories.make_slot(stage=elsewhere.stages[-1], starts_at=slot.starts_at - timedelta(minutes=20))
    _book(application, there)

    assert _book(invited, slot).is_live


def test_nobody_is_candidate_and_interviewer_at_once(invited, slot, candidate: User):
    elsewhere = factories.make_drive()
    factories.make_slot(stage=elsewhere.stages[-1], starts_at=slot.starts_at, panel=(candidate,))

    with pytest.raises(Clash):
        _book(invited, slot)


def test_cancelled_interviews_do_not_clash(invited, slot, candidate):
    elsewhere = factories.make_drive()
    factories.make_slot(
        stage=elsewhere.stages[-1], starts_at=slot.starts_at, panel=(candidate,), cancelled_at=utcnow()
    )

    assert _book(invited, slot).is_live


def test_refusal_changes_and_says_nothing(invited, stage):
    with pytest.raises(SlotClosed):
        _book(invited, factories.make_slot(stage=stage, cancelled_at=utcnow()))

    for model in (Booking, Notification, OutboxMessage):
        assert db.session.scalars(select(model)).all() == []
