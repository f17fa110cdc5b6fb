"""The panel of a booked slot is to score the candidate: who that is follows every change."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import book_slot, cancel_booking
from clubinterview.interview.slots.services import cancel_slot, edit_slot, leave_panels
from clubinterview.recruitment.models import Status
from clubinterview.recruitment.scorecards.models import Scorer
from clubinterview.recruitment.status import change_status
from tests import factories
from tests.acting import by
from tests.counting import counted


def _scorers(application):
    db.session.rollback()
    query = select(Scorer.user_id).where(Scorer.application_id == application.id).order_by(Scorer.user_id)
    return list(db.session.scalars(query))


@pytest.fixture
def booked(invited, slot):
    with transaction():
        book_slot(invited.id, slot.id, now=utcnow())
    return invited


def test_panel_is_to_score_who_books(booked, interviewer):
    assert _scorers(booked) == [interviewer.id]


def test_other_panel_after_a_change_of_time(booked, stage, officer):
    later = factories.make_slot(stage=stage, panel=(officer,), starts_at=utcnow() + timedelta(days=2))

    with transaction():
        book_slot(booked.id, later.id, now=utcnow())

    assert _scorers(booked) == [officer.id]


def test_nobody_after_cancelling(booked):
    with transaction():
        cancel_booking(booked.id, now=utcnow())

    assert _scorers(booked) == []


def test_nobody_after_the_slot_is_cancelled(booked, slot, officer):
    with transaction():
        cancel_slot(slot.id, by=by(officer.id))

    assert _scorers(booked) == []


def test_nobody_after_withdrawing(booked, candidate):
    with transaction():
        change_status(booked, Status.WITHDRAWN, now=utcnow(), actor_id=candidate.id)

    assert _scorers(booked) == []


def test_new_panel_after_an_edit(booked, slot, officer, owner):
    with transaction():
        edit_slot(slot.id, place=slot.place, capacity=1, panel_ids=[officer.id, owner.id], by=by(owner.id))

    assert _scorers(booked) == sorted([officer.id, owner.id])


def test_a_member_who_leaves_the_club_scores_nobody(booked, club, interviewer):
    with transaction():
        leave_panels(club.id, interviewer.id, utcnow())

    assert _scorers(booked) == []


def test_only_the_member_who_leaves_is_taken_off_and_only_there(
    stage, drive, booked, slot, club, interviewer, officer, owner
):
    with transaction():
        edit_slot(
            slot.id, place=slot.place, capacity=1, panel_ids=[interviewer.id, officer.id], by=by(owner.id)
        )
    held = factories.make_slot(
        stage=stage, panel=(interviewer,), starts_at=utcnow() - timedelta(hours=1)
    )  # what has begun stays as it was
    met = factories.make_application(drive=drive, status=Status.INTERVIEW)
    factories.make_booking(application=met, slot=held)

    with transaction():
        leave_panels(club.id, interviewer.id, utcnow())

    assert (_scorers(booked), _scorers(met)) == ([officer.id], [interviewer.id])


def test_leaving_costs_the_same_for_one_slot_and_for_ten(stage, drive, club, interviewer):
    costs = []
    for slots in (1, 10):
        for number in range(slots):
            slot = factories.make_slot(
                stage=stage, panel=(interviewer,), starts_at=utcnow() + timedelta(days=1, hours=number)
            )
            application = factories.make_application(drive=drive, status=Status.INTERVIEW)
            factories.make_booking(application=application, slot=slot)
        with transaction(), counted() as count:
            leave_panels(club.id, interviewer.id, utcnow())
        costs.append(count.sql)

    assert costs[0] == costs[1] <= 4
