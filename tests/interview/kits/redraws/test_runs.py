"""When a redraw runs: after a commit, by the worker where it was missed, cheaply, and under races."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction, lock, transaction
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import book_slot, cancel_booking
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
from clubinterview.recruitment.models import Application, Drive, DriveStatus
from clubinterview.recruitment.scorecards.services import save_scorecard
from tests import factories
from tests.acting import by
from tests.counting import counted
from tests.interview.kits.acts import book, book_evening, drawn_for, make_bank, make_category, make_kit
from tests.interview.kits.redraws.acts import (
    booking_of,
    cancel,
    common_questions,
    end_booking,
    looks_for_a_kit,
    slot_after,
)
from tests.interview.seats import at_once
from tests.stores import rounds


@pytest.fixture
def missed(evening):
    """The evening after the one in the middle has cancelled and the server has ended before anybody was told."""
    end_booking(booking_of(evening[1]))
    return evening


def test_what_was_missed_is_drawn_anew_by_the_worker(missed):
    REDRAW_WHERE_IT_WAS_MISSED.run()

    assert common_questions(missed[0], missed[2]) == set()


def test_what_was_missed_is_drawn_anew_when_everybody_draws(missed, stage, officer):
    with transaction():
        drawn = draw_for_everybody(stage.id, by=by(officer.id))

    assert (drawn, common_questions(missed[0], missed[2])) == (1, set())


def test_worker_looks_only_where_something_can_change(missed, club, drive, officer):
    over = booking_of(missed[2]).slot.starts_at
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

    assert (looks_for_a_kit(undone), looks_for_a_kit(done)) == (0, 1)


def test_stage_without_a_kit_costs_one_statement(drive, stage):
    application = book(drive)

    with counted() as before:
        cancel(application)

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
    free = [slot_after(evening[-1], (interviewer,), minutes=20 * number) for number in (1, 2, 3)]
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
    booking_id, now, stage_id, user_id = booking_of(last).id, utcnow(), stage.id, interviewer.id
    begins = booking_of(last).slot.starts_at
    end_booking(booking_of(middle))

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
        assert common_questions(first, last) == set()


def _drawn(application_id):
    return set(
        db.session.scalars(
            select(KitDrawQuestion.question_id)
            .join(KitDraw, KitDraw.id == KitDrawQuestion.draw_id)
            .where(KitDraw.application_id == application_id)
        )
    )
