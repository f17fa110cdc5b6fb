"""Drawing for candidates: from which questions, for whom, once, and fairly."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotFound
from clubinterview.core.transaction import in_transaction, lock, transaction
from clubinterview.extensions import db
from clubinterview.interview.kits.draw_table import BankTooSmall
from clubinterview.interview.kits.draws import NotBooked, draw_for, draw_for_everybody, forget_draws
from clubinterview.interview.kits.models import KitDraw
from clubinterview.interview.kits.services import KitClosed
from clubinterview.questions.models import Question, QuestionKind, QuestionStatus
from clubinterview.recruitment.hooks import applications_emptied
from clubinterview.recruitment.models import Application, Drive, DriveStatus, Status
from tests import factories
from tests.acting import by
from tests.interview.kits.acts import (
    book,
    book_evening,
    drawn_for,
    make_bank,
    make_category,
    make_kit,
    make_question,
)
from tests.interview.seats import at_once
from tests.stores import rounds


@pytest.fixture
def category():
    return make_category()


def _draw(stage, application, actor):
    with transaction():
        return draw_for(stage.id, application.id, by=by(actor.id))


def _draw_all(stage, actor):
    with transaction():
        return draw_for_everybody(stage.id, by=by(actor.id))


def _difficulties():
    return list(db.session.scalars(select(KitDraw.difficulty).order_by(KitDraw.id)))


def test_questions_come_from_the_panel_bank_of_the_club(stage, drive, club, category, officer, interviewer):
    own = {question.id for question in make_bank(club, category, (3,) * 4)}
    make_bank(factories.make_club(), category)
    for _ in range(5):
        make_question(category=category)
        make_question(category=category, club=club, is_for_panels=False)
    make_kit(stage, officer)
    application = book(drive, panel=(interviewer,))

    _draw(stage, application, interviewer)

    assert set(drawn_for(application)) == own


def test_public_questions_of_club_and_platform_fill_what_is_missing(stage, drive, club, category, officer):
    usable = {question.id for question in make_bank(club, category, (3, 3))}
    usable |= {
        make_question(category=category).id,
        make_question(category=category, club=club, is_for_panels=False).id,
    }
    make_question(category=category, club=factories.make_club(), is_for_panels=False)
    make_question(category=category, is_for_panels=True)
    make_kit(stage, officer)
    application = book(drive)

    _draw(stage, application, officer)

    assert set(drawn_for(application)) == usable


@pytest.mark.parametrize("status", [each for each in QuestionStatus if each != QuestionStatus.LIVE])
def test_only_live_questions_are_drawn(stage, drive, club, category, officer, status):
    make_bank(club, category, (3,) * 3)
    make_question(club=club, category=category, status=status)
    make_kit(stage, officer)
    application = book(drive)

    with pytest.raises(BankTooSmall):
        _draw(stage, application, officer)


def test_category_of_a_part_includes_those_below_it(stage, drive, club, officer):
    top = make_category()
    fitting = {
        *(question.id for question in make_bank(club, top, (3, 3))),
        *(question.id for question in make_bank(club, make_category(parent=top), (3, 3))),
    }
    make_bank(club, make_category())
    make_kit(stage, officer, category_id=top.id)
    application = book(drive)

    _draw(stage, application, officer)

    assert set(drawn_for(application)) == fitting


def test_kinds_of_a_part_are_kept(stage, drive, club, category, officer):
    make_bank(club, category)
    fitting = {
        make_question(club=club, category=category, kind=kind).id
        for kind in (QuestionKind.TEAMWORK, QuestionKind.TECHNICAL)
        for _ in range(2)
    }
    make_kit(stage, officer, kinds=(QuestionKind.TEAMWORK, QuestionKind.TECHNICAL))
    application = book(drive)

    _draw(stage, application, officer)

    assert set(drawn_for(application)) == fitting


def test_evening_is_drawn_fairly(stage, drive, club, category, officer, interviewer):
    make_bank(club, category, (1, 2, 3, 4, 5) * 12)
    make_kit(stage, officer, 5)
    evening = book_evening(drive, (interviewer,), 12)

    assert _draw_all(stage, officer) == 12

    draws = [set(drawn_for(application)) for application in evening]
    assert [len(draw) for draw in draws] == [5] * 12
    assert all(not one & other for one, other in zip(draws, draws[1:], strict=False))
    assert max(_difficulties()) - min(_difficulties()) <= 1


def test_candidate_in_between_shares_with_neither_neighbour(
    stage, drive, club, category, officer, interviewer
):
    make_bank(club, category, (3,) * 12)
    make_kit(stage, officer)
    first, middle, last = book_evening(drive, (interviewer,), 3)

    for application in (first, last, middle):
        _draw(stage, application, interviewer)

    assert not set(drawn_for(middle)) & {*drawn_for(first), *drawn_for(last)}


def test_other_panels_are_no_neighbours(stage, drive, club, category, officer, interviewer):
    make_bank(club, category, (3,) * 4)
    make_kit(stage, officer)
    at = utcnow() + timedelta(days=1)
    one = book(drive, panel=(interviewer,), starts_at=at)
    other = book(drive, panel=(officer,), starts_at=at)

    assert _draw_all(stage, officer) == 2

    assert set(drawn_for(one)) == set(drawn_for(other))


def test_seats_of_one_slot_and_of_the_next_are_neighbours(stage, drive, club, category, officer, interviewer):
    make_bank(club, category, (3,) * 20)
    make_kit(stage, officer)
    begin = utcnow() + timedelta(days=1)
    slots = [
        factories.make_slot(
            stage=stage, panel=(interviewer,), capacity=3, starts_at=begin + timedelta(minutes=minutes)
        )
        for minutes in (0, 20)
    ]
    seats = [factories.make_application(drive=drive, status=Status.INTERVIEW) for _ in range(5)]
    for number, application in enumerate(seats):
        factories.make_booking(application=application, slot=slots[number // 3])

    with transaction():
        draw_for_everybody(stage.id, by=by(officer.id))

    assert len({question_id for each in seats for question_id in drawn_for(each)}) == 20


def test_panels_that_share_somebody_are_neighbours(stage, drive, club, category, officer, interviewer):
    make_bank(club, category, (3,) * 8)
    make_kit(stage, officer)
    at = utcnow() + timedelta(days=1)
    one = book(drive, panel=(interviewer,), starts_at=at)
    other = book(drive, panel=(interviewer, officer), starts_at=at + timedelta(minutes=20))

    assert _draw_all(stage, officer) == 2

    assert not set(drawn_for(one)) & set(drawn_for(other))


def test_what_is_drawn_stays(stage, drive, club, category, officer, interviewer):
    make_bank(club, category)
    make_kit(stage, officer)
    application = book(drive, panel=(interviewer,))
    _draw(stage, application, interviewer)
    before = drawn_for(application)

    _draw(stage, application, officer)

    assert (_draw_all(stage, officer), drawn_for(application)) == (0, before)


def test_seed_and_version_are_kept(stage, drive, club, category, officer):
    make_bank(club, category)
    kit = make_kit(stage, officer)

    draw = _draw(stage, book(drive), officer)

    assert (draw.kit_id, draw.version, draw.difficulty) == (kit.id, 1, 12)
    assert 0 <= draw.seed < 2**31


def test_drawing_is_audited_once(stage, drive, club, category, officer, interviewer):
    make_bank(club, category)
    make_kit(stage, officer)
    book_evening(drive, (interviewer,), 3)
    _draw_all(stage, officer)
    _draw_all(stage, officer)

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "kit.draw")).one()
    assert (entry.actor_id, entry.club_id, entry.new, entry.subject_user_id) == (
        officer.id,
        club.id,
        "3",
        None,
    )


def test_candidate_without_a_time_draws_nothing(stage, drive, club, category, officer):
    make_bank(club, category)
    make_kit(stage, officer)
    application = factories.make_application(drive=drive, status=Status.INTERVIEW)

    with pytest.raises(NotBooked):
        _draw(stage, application, officer)


def test_candidate_who_left_the_interviews_draws_nothing(stage, drive, club, category, officer):
    make_bank(club, category)
    make_kit(stage, officer)
    application = book(drive)
    with transaction():
        lock(Application, application.id).status = Status.REJECTED

    assert _draw_all(stage, officer) == 0
    with pytest.raises(NotBooked):
        _draw(stage, application, officer)


def test_interviews_that_are_over_are_left_out_of_everybody(stage, drive, club, category, officer):
    make_bank(club, category)
    make_kit(stage, officer)
    book(drive, starts_at=utcnow() - timedelta(hours=2))

    assert _draw_all(stage, officer) == 0


def test_too_small_a_bank_draws_for_nobody(stage, drive, club, category, officer, interviewer):
    make_bank(club, category, (3,) * 3)
    make_kit(stage, officer)
    book_evening(drive, (interviewer,), 2)

    with pytest.raises(BankTooSmall):
        _draw_all(stage, officer)

    assert _difficulties() == []


def test_stage_without_a_kit_draws_nothing(stage, drive, officer):
    with pytest.raises(NotFound):
        _draw(stage, book(drive), officer)


def test_archived_drive_draws_nothing(stage, drive, club, category, officer):
    make_bank(club, category)
    make_kit(stage, officer)
    application = book(drive)
    with transaction():
        lock(Drive, drive.id).status = DriveStatus.ARCHIVED

    with pytest.raises(KitClosed):
        _draw(stage, application, officer)


def test_two_interviewers_who_press_at_once_get_one_draw(
    app, stage, drive, club, category, officer, interviewer
):
    make_bank(club, category)
    make_kit(stage, officer)
    application = book(drive, panel=(interviewer, officer))

    def drawing(actor_id):
        return lambda: in_transaction(lambda: draw_for(stage.id, application.id, by=by(actor_id)).seed)

    for _ in rounds(3):
        results = at_once(app, [drawing(interviewer.id), drawing(officer.id)] * 2)

        assert len(set(results)) == 1
        assert db.session.scalar(select(func.count(KitDraw.id))) == 1
        assert len(drawn_for(application)) == 4


def test_neighbours_who_draw_at_once_share_nothing(app, stage, drive, club, category, officer, interviewer):
    make_bank(club, category, (1, 2, 3, 4, 5) * 6)
    make_kit(stage, officer)
    evening = book_evening(drive, (interviewer,), 4)
    stage_id, actor_id = stage.id, interviewer.id

    def drawing(application_id):
        return lambda: in_transaction(lambda: draw_for(stage_id, application_id, by=by(actor_id)).id)

    results = at_once(app, [drawing(application.id) for application in evening])

    assert [result for result in results if isinstance(result, Exception)] == []
    draws = [set(drawn_for(application)) for application in evening]
    assert all(not one & other for one, other in zip(draws, draws[1:], strict=False))
    assert max(_difficulties()) - min(_difficulties()) <= 1


def test_draws_go_when_the_application_is_emptied(stage, drive, club, category, officer):
    make_bank(club, category)
    make_kit(stage, officer)
    application = book(drive)
    _draw(stage, application, officer)

    with transaction():
        forget_draws([application.id])

    assert (forget_draws in applications_emptied, drawn_for(application), _difficulties()) == (True, [], [])


def test_retired_question_stays_where_it_was_drawn(stage, drive, club, category, officer):
    bank = make_bank(club, category, (3,) * 4)
    make_kit(stage, officer)
    application = book(drive)
    _draw(stage, application, officer)
    with transaction():
        lock(Question, bank[0].id).status = QuestionStatus.RETIRED

    assert set(drawn_for(application)) == {question.id for question in bank}
