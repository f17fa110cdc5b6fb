"""Drawing anew when seats change after the draw: for whom, for whom not, and under races."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from sqlalchemy import select, update

from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction, lock, transaction
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import book_slot, cancel_booking, live_booking
from clubinterview.interview.day.running import begin_interview
from clubinterview.interview.kits.draw_table import Table
from clubinterview.interview.kits.draws import draw_for, draw_for_everybody
from clubinterview.interview.kits.models import KitDraw, KitDrawQuestion
from clubinterview.interview.kits.queries import queue_of
from clubinterview.interview.kits.redraws import (
    REDRAW_WHERE_IT_WAS_MISSED,
    redraw_beside_neighbours,
    redraw_in_all_queues,
    redraw_in_stage,
)
from clubinterview.interview.models import Booking, Slot
from clubinterview.interview.slots.services import edit_slot, leave_panels
from clubinterview.messaging.models import Notification
from clubinterview.questions.models import Question, QuestionStatus
from clubinterview.recruitment.models import Application, Drive, DriveStatus, Status
from clubinterview.recruitment.scorecards.services import save_scorecard
from clubinterview.recruitment.status import change_status
from tests import factories
from tests.acting import by
from tests.counting import counted
from tests.interview.kits.acts import book, book_evening, drawn_for, make_bank, make_category, make_kit
from tests.interview.seats import at_once
from tests.stores import rounds


@pytest.fixture
def drive(club):
    return factories.make_drive(club=club)


@pytest.fixture
def stage(drive):
    return drive.stages[-1]


@pytest.fixture
def evening(drive, stage, club, officer, interviewer):
    """Three with one panel who have drawn: the bank is so small that the first and the last have the same questions."""
    make_bank(club, make_category(), (3,) * 8)
    make_kit(stage, officer)
    evening = book_evening(drive, (interviewer,), 3)
    with transaction():
        draw_for_everybody(stage.id, by=by(officer.id))
    first, middle, last = (set(drawn_for(each)) for each in evening)
    assert (first, first & middle) == (last, set())
    return evening


def _looks_for_a_kit(count):
    """How often a change of seats led to a look for the kit of the stage."""
    return len([each for each in count.statements if each.startswith("SELECT interview_kit.id")])


def _end(booking):
    """End a booking as cancelling does, but for what follows it."""
    with transaction():
        lock(Slot, booking.slot_id).booked -= 1
        lock(Booking, booking.id).is_live = None


def _cancel(application):
    with transaction():
        cancel_booking(application.id, now=utcnow())


def _move(application, slot):
    with transaction():
        book_slot(application.id, slot.id, now=utcnow())


def _common(one, other):
    return set(drawn_for(one)) & set(drawn_for(other))


def _slot_after(application, panel=(), minutes=20):
    slot = _booking(application).slot
    return factories.make_slot(
        stage=slot.stage, starts_at=slot.starts_at + timedelta(minutes=minutes), panel=panel
    )


def _booking(application):
    db.session.commit()
    return live_booking(application.id, application.stage_id)


def _redraws():
    db.session.commit()
    return db.session.scalars(select(AuditEntry).where(AuditEntry.act == "kit.redraw")).all()


def test_those_who_become_neighbours_share_nothing(evening):
    first, middle, last = evening
    before = drawn_for(first)

    _cancel(middle)

    assert (_common(first, last), drawn_for(first)) == (set(), before)


def test_whoever_takes_a_seat_beside_draws_anew(evening, interviewer):
    first, _middle, last = evening
    free = _slot_after(first, (interviewer,), minutes=-20)
    before = drawn_for(first)

    _move(last, free)

    assert (_common(first, last), drawn_for(first)) == (set(), before)


def test_earlier_one_draws_anew_where_the_later_one_cannot(evening, interviewer):
    first, middle, last = evening

    _move(middle, _slot_after(last, (interviewer,)))

    assert [_common(one, other) for one, other in pairwise([first, last, middle])] == [set(), set()]


def test_new_draw_is_as_hard_and_has_a_seed_of_its_own(evening):
    _first, middle, last = evening
    draws = {
        row.application_id: (row.id, row.seed, row.difficulty) for row in db.session.scalars(select(KitDraw))
    }

    _cancel(middle)

    db.session.commit()
    after = {
        row.application_id: (row.id, row.seed, row.difficulty) for row in db.session.scalars(select(KitDraw))
    }
    assert {key for key in draws if draws[key] != after[key]} == {last.id}
    assert (after[last.id][1] != draws[last.id][1], after[last.id][2]) == (True, 12)


def test_new_draw_is_audited(evening, club):
    _first, middle, last = evening

    _cancel(middle)
    [entry] = _redraws()

    assert (entry.actor_id, entry.club_id, entry.target) == (None, club.id, f"application {last.id}")


def test_times_of_both_draws_are_kept(evening):
    _first, middle, last = evening
    drawn_at = db.session.scalar(select(KitDraw.created_at).where(KitDraw.application_id == last.id))
    later = drawn_at + timedelta(minutes=5)

    with time_machine.travel(later, tick=False):
        _cancel(middle)

    db.session.commit()
    rows = db.session.execute(select(KitDraw.application_id, KitDraw.created_at, KitDraw.redrawn_at)).all()
    assert {row.application_id for row in rows if row.redrawn_at is None} == {evening[0].id, middle.id}
    assert [row[1:] for row in rows if row.application_id == last.id] == [(drawn_at, later)]


@pytest.mark.parametrize(("hours", "told"), [(-1, 0), (1, 1)])
def test_panel_is_told_when_the_interview_is_near(evening, club, interviewer, hours, told):
    _first, middle, last = evening
    near = _booking(last).slot.starts_at - timedelta(days=1) + timedelta(hours=hours)

    with time_machine.travel(near, tick=False):
        _cancel(middle)

    db.session.commit()
    rows = db.session.scalars(select(Notification).where(Notification.kind == "kit.redrawn")).all()
    path = f"/manage/{club.slug}/candidates/{last.id}/kit"
    assert [(row.user_id, row.path) for row in rows] == [(interviewer.id, path)] * told


def test_whoever_books_again_beside_draws_anew(evening, interviewer):
    first, _middle, last = evening
    free = _slot_after(first, (interviewer,), minutes=-20)
    _cancel(last)

    _move(last, free)

    assert _common(first, last) == set()


def test_bank_that_shrank_changes_nothing(evening, stage):
    before = [drawn_for(each) for each in evening]
    with transaction():
        db.session.execute(update(Question).values(status=QuestionStatus.RETIRED))

    _cancel(evening[1])

    with transaction():
        assert redraw_beside_neighbours(stage.id, now=utcnow()) == 0
    assert [drawn_for(each) for each in evening] == before


def test_seat_beside_nobody_with_common_questions_changes_nothing(evening, interviewer, drive):
    before = [drawn_for(each) for each in evening]
    _first, middle, _last = evening

    _move(middle, _slot_after(middle, (interviewer,), minutes=5))
    book(drive, panel=(interviewer,))

    assert ([drawn_for(each) for each in evening], _redraws()) == (before, [])


def test_bank_that_is_too_small_changes_nothing(drive, stage, club, officer, interviewer):
    make_bank(club, make_category(), (3,) * 4)
    make_kit(stage, officer)
    evening = book_evening(drive, (interviewer,), 3)
    with transaction():
        draw_for_everybody(stage.id, by=by(officer.id))
    draws = list(db.session.scalars(select(KitDraw.id)))

    _cancel(evening[1])

    db.session.commit()
    assert (list(db.session.scalars(select(KitDraw.id))), _redraws()) == (draws, [])


def _score(application, stage, interviewer):
    with transaction():
        save_scorecard(
            application.id, stage.id, interviewer.id, points={}, note="", submit=False, now=utcnow()
        )


def test_scoring_that_has_begun_keeps_the_questions(evening, stage, interviewer):
    first, middle, last = evening
    before = drawn_for(last)
    _score(last, stage, interviewer)

    _cancel(middle)

    assert (_common(first, last), drawn_for(last)) == (set(), before)


def test_interview_that_has_begun_keeps_the_questions(evening, interviewer):
    first, middle, last = evening
    before = drawn_for(last)
    with transaction():
        begin_interview(_booking(last).id, by=by(interviewer.id, _booking(last).slot.starts_at))

    _cancel(middle)

    assert (_common(first, last), drawn_for(last)) == (set(), before)


def test_nothing_changes_when_it_has_begun_for_both(evening, stage, interviewer):
    first, middle, last = evening
    before = [drawn_for(each) for each in evening]
    _score(last, stage, interviewer)
    with transaction():
        begin_interview(_booking(first).id, by=by(interviewer.id, _booking(first).slot.starts_at))

    _cancel(middle)

    assert [drawn_for(each) for each in evening] == before


def test_nothing_changes_once_the_time_has_come(evening, stage):
    first, middle, last = evening
    begins, before = _booking(last).slot.starts_at, drawn_for(last)
    _end(_booking(middle))

    def redraw(now):
        with transaction():
            return redraw_beside_neighbours(stage.id, now=now)

    assert (redraw(begins), drawn_for(last)) == (0, before)
    assert (redraw(begins - timedelta(seconds=1)), _common(first, last)) == (1, set())


def test_whoever_left_the_interviews_keeps_what_was_drawn(evening, stage):
    first, middle, last = evening
    before = drawn_for(last)
    with transaction():
        lock(Application, last.id).status = Status.REJECTED

    _cancel(middle)

    assert (drawn_for(last), _common(first, last)) == (before, set())


def test_archived_drive_draws_nothing_anew(evening, drive):
    before = [drawn_for(each) for each in evening]
    with transaction():
        lock(Drive, drive.id).status = DriveStatus.ARCHIVED

    _cancel(evening[1])

    assert [drawn_for(each) for each in evening] == before


def test_withdrawing_makes_neighbours_too(evening):
    first, middle, last = evening

    with transaction():
        change_status(middle, Status.WITHDRAWN, now=utcnow(), actor_id=None)

    assert _common(first, last) == set()


def test_new_panel_makes_neighbours_too(evening, officer, interviewer):
    first, middle, last = evening
    slot = _booking(middle).slot

    with transaction():
        edit_slot(slot.id, place=slot.place, capacity=1, panel_ids=[officer.id], by=by(officer.id))

    assert _common(first, last) == set()


def test_leaving_a_panel_changes_seats(drive, club, officer):
    book(drive, panel=(officer,))
    book(drive, panel=(officer,), starts_at=utcnow() + timedelta(days=2))

    with counted() as count, transaction():
        leave_panels(club.id, officer.id, utcnow())

    assert _looks_for_a_kit(count) == 1


@pytest.fixture
def missed(evening):
    """The evening after the one in the middle has cancelled and the server has ended before anybody was told."""
    _end(_booking(evening[1]))
    return evening


def test_what_was_missed_is_drawn_anew_by_the_worker(missed):
    REDRAW_WHERE_IT_WAS_MISSED.run()

    assert _common(missed[0], missed[2]) == set()


def test_what_was_missed_is_drawn_anew_when_everybody_draws(missed, stage, officer):
    with transaction():
        drawn = draw_for_everybody(stage.id, by=by(officer.id))

    assert (drawn, _common(missed[0], missed[2])) == (1, set())


def test_worker_looks_only_where_something_can_change(missed, club, drive, officer):
    over = _booking(missed[2]).slot.starts_at
    make_kit(factories.make_drive(club=club).stages[-1], officer)

    with counted() as idle:
        assert redraw_in_all_queues(over) == 0
    with transaction():
        lock(Drive, drive.id).status = DriveStatus.ARCHIVED
    with counted() as archived:
        assert redraw_in_all_queues(utcnow()) == 0

    assert (idle.sql, archived.sql) == (1, 1)


def test_a_redraw_follows_once_and_only_after_a_commit(drive):
    first, last = book(drive), book(drive, starts_at=utcnow() + timedelta(days=2))
    with counted() as undone, pytest.raises(ZeroDivisionError), transaction():
        cancel_booking(first.id, now=utcnow())
        raise ZeroDivisionError

    with counted() as done, transaction():
        cancel_booking(first.id, now=utcnow())
        cancel_booking(last.id, now=utcnow())

    assert (_looks_for_a_kit(undone), _looks_for_a_kit(done)) == (0, 1)


def test_stage_without_a_kit_costs_one_statement(drive, stage):
    application = book(drive)

    with counted() as before:
        _cancel(application)

    assert [each for each in before.statements if "kit" in each] == before.statements[-1:]


def test_seats_that_change_before_anybody_has_drawn_cost_little(drive, stage, officer):
    make_kit(stage, officer)
    book(drive)

    with counted() as count:
        redraw_in_stage(stage.id)

    assert (count.sql, [each for each in count.statements if "booking" in each]) == (5, [])


def test_bank_is_read_only_when_something_is_in_common(evening, stage):
    with counted() as count:
        redraw_in_stage(stage.id)

    assert [each for each in count.statements if "question_category" in each] == []


def test_common_questions_count_once_for_each_neighbour(drive, stage, club, officer, interviewer):
    make_bank(club, make_category(), (3,) * 4)
    kit = make_kit(stage, officer)
    book_evening(drive, (interviewer,), 3)
    with transaction():
        draw_for_everybody(stage.id, by=by(officer.id))

    table = Table(kit, club.id)

    assert [table.in_common(seat) for seat in table.seats] == [4, 8, 4]


def _shared_in(stage):
    """The questions that neighbours have in common, in the order of the queue."""
    db.session.commit()
    seats = queue_of(stage.id)
    drawn = {row.id: set(drawn_for(row)) for row in db.session.scalars(select(Application))}
    return [drawn[one.application_id] & drawn[other.application_id] for one, other in pairwise(seats)]


def test_moving_while_everybody_draws_leaves_no_common_questions(
    app, drive, stage, club, officer, interviewer
):
    make_bank(club, make_category(), (1, 2, 3, 4, 5) * 4)
    make_kit(stage, officer)
    evening = book_evening(drive, (interviewer,), 5)
    free = [_slot_after(evening[-1], (interviewer,), minutes=20 * number) for number in (1, 2, 3)]
    now, stage_id, officer_id = utcnow(), stage.id, officer.id

    def moving(application, slot):
        return lambda: in_transaction(lambda: book_slot(application.id, slot.id, now=now).id)

    drawing = [lambda: in_transaction(lambda: draw_for_everybody(stage_id, by=by(officer_id, now)))]
    single = [lambda: in_transaction(lambda: draw_for(stage_id, evening[0].id, by=by(officer_id)).id)]
    moved = [moving(evening[number], free[number - 1]) for number in (1, 2, 3)]
    for _ in rounds(4):
        results = at_once(app, [*drawing, *moved, *single])

        assert [each for each in results if isinstance(each, Exception)] == []
        assert _shared_in(stage) == [set()] * 4
        sums = list(db.session.scalars(select(KitDraw.difficulty)))
        assert (len(sums), max(sums) - min(sums) <= 1) == (5, True)


@pytest.mark.parametrize("act", ["begin", "score"])
def test_beginning_or_scoring_while_it_is_drawn_anew_is_one_of_both(app, evening, stage, interviewer, act):
    first, middle, last = evening
    booking_id, now, stage_id, user_id = _booking(last).id, utcnow(), stage.id, interviewer.id
    begins = _booking(last).slot.starts_at
    _end(_booking(middle))

    def acting():
        if act == "begin":
            begin_interview(booking_id, by=by(user_id, begins))
        else:
            save_scorecard(last.id, stage_id, user_id, points={}, note="", submit=False, now=now)
        return _drawn(last.id)

    acts = [
        lambda: in_transaction(acting),
        lambda: in_transaction(lambda: redraw_beside_neighbours(stage_id, now=now)),
    ]
    for _ in rounds(4):
        results = at_once(app, acts)

        assert results == [set(drawn_for(last)), 1]
        assert _common(first, last) == set()


def _drawn(application_id):
    return set(
        db.session.scalars(
            select(KitDrawQuestion.question_id)
            .join(KitDraw, KitDraw.id == KitDrawQuestion.draw_id)
            .where(KitDraw.application_id == application_id)
        )
    )
