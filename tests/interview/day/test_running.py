"""running: when interviews began and ended."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from sqlalchemy import select

from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotFound
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import BookingBegun, book_slot, cancel_booking
from clubinterview.interview.day.checkin import BookingOver, InterviewBegun, undo_check_in
from clubinterview.interview.day.running import (
    InterviewEnded,
    NotBegun,
    NotToday,
    begin_interview,
    end_interview,
    undo_beginning,
    undo_end,
)
from clubinterview.interview.slots.services import SlotOver, cancel_slot
from clubinterview.recruitment.models import Status
from clubinterview.recruitment.status import change_status
from tests import factories
from tests.acting import by
from tests.interview.seats import at_once, fresh

EVENING = datetime(2027, 3, 5, 11, 0, tzinfo=UTC)
MIDNIGHT = datetime(2027, 3, 4, 16, 0, tzinfo=UTC)  # in the clubs' zone


@pytest.fixture(autouse=True)
def evening():
    """It is the evening of an interview day."""
    with time_machine.travel(EVENING):
        yield


@pytest.fixture
def slot(stage, interviewer):
    """A slot of one seat, later this evening."""
    return factories.make_slot(stage=stage, panel=(interviewer,), starts_at=EVENING + timedelta(hours=1))


@pytest.fixture
def booking(invited, slot):
    return factories.make_booking(application=invited, slot=slot)


@pytest.fixture
def act(booking, interviewer):
    """Does a verb with the booking: `act(begin_interview, now=…)`."""

    def acting(verb, now=None):
        with transaction():
            return verb(booking.id, by=by(interviewer.id, now))

    return acting


def _times(booking):
    row = fresh(booking)
    return row.checked_in_at, row.began_at, row.ended_at


def _acts():
    return list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_beginning_checks_in(act, booking):
    now = utcnow()

    act(begin_interview, now=now)

    assert _times(booking) == (now, now, None)


def test_beginning_keeps_an_earlier_arrival(act, booking):
    came, now = utcnow() - timedelta(minutes=9), utcnow()
    with transaction():
        booking.checked_in_at = came

    act(begin_interview, now=now)

    assert _times(booking) == (came, now, None)


def test_interview_of_a_later_day_does_not_begin(act, booking):
    with pytest.raises(NotToday):
        act(begin_interview, now=MIDNIGHT - timedelta(seconds=1))
    assert _times(booking) == (None, None, None)

    act(begin_interview, now=MIDNIGHT)
    assert _times(booking) == (MIDNIGHT, MIDNIGHT, None)


def test_beginning_can_be_noted_on_a_later_day(act, booking):
    now = EVENING + timedelta(days=1)

    act(begin_interview, now=now)

    assert _times(booking) == (now, now, None)


def test_beginning_and_ending_twice_is_once(act, booking):
    now, later = utcnow(), utcnow() + timedelta(minutes=1)
    act(begin_interview, now=now)

    act(begin_interview, now=later)
    for at in (later, later + timedelta(minutes=1)):
        act(end_interview, now=at)

    assert _times(booking) == (now, now, later)
    assert _acts() == ["booking.check_in", "booking.begin", "booking.end"]


def test_what_has_not_begun_does_not_end(act, booking):
    with pytest.raises(NotBegun):
        act(end_interview, now=utcnow())

    assert _times(booking) == (None, None, None)


def test_beginning_taken_back_leaves_the_arrival(act, booking):
    now = utcnow()
    act(begin_interview, now=now)

    for _ in range(2):
        act(undo_beginning)

    assert _times(booking) == (now, None, None)
    assert _acts() == ["booking.check_in", "booking.begin", "booking.undo_begin"]


def test_end_taken_back_lets_it_go_on(act, booking):
    now = utcnow()
    act(begin_interview, now=now)
    act(end_interview, now=now)

    for _ in range(2):
        act(undo_end)

    assert _times(booking) == (now, now, None)
    assert _acts() == ["booking.check_in", "booking.begin", "booking.end", "booking.undo_end"]


def test_beginning_stands_once_it_has_ended(act, booking):
    act(begin_interview, now=utcnow())
    act(end_interview, now=utcnow())

    with pytest.raises(InterviewEnded):
        act(undo_beginning)

    assert fresh(booking).began_at is not None


def test_arrival_stands_once_it_has_begun(act, booking):
    act(begin_interview, now=utcnow())

    with pytest.raises(InterviewBegun):
        act(undo_check_in)

    assert fresh(booking).checked_in_at is not None


@pytest.mark.parametrize(
    "verb",
    [
        begin_interview,
        end_interview,
        undo_beginning,
        undo_end,
    ],
)
def test_cancelled_booking_has_no_course(act, booking, slot, verb):
    with transaction():
        booking.is_live, slot.booked = None, 0

    with pytest.raises(BookingOver):
        act(verb)

    assert _times(booking) == (None, None, None)


def test_booking_that_is_not_there_does_not_begin(interviewer):
    with pytest.raises(NotFound), transaction():
        begin_interview(987654, by=by(interviewer.id))


def test_course_is_audited(act, booking, interviewer, candidate, club):
    act(begin_interview, now=utcnow())

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "booking.begin")).one()
    assert (entry.actor_id, entry.subject_user_id, entry.club_id, entry.target) == (
        interviewer.id,
        candidate.id,
        club.id,
        f"booking {booking.id}",
    )


def test_what_began_early_is_neither_moved_nor_cancelled(act, booking, invited, stage, slot):
    later = factories.make_slot(stage=stage, starts_at=slot.ends_at)
    act(begin_interview, now=utcnow())

    for verb in (partial(book_slot, invited.id, later.id), partial(cancel_booking, invited.id)):
        with pytest.raises(BookingBegun), transaction():
            verb(now=utcnow())

    assert fresh(booking).is_live


def test_slot_of_an_interview_that_began_early_is_not_called_off(act, slot, officer):
    act(begin_interview, now=utcnow())

    with pytest.raises(SlotOver), transaction():
        cancel_slot(slot.id, by=by(officer.id))

    assert fresh(slot).cancelled_at is None


def test_interview_that_began_early_stays_on_record(act, booking, invited):
    act(begin_interview, now=utcnow())

    with transaction():
        change_status(invited, Status.WITHDRAWN, now=utcnow(), actor_id=None)

    assert fresh(booking).is_live


def _make_booking(stage, interviewer):
    """Return a new candidate's booking of a slot that is theirs alone."""
    slot = factories.make_slot(stage=stage, panel=(interviewer,), starts_at=EVENING + timedelta(hours=1))
    application = factories.make_application(drive=stage.drive, status=Status.INTERVIEW)
    return factories.make_booking(application=application, slot=slot)


