"""Writing a kit: what it must say, when it may change, and what becomes of draws."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from clubinterview.club.models import Club
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotFound
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import live_booking
from clubinterview.interview.day.running import begin_interview
from clubinterview.interview.kits.draws import draw_for, draw_for_everybody
from clubinterview.interview.kits.models import InterviewKit, KitDraw, KitPart
from clubinterview.interview.kits.services import KitClosed, KitIncomplete, KitInUse, write_kit
from clubinterview.questions.models import QuestionKind
from clubinterview.recruitment.models import DriveStatus
from clubinterview.recruitment.scorecards.services import save_scorecard
from tests import factories
from tests.acting import by
from tests.interview.kits.acts import (
    ANCHORS,
    book_evening,
    drawn_for,
    make_bank,
    make_category,
    make_kit,
    plan_for,
)
from tests.interview.seats import at_once
from tests.stores import rounds


@pytest.fixture
def drawn_evening(club, drive, stage, officer, interviewer):
    """A kit, and two candidates who have drawn from it."""
    make_bank(club, make_category())
    make_kit(stage, officer)
    applications = book_evening(drive, (interviewer,), 2)
    with transaction():
        draw_for_everybody(stage.id, by=by(officer.id))
    return applications


def _write(stage, officer, plan):
    with transaction():
        return write_kit(stage.id, plan, by=by(officer.id))


def _parts():
    return db.session.scalars(select(KitPart).order_by(KitPart.position)).all()


def test_kit_is_kept_with_its_parts_in_order(stage, officer):
    category = make_category()

    kit = make_kit(stage, officer, 5, category_id=category.id, kinds=(QuestionKind.TEAMWORK,), difficulty=4)

    assert (kit.opening, kit.closing, kit.opening_minutes, kit.version) == (
        "欢迎你来",
        "有什么想问我们的吗",
        2,
        1,
    )
    assert [part.position for part in _parts()] == [0, 1, 2, 3, 4]
    part = _parts()[1]
    assert (part.criterion_id, part.minutes, part.category_id) == (stage.criteria[1].id, 4, category.id)
    assert (part.kinds, part.difficulty, part.anchors) == (["teamwork"], 4, ANCHORS)


def test_writing_is_audited(stage, club, officer):
    make_kit(stage, officer)

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "kit.write")).one()
    assert (entry.actor_id, entry.club_id, entry.target) == (officer.id, club.id, f"stage {stage.id}")


def test_kit_can_shrink_and_grow(stage, officer):
    for parts in (6, 4, 5):
        make_kit(stage, officer, parts)
        assert len(_parts()) == parts

    assert db.session.scalar(select(func.count(InterviewKit.id))) == 1


@pytest.mark.parametrize("parts", [0, 3, 7])
def test_kit_has_four_to_six_parts(stage, officer, parts):
    with pytest.raises(KitIncomplete):
        make_kit(stage, officer, parts)


def test_every_part_has_all_anchors(stage, officer):
    with pytest.raises(KitIncomplete):
        make_kit(stage, officer, anchors={**ANCHORS, "3": ""})


def test_criterion_of_another_stage_is_not_there(stage, club, officer):
    foreign = factories.make_drive(club=club).stages[-1]

    with pytest.raises(NotFound):
        _write(stage, officer, plan_for(foreign))


def test_category_that_is_not_there_is_refused(stage, officer):
    with pytest.raises(NotFound):
        make_kit(stage, officer, category_id=987654)


def test_screening_stage_has_no_kit(drive, stage, officer):
    with pytest.raises(NotFound):
        _write(drive.stages[0], officer, plan_for(stage))


@pytest.mark.parametrize("status", [DriveStatus.DRAFT, DriveStatus.ARCHIVED])
def test_kit_of_a_drive_that_does_not_run_is_closed(club, officer, status):
    with pytest.raises(KitClosed):
        make_kit(factories.make_drive(club=club, status=status).stages[-1], officer)


def test_words_change_and_draws_stay(stage, officer, drawn_evening):
    before = [drawn_for(application) for application in drawn_evening]

    _kit, voided = _write(stage, officer, plan_for(stage, minutes=6, anchors={**ANCHORS, "5": "很好"}))

    assert voided == 0
    assert [drawn_for(application) for application in drawn_evening] == before


def test_other_parts_void_the_draws(stage, officer, drawn_evening):
    kit, voided = _write(stage, officer, plan_for(stage, 5))

    assert (voided, kit.version) == (2, 2)
    assert [drawn_for(application) for application in drawn_evening] == [[], []]


def test_parts_stand_once_an_interview_began_early(stage, officer, drawn_evening):
    with transaction():
        live_booking(drawn_evening[0].id, stage.id).began_at = utcnow()

    with pytest.raises(KitInUse):
        _write(stage, officer, plan_for(stage, 5))

    assert all(drawn_for(application) for application in drawn_evening)


def test_parts_stand_once_somebody_was_interviewed_with_them(stage, officer, drawn_evening):
    before = [drawn_for(application) for application in drawn_evening]

    with time_machine.travel(utcnow() + timedelta(days=1, minutes=5)), pytest.raises(KitInUse):
        _write(stage, officer, plan_for(stage, 5))

    assert [drawn_for(application) for application in drawn_evening] == before
    assert len(_parts()) == 4


def test_parts_stand_once_a_scorecard_is_open(stage, officer, interviewer, drawn_evening):
    with transaction():
        save_scorecard(
            drawn_evening[0].id, stage.id, interviewer.id, points={}, note="", submit=False, now=utcnow()
        )

    with pytest.raises(KitInUse):
        _write(stage, officer, plan_for(stage, 5))

    assert all(drawn_for(application) for application in drawn_evening)


@pytest.mark.parametrize("act", ["begin", "score"])
def test_whoever_begins_while_parts_change_keeps_the_questions_that_were_there(
    app, stage, officer, interviewer, drawn_evening, act
):
    first, stage_id, officer_id, user_id = drawn_evening[0], stage.id, officer.id, interviewer.id
    booking = live_booking(first.id, stage_id)
    booking_id, begins, now, plan = booking.id, booking.slot.starts_at, utcnow(), plan_for(stage, 5)

    def acting():
        if act == "begin":
            begin_interview(booking_id, by=by(user_id, begins))
        else:
            save_scorecard(first.id, stage_id, user_id, points={}, note="", submit=False, now=now)
        return db.session.scalar(select(func.count(KitDraw.id)).where(KitDraw.application_id == first.id))

    for _ in rounds(6):
        had, written = at_once(
            app,
            [
                lambda: in_transaction(acting),
                lambda: in_transaction(lambda: write_kit(stage_id, plan, by=by(officer_id, now))),
            ],
        )

        assert had == (1 if drawn_for(first) else 0)
        assert isinstance(written, KitInUse) == bool(had)


def test_words_may_change_after_interviews_have_begun(stage, officer, drawn_evening):
    with time_machine.travel(utcnow() + timedelta(days=1, minutes=5)):
        kit, _voided = _write(stage, officer, plan_for(stage, minutes=3))

    assert (kit.version, _parts()[0].minutes) == (1, 3)


def test_two_officers_who_write_at_once_make_one_kit(app, stage, officer, owner):
    plan, now = plan_for(stage), utcnow()

    def writing(actor_id):
        return lambda: in_transaction(lambda: write_kit(stage.id, plan, by=by(actor_id, now)))

    results = at_once(app, [writing(officer.id), writing(owner.id)] * 2)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert db.session.scalar(select(func.count(InterviewKit.id))) == 1
    assert len(_parts()) == 4
    assert db.session.scalar(select(func.count(KitDraw.id))) == 0


def test_writing_waits_for_nobody_who_only_refers_to_the_club(stage, club, officer):
    db.session.commit()
    with db.engine.connect() as other:
        other.execute(select(Club.id).where(Club.id == club.id).with_for_update(read=True))

        kit = make_kit(stage, officer)

    assert kit.version == 1


def test_writing_and_drawing_at_once_are_both_done(app, club, drive, stage, officer, interviewer):
    make_bank(club, make_category())
    make_kit(stage, officer)
    evening = book_evening(drive, (interviewer,), 3)
    plan, now, stage_id, officer_id = plan_for(stage, 5), utcnow(), stage.id, officer.id

    def drawing(application_id):
        return lambda: in_transaction(lambda: draw_for(stage_id, application_id, by=by(officer_id)))

    def writing():
        return in_transaction(lambda: write_kit(stage_id, plan, by=by(officer_id, now)))

    results = at_once(app, [writing, *(drawing(application.id) for application in evening)])

    assert [result for result in results if isinstance(result, Exception)] == []
    assert all(len(drawn_for(application)) in {0, 5} for application in evening)
