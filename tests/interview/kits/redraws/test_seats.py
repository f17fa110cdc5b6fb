"""Drawing anew when seats change after the draw: for whom, and for whom not."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from sqlalchemy import select, update

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.interview.day.running import begin_interview
from clubinterview.interview.kits.draws import draw_for_everybody
from clubinterview.interview.kits.models import KitDraw
from clubinterview.interview.kits.redraws import (
    redraw_beside_neighbours,
)
from clubinterview.interview.slots.services import edit_slot, leave_panels
from clubinterview.messaging.models import Notification
from clubinterview.questions.models import Question, QuestionStatus
from clubinterview.recruitment.models import Application, Drive, DriveStatus, Status
from clubinterview.recruitment.scorecards.services import save_scorecard
from clubinterview.recruitment.status import change_status
from tests.acting import by
from tests.counting import counted
from tests.interview.kits.acts import book, book_evening, drawn_for, make_bank, make_category, make_kit
from tests.interview.kits.redraws.acts import (
    booking_of,
    cancel,
    common_questions,
    end_booking,
    looks_for_a_kit,
    move,
    redraws_audited,
    slot_after,
)


def test_those_who_become_neighbours_share_nothing(evening):
    first, middle, last = evening
    before = drawn_for(first)

    cancel(middle)

    assert (common_questions(first, last), drawn_for(first)) == (set(), before)


def test_whoever_takes_a_seat_beside_draws_anew(evening, interviewer):
    first, _middle, last = evening
    free = slot_after(first, (interviewer,), minutes=-20)
    before = drawn_for(first)

    move(last, free)

    assert (common_questions(first, last), drawn_for(first)) == (set(), before)


def test_earlier_one_draws_anew_where_the_later_one_cannot(evening, interviewer):
    first, middle, last = evening

    move(middle, slot_after(last, (interviewer,)))

    assert [common_questions(one, other) for one, other in pairwise([first, last, middle])] == [set(), set()]


def test_new_draw_is_as_hard_and_has_a_seed_of_its_own(evening):
    _first, middle, last = evening
    draws = {
        row.application_id: (row.id, row.seed, row.difficulty) for row in db.session.scalars(select(KitDraw))
    }

    cancel(middle)

    db.session.commit()
    after = {
        row.application_id: (row.id, row.seed, row.difficulty) for row in db.session.scalars(select(KitDraw))
    }
    assert {key for key in draws if draws[key] != after[key]} == {last.id}
    assert (after[last.id][1] != draws[last.id][1], after[last.id][2]) == (True, 12)


def test_new_draw_is_audited(evening, club):
    _first, middle, last = evening

    cancel(middle)
    [entry] = redraws_audited()

    assert (entry.actor_id, entry.club_id, entry.target) == (None, club.id, f"application {last.id}")


def test_times_of_both_draws_are_kept(evening):
    _first, middle, last = evening
    drawn_at = db.session.scalar(select(KitDraw.created_at).where(KitDraw.application_id == last.id))
    later = drawn_at + timedelta(minutes=5)

    with time_machine.travel(later, tick=False):
        cancel(middle)

    db.session.commit()
    rows = db.session.execute(select(KitDraw.application_id, KitDraw.created_at, KitDraw.redrawn_at)).all()
    assert {row.application_id for row in rows if row.redrawn_at is None} == {evening[0].id, middle.id}
    assert [row[1:] for row in rows if row.application_id == last.id] == [(drawn_at, later)]


@pytest.mark.parametrize(("hours", "told"), [(-1, 0), (1, 1)])
def test_panel_is_told_when_the_interview_is_near(evening, club, interviewer, hours, told):
    _first, middle, last = evening
    near = booking_of(last).slot.starts_at - timedelta(days=1) + timedelta(hours=hours)

    with time_machine.travel(near, tick=False):
        cancel(middle)

    db.session.commit()
    rows = db.session.scalars(select(Notification).where(Notification.kind == "kit.redrawn")).all()
    path = f"/manage/{club.slug}/candidates/{last.id}/kit"
    assert [(row.user_id, row.path) for row in rows] == [(interviewer.id, path)] * told


def test_whoever_books_again_beside_draws_anew(evening, interviewer):
    first, _middle, last = evening
    free = slot_after(first, (interviewer,), minutes=-20)
    cancel(last)

    move(last, free)

    assert common_questions(first, last) == set()


def test_bank_that_shrank_changes_nothing(evening, stage):
    before = [drawn_for(each) for each in evening]
    with transaction():
        db.session.execute(update(Question).values(status=QuestionStatus.RETIRED))

    cancel(evening[1])

    with transaction():
        assert redraw_beside_neighbours(stage.id, now=utcnow()) == 0
    assert [drawn_for(each) for each in evening] == before


def test_seat_beside_nobody_with_common_questions_changes_nothing(evening, interviewer, drive):
    before = [drawn_for(each) for each in evening]
    _first, middle, _last = evening

    move(middle, slot_after(middle, (interviewer,), minutes=5))
    book(drive, panel=(interviewer,))

    assert ([drawn_for(each) for each in evening], redraws_audited()) == (before, [])


def test_bank_that_is_too_small_changes_nothing(drive, stage, club, officer, interviewer):
    make_bank(club, make_category(), (3,) * 4)
    make_kit(stage, officer)
    evening = book_evening(drive, (interviewer,), 3)
    with transaction():
        draw_for_everybody(stage.id, by=by(officer.id))
    draws = list(db.session.scalars(select(KitDraw.id)))

    cancel(evening[1])

    db.session.commit()
    assert (list(db.session.scalars(select(KitDraw.id))), redraws_audited()) == (draws, [])


def _score(application, stage, interviewer):
    with transaction():
        save_scorecard(
            application.id, stage.id, interviewer.id, points={}, note="", submit=False, now=utcnow()
        )


def test_scoring_that_has_begun_keeps_the_questions(evening, stage, interviewer):
    first, middle, last = evening
    before = drawn_for(last)
    _score(last, stage, interviewer)

    cancel(middle)

    assert (common_questions(first, last), drawn_for(last)) == (set(), before)


def test_interview_that_has_begun_keeps_the_questions(evening, interviewer):
    first, middle, last = evening
    before = drawn_for(last)
    with transaction():
        begin_interview(booking_of(last).id, by=by(interviewer.id, booking_of(last).slot.starts_at))

    cancel(middle)

    assert (common_questions(first, last), drawn_for(last)) == (set(), before)


def test_nothing_changes_when_it_has_begun_for_both(evening, stage, interviewer):
    first, middle, last = evening
    before = [drawn_for(each) for each in evening]
    _score(last, stage, interviewer)
    with transaction():
        begin_interview(booking_of(first).id, by=by(interviewer.id, booking_of(first).slot.starts_at))

    cancel(middle)

    assert [drawn_for(each) for each in evening] == before


def test_nothing_changes_once_the_time_has_come(evening, stage):
    first, middle, last = evening
    begins, before = booking_of(last).slot.starts_at, drawn_for(last)
    end_booking(booking_of(middle))

    def redraw(now):
        with transaction():
            return redraw_beside_neighbours(stage.id, now=now)

    assert (redraw(begins), drawn_for(last)) == (0, before)
    assert (redraw(begins - timedelta(seconds=1)), common_questions(first, last)) == (1, set())


def test_whoever_left_the_interviews_keeps_what_was_drawn(evening, stage):
    first, middle, last = evening
    before = drawn_for(last)
    with transaction():
        lock(Application, last.id).status = Status.REJECTED

    cancel(middle)

    assert (drawn_for(last), common_questions(first, last)) == (before, set())


def test_archived_drive_draws_nothing_anew(evening, drive):
    before = [drawn_for(each) for each in evening]
    with transaction():
        lock(Drive, drive.id).status = DriveStatus.ARCHIVED

    cancel(evening[1])

    assert [drawn_for(each) for each in evening] == before


def test_withdrawing_makes_neighbours_too(evening):
    first, middle, last = evening

    with transaction():
        change_status(middle, Status.WITHDRAWN, now=utcnow(), actor_id=None)

    assert common_questions(first, last) == set()


def test_new_panel_makes_neighbours_too(evening, officer, interviewer):
    first, middle, last = evening
    slot = booking_of(middle).slot

    with transaction():
        edit_slot(slot.id, place=slot.place, capacity=1, panel_ids=[officer.id], by=by(officer.id))

    assert common_questions(first, last) == set()


def test_leaving_a_panel_changes_seats(drive, club, officer):
    book(drive, panel=(officer,))
    book(drive, panel=(officer,), starts_at=utcnow() + timedelta(days=2))

    with counted() as count, transaction():
        leave_panels(club.id, officer.id, utcnow())

    assert looks_for_a_kit(count) == 1