def _beginning(booking, actor):
    begin = partial(begin_interview, booking.id, by=by(actor.id))
    return lambda: in_transaction(lambda: begin().began_at)


def test_two_who_begin_at_once_begin_once(app, stage, interviewer, officer):
    for round_ in range(1, 4):
        booking = _make_booking(stage, interviewer)

        results = at_once(app, [_beginning(booking, interviewer), _beginning(booking, officer)] * 2)

        assert set(results) == {fresh(booking).began_at}
        assert _acts() == ["booking.check_in", "booking.begin"] * round_


def test_beginning_while_the_candidate_cancels_is_one_of_both(app, stage, interviewer):
    for _ in range(5):
        booking = _make_booking(stage, interviewer)
        cancel = partial(cancel_booking, booking.application_id, now=utcnow())

        began, cancelled = at_once(app, [_beginning(booking, interviewer), partial(in_transaction, cancel)])

        row = fresh(booking)
        assert (row.is_live, row.began_at is None) in {(True, False), (None, True)}
        assert isinstance(cancelled, BookingBegun) if row.is_live else isinstance(began, BookingOver)


def test_beginning_while_the_slot_is_called_off_is_one_of_both(app, stage, officer, interviewer):
    for _ in range(5):
        booking = _make_booking(stage, interviewer)
        cancel = partial(cancel_slot, booking.slot_id, by=by(officer.id))

        began, cancelled = at_once(app, [_beginning(booking, interviewer), partial(in_transaction, cancel)])

        row = fresh(booking)
        assert (row.is_live, row.began_at is None) in {(True, False), (None, True)}
        assert isinstance(cancelled, SlotOver) if row.is_live else isinstance(began, BookingOver)
