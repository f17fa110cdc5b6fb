"""scheduling: offering, changing and cancelling slots."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from clubinterview.club.models import Role
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotFound
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import Clash, book_slot
from clubinterview.interview.models import Slot, SlotPanel
from clubinterview.interview.slots.services import (
    BelowBooked,
    DriveOver,
    PanelBusy,
    Series,
    SlotOver,
    StartsInThePast,
    add_slots,
    cancel_slot,
    edit_slot,
)
from clubinterview.messaging.models import Notification
from clubinterview.recruitment.models import DriveStatus, Status
from tests import factories
from tests.acting import by
from tests.interview.seats import at_once, fresh, live_bookings

TOMORROW = utcnow().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)


def _series(*panel, **changes):
    plan = {
        "starts_at": TOMORROW,
        "minutes": 20,
        "how_many": 3,
        "break_minutes": 10,
        "place": "教三 201",
        "capacity": 2,
        "panel_ids": [user.id for user in panel],
    }
    return Series(**{**plan, **changes})


def _add(stage, series, officer, now=None):
    with transaction():
        return add_slots(stage.id, series, by=by(officer.id, now))


def _edit(slot, officer, panel, **changes):
    values = {"place": slot.place, "capacity": slot.capacity, "panel_ids": [user.id for user in panel]}
    with transaction():
        return edit_slot(slot.id, **{**values, **changes}, by=by(officer.id))


def _cancel(slot, officer, now=None):
    with transaction():
        return cancel_slot(slot.id, by=by(officer.id, now))


def _panel(slot):
    return set(db.session.scalars(select(SlotPanel.user_id).where(SlotPanel.slot_id == slot.id)))


def _told(user):
    """The kinds of what this person was told, oldest first."""
    mine = select(Notification.kind).where(Notification.user_id == user.id).order_by(Notification.id)
    return list(db.session.scalars(mine))


def test_series_stands_one_after_another():
    series = _series(starts_at=datetime(2026, 9, 26, 11, tzinfo=UTC))

    assert [(a.strftime("%H:%M"), b.strftime("%H:%M")) for a, b in series.times()] == [
        ("11:00", "11:20"),
        ("11:30", "11:50"),
        ("12:00", "12:20"),
    ]


def test_all_slots_of_a_series_are_offered(stage, officer, interviewer):
    slots = _add(stage, _series(interviewer, officer), officer)

    assert [(fresh(slot).starts_at, slot.capacity, slot.booked) for slot in slots] == [
        (TOMORROW + timedelta(minutes=30 * number), 2, 0) for number in range(3)
    ]
    assert all(_panel(slot) == {interviewer.id, officer.id} for slot in slots)


def test_offering_is_audited(stage, officer, interviewer, club):
    _add(stage, _series(interviewer), officer)

    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.actor_id, entry.club_id, entry.new) == ("slot.create", officer.id, club.id, "3")


@pytest.mark.parametrize("seconds", [0, -1, -86400])
def test_slots_are_offered_for_the_future(stage, officer, interviewer, seconds):
    with pytest.raises(StartsInThePast):
        _add(stage, _series(interviewer), officer, now=TOMORROW - timedelta(seconds=seconds))

    assert db.session.scalars(select(Slot)).all() == []


def test_nobody_outside_the_club_sits_on_a_panel(stage, officer, outsider):
    with pytest.raises(NotFound):
        _add(stage, _series(officer, outsider), officer)


def test_panel_has_somebody(stage, officer):
    with pytest.raises(NotFound):
        _add(stage, _series(), officer)


def test_screening_has_no_slots(drive, officer):
    with pytest.raises(NotFound):
        _add(drive.stages[0], _series(officer), officer)


def test_archived_drive_gets_no_slots(club, officer):
    archived = factories.make_drive(club=club, status=DriveStatus.ARCHIVED)

    with pytest.raises(DriveOver):
        _add(archived.stages[-1], _series(officer), officer)


@pytest.mark.parametrize("minutes", [-19, 0, 19])
def test_interviewer_is_in_one_slot_at_a_time(stage, officer, interviewer, minutes):
    factories.make_slot(
        stage=stage, starts_at=TOMORROW + timedelta(minutes=60 + minutes), panel=(interviewer,)
    )

    with pytest.raises(PanelBusy) as refusal:
        _add(stage, _series(officer, interviewer), officer)

    assert interviewer.name in str(refusal.value)
    assert len(db.session.scalars(select(Slot)).all()) == 1


@pytest.mark.parametrize("minutes", [-20, 20, 30])
def test_slots_of_one_interviewer_may_touch(stage, officer, interviewer, minutes):
    factories.make_slot(stage=stage, starts_at=TOMORROW + timedelta(minutes=minutes), panel=(interviewer,))

    assert len(_add(stage, _series(interviewer, how_many=1), officer)) == 1


def test_series_fits_around_a_slot_in_its_break(stage, officer, interviewer):
    factories.make_slot(
        stage=stage, starts_at=TOMORROW + timedelta(minutes=20), minutes=10, panel=(interviewer,)
    )

    assert len(_add(stage, _series(interviewer), officer)) == 3


def test_slot_of_another_club_counts_too(stage, officer, interviewer):
    elsewhere = factories.make_club()
    factories.make_membership(club=elsewhere, user=interviewer, role=Role.INTERVIEWER)
    there = factories.make_drive(club=elsewhere).stages[-1]
    factories.make_slot(stage=there, starts_at=TOMORROW, panel=(interviewer,))

    with pytest.raises(PanelBusy):
        _add(stage, _series(interviewer), officer)


def test_cancelled_slot_does_not_count(stage, officer, interviewer):
    factories.make_slot(stage=stage, starts_at=TOMORROW, panel=(interviewer,), cancelled_at=utcnow())

    assert len(_add(stage, _series(interviewer), officer)) == 3


def test_interview_of_ones_own_counts(stage, officer, interviewer):
    there = factories.make_drive().stages[-1]
    own = factories.make_application(drive=there.drive, user=interviewer, status=Status.INTERVIEW)
    factories.make_booking(application=own, slot=factories.make_slot(stage=there, starts_at=TOMORROW))

    with pytest.raises(PanelBusy):
        _add(stage, _series(interviewer), officer)


def test_place_capacity_and_panel_can_change(slot, officer, interviewer):
    _edit(slot, officer, [officer], place="图书馆 😀", capacity=4)

    changed = fresh(slot)
    assert (changed.place, changed.capacity, _panel(slot)) == ("图书馆 😀", 4, {officer.id})


def test_booked_people_are_told_of_a_new_place(slot, officer, interviewer, invited, candidate):
    factories.make_booking(application=invited, slot=slot)

    _edit(slot, officer, [interviewer], place="教三 202")

    assert _told(candidate) == ["interview.place_changed"]
    assert _told(interviewer) == ["interview.panel_changed"]


def test_booked_people_are_not_told_of_a_new_panel(slot, officer, invited, candidate):
    factories.make_booking(application=invited, slot=slot)

    _edit(slot, officer, [officer])

    assert _told(candidate) == []


def test_capacity_stays_above_the_booked(stage, officer, interviewer, drive):
    slot = factories.make_slot(stage=stage, capacity=3, panel=(interviewer,))
    for _ in range(2):
        factories.make_booking(
            application=factories.make_application(drive=drive, status=Status.INTERVIEW), slot=slot
        )

    with pytest.raises(BelowBooked):
        _edit(slot, officer, [interviewer], capacity=1)

    assert fresh(slot).capacity == 3
    assert _edit(slot, officer, [interviewer], capacity=2).capacity == 2


def test_new_interviewer_must_be_free(slot, stage, officer, interviewer):
    factories.make_slot(stage=stage, starts_at=slot.starts_at, panel=(officer,))

    with pytest.raises(PanelBusy):
        _edit(slot, officer, [interviewer, officer])

    assert _panel(slot) == {interviewer.id}


def test_cancelled_slot_cannot_be_edited(stage, officer):
    slot = factories.make_slot(stage=stage, cancelled_at=utcnow())

    with pytest.raises(SlotOver):
        _edit(slot, officer, [officer])


def test_outsider_cannot_be_added(slot, officer, outsider):
    with pytest.raises(NotFound):
        _edit(slot, officer, [outsider])


def test_cancelling_ends_the_bookings_and_tells_the_candidates(slot, officer, invited, candidate):
    factories.make_booking(application=invited, slot=slot)

    _cancel(slot, officer)

    assert (fresh(slot).booked, live_bookings(slot_id=slot.id)) == (0, [])
    notification = db.session.scalars(select(Notification).where(Notification.user_id == candidate.id)).one()
    assert notification.kind == "interview.slot_cancelled"
    assert notification.path == f"/applications/{invited.id}/slots"


def test_cancelling_is_audited_for_each_candidate(slot, officer, invited, candidate):
    factories.make_booking(application=invited, slot=slot)

    _cancel(slot, officer)

    acts = db.session.execute(
        select(AuditEntry.act, AuditEntry.subject_user_id).order_by(AuditEntry.id)
    ).all()
    assert acts == [("booking.cancel", candidate.id), ("slot.cancel", None)]


def test_second_cancellation_changes_nothing(slot, officer, interviewer, invited, candidate):
    factories.make_booking(application=invited, slot=slot)
    first = _cancel(slot, officer).cancelled_at

    _cancel(slot, officer)

    assert fresh(slot).cancelled_at == first
    assert (len(_told(candidate)), len(_told(interviewer))) == (1, 1)


def test_slot_that_has_begun_cannot_be_cancelled(slot, officer):
    with pytest.raises(SlotOver):
        _cancel(slot, officer, now=slot.starts_at)


def test_candidate_can_book_anew_after_a_cancellation(slot, stage, officer, invited):
    factories.make_booking(application=invited, slot=slot)
    another = factories.make_slot(stage=stage, starts_at=slot.ends_at)
    _cancel(slot, officer)

    with transaction():
        book_slot(invited.id, another.id, now=utcnow())

    assert len(live_bookings(application_id=invited.id)) == 1


def test_two_officers_never_give_one_interviewer_two_slots_at_once(app, stage, officer, interviewer):
    def add():
        return in_transaction(lambda: add_slots(stage.id, _series(interviewer), by=by(officer.id)))

    for _ in range(3):
        results = at_once(app, [add, add, add])

        assert sum(isinstance(each, PanelBusy) for each in results) == 2
        assert len(db.session.scalars(select(Slot).where(Slot.cancelled_at.is_(None))).all()) == 3
        for slot in next(each for each in results if isinstance(each, list)):
            _cancel(slot, officer)


def test_one_is_not_put_on_a_panel_while_booking_an_interview(app, stage, officer, interviewer):
    there = factories.make_drive().stages[-1]
    own = factories.make_application(drive=there.drive, user=interviewer, status=Status.INTERVIEW)
    slot = factories.make_slot(stage=there, starts_at=TOMORROW)

    results = at_once(
        app,
        [
            partial(in_transaction, partial(book_slot, own.id, slot.id, now=utcnow())),
            lambda: in_transaction(lambda: add_slots(stage.id, _series(interviewer), by=by(officer.id))),
        ],
    )

    assert sum(isinstance(each, (Clash, PanelBusy)) for each in results) == 1


def test_a_new_series_is_told_to_its_panel_once(stage, officer, interviewer):
    _add(stage, _series(interviewer, officer), officer)

    notification = db.session.scalars(select(Notification)).one()
    assert (notification.user_id, notification.kind) == (interviewer.id, "interview.panel_added")
    assert notification.parameters["count"] == 3


def test_who_joins_and_who_leaves_a_panel_is_told(slot, officer, interviewer):
    other = factories.make_user(school=officer.school)
    factories.make_membership(club=slot.stage.drive.club, user=other)

    _edit(slot, officer, [other])

    assert (_told(other), _told(interviewer)) == (["interview.panel_added"], ["interview.panel_removed"])


def test_the_panel_is_told_of_a_cancelled_time(slot, officer, interviewer):
    _cancel(slot, officer)

    assert _told(interviewer) == ["interview.panel_removed"]
