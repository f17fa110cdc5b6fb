"""/applications/<id>/slots and /booking: what a student sees and sends."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification, OutboxMessage
from clubinterview.messaging.outbox import deliver_due
from clubinterview.recruitment.models import Status
from tests import factories
from tests.interview.seats import fresh, live_bookings
from tests.templates_rendered import templates_rendered

RADIO = re.compile(r'<input type="radio" name="slot_id" value="(\d+)"( disabled| checked)?>')


def _radios(page):
    """Return slot id → "", disabled or checked, as the page draws them."""
    return {int(slot_id): state.strip() for slot_id, state in RADIO.findall(page.text)}


def _fill(drive, slot):
    other = factories.make_application(drive=drive, status=Status.INTERVIEW)
    return factories.make_booking(application=other, slot=slot)


def _slots(application):
    return f"/applications/{application.id}/slots"


def _booking(application):
    return f"/applications/{application.id}/booking"


def test_page_shows_what_can_be_chosen(browser, candidate, invited, stage, slot, drive):
    full = factories.make_slot(stage=stage, starts_at=slot.ends_at)
    _fill(drive, full)
    factories.make_slot(stage=stage, cancelled_at=utcnow())
    factories.make_slot(stage=stage, starts_at=utcnow() - timedelta(hours=1))

    page = browser(candidate).get(_slots(invited))

    assert page.status_code == 200
    assert _radios(page) == {slot.id: "", full.id: "disabled"}


def test_page_shows_one_day_at_a_time(browser, candidate, invited, stage, slot):
    later = factories.make_slot(stage=stage, starts_at=slot.starts_at + timedelta(days=1))
    student = browser(candidate)

    assert _radios(student.get(_slots(invited))) == {slot.id: ""}
    day = (later.starts_at + timedelta(hours=8)).date()
    assert _radios(student.get(f"{_slots(invited)}?day={day}")) == {later.id: ""}


def test_page_begins_with_the_first_day_that_has_a_seat(browser, candidate, invited, stage, slot, drive):
    later = factories.make_slot(stage=stage, starts_at=slot.starts_at + timedelta(days=1))
    _fill(drive, slot)

    assert _radios(browser(candidate).get(_slots(invited))) == {later.id: ""}


def test_page_marks_ones_own_time(browser, candidate, invited, slot):
    factories.make_booking(application=invited, slot=slot)

    assert _radios(browser(candidate).get(_slots(invited))) == {slot.id: "checked"}


def test_page_closes_times_at_which_one_is_elsewhere(browser, candidate, invited, slot):
    elsewhere = factories.make_drive(club=factories.make_club(school=candidate.school))
    there = factories.make_application(drive=elsewhere, user=candidate, status=Status.INTERVIEW)
    factories.make_booking(
        application=there, slot=factories.make_slot(stage=elsewhere.stages[-1], starts_at=slot.starts_at)
    )

    assert _radios(browser(candidate).get(_slots(invited))) == {slot.id: "disabled"}


def test_page_without_times_says_so(browser, candidate, invited):
    page = browser(candidate).get(_slots(invited))

    assert (page.status_code, _radios(page)) == (200, {})


@pytest.mark.parametrize(
    "day", ["2026-13-01", "yesterday", "0001-01-01", "9999-12-31", "", "2026-W01-1", "20260926"]
)
def test_no_such_day_is_not_there(browser, candidate, invited, day):
    assert browser(candidate).get(f"{_slots(invited)}?day={day}").status_code == 404


def test_page_of_somebody_who_is_not_invited_leads_back(browser, candidate, drive):
    application = factories.make_application(drive=drive, user=candidate)

    answer = browser(candidate).get(_slots(application))

    assert (answer.status_code, answer.location) == (302, f"/applications/{application.id}")


def test_booking_leads_to_the_application(browser, candidate, invited, slot):
    answer = browser(candidate).submit(_booking(invited), {"slot_id": slot.id})

    assert (answer.status_code, answer.location) == (302, f"/applications/{invited.id}")
    assert [booking.slot_id for booking in live_bookings(application_id=invited.id)] == [slot.id]


def test_booking_twice_is_booking_once(browser, candidate, invited, slot):
    student = browser(candidate)

    for _ in range(2):
        assert student.submit(_booking(invited), {"slot_id": slot.id}).status_code == 302

    assert fresh(slot).booked == 1


def test_change_moves_the_seat(browser, candidate, invited, stage, slot):
    later = factories.make_slot(stage=stage, starts_at=slot.ends_at)
    factories.make_booking(application=invited, slot=slot)

    answer = browser(candidate).submit(_booking(invited), {"slot_id": later.id})

    assert answer.status_code == 302
    assert (fresh(slot).booked, fresh(later).booked) == (0, 1)


def test_full_slot_answers_with_what_is_free(browser, candidate, invited, stage, slot, drive):
    free = factories.make_slot(stage=stage, starts_at=slot.ends_at)
    _fill(drive, slot)

    answer = browser(candidate).submit(_booking(invited), {"slot_id": slot.id})

    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert _radios(answer) == {slot.id: "disabled", free.id: ""}


def test_full_day_answers_with_another_day(browser, candidate, invited, stage, slot, drive):
    free = factories.make_slot(stage=stage, starts_at=slot.starts_at + timedelta(days=2))
    _fill(drive, slot)

    answer = browser(candidate).submit(_booking(invited), {"slot_id": slot.id})

    assert (answer.status_code, _radios(answer)) == (409, {free.id: ""})


def test_clash_answers_with_what_is_free(browser, candidate, invited, stage, slot):
    factories.make_slot(stage=factories.make_drive().stages[-1], starts_at=slot.starts_at, panel=(candidate,))
    free = factories.make_slot(stage=stage, starts_at=slot.ends_at)

    answer = browser(candidate).submit(_booking(invited), {"slot_id": slot.id})

    assert (answer.status_code, _radios(answer)) == (409, {slot.id: "disabled", free.id: ""})
    assert live_bookings(application_id=invited.id) == []


@pytest.mark.parametrize("value", [None, "", "abc", "0", "-1", "1.5", "9" * 12, "9" * 5000, "\0", "😀"])
def test_what_is_no_slot_is_asked_again(browser, candidate, invited, slot, value):
    fields = {} if value is None else {"slot_id": value}

    answer = browser(candidate).submit(_booking(invited), fields)

    assert (answer.status_code, _radios(answer)) == (422, {slot.id: ""})


def test_slot_of_another_drive_is_not_there(browser, candidate, invited, club):
    foreign = factories.make_slot(stage=factories.make_drive(club=club).stages[-1])

    assert browser(candidate).submit(_booking(invited), {"slot_id": foreign.id}).status_code == 404
    assert browser(candidate).submit(_booking(invited), {"slot_id": foreign.id + 99}).status_code == 404
    assert fresh(foreign).booked == 0


def test_slot_that_began_meanwhile_answers_409(browser, candidate, invited, slot):
    student = browser(candidate)
    token = student.token()
    with time_machine.travel(slot.starts_at, tick=False):
        answer = student.post(_booking(invited), data={"csrf_token": token, "slot_id": slot.id})

    assert answer.status_code == 409
    assert live_bookings(application_id=invited.id) == []


def test_fields_that_are_not_asked_for_change_nothing(
    browser, candidate, other_candidate, invited, slot, drive
):
    other = factories.make_application(drive=drive, user=other_candidate, status=Status.INTERVIEW)

    browser(candidate).submit(
        _booking(invited),
        {
            "slot_id": slot.id,
            "application_id": other.id,
            "booked": 0,
            "capacity": 9,
            "checked_in_at": "2026-01-01",
        },
    )

    [booking] = live_bookings(slot_id=slot.id)
    assert (booking.application_id, booking.checked_in_at, fresh(slot).capacity) == (invited.id, None, 1)


def test_booking_of_somebody_not_invited_answers_409(browser, candidate, drive, slot):
    application = factories.make_application(drive=drive, user=candidate)

    assert browser(candidate).submit(_booking(application), {"slot_id": slot.id}).status_code == 409


def test_cancelling_leads_to_the_application(browser, candidate, invited, slot):
    factories.make_booking(application=invited, slot=slot)
    student = browser(candidate)

    for _ in range(2):
        answer = student.submit(f"{_booking(invited)}/cancellation")
        assert (answer.status_code, answer.location) == (302, f"/applications/{invited.id}")

    assert live_bookings(application_id=invited.id) == []


def test_cancelling_what_has_begun_answers_409(browser, candidate, invited, slot):
    factories.make_booking(application=invited, slot=slot)
    student = browser(candidate)
    token = student.token()

    with time_machine.travel(slot.starts_at, tick=False):
        answer = student.post(f"{_booking(invited)}/cancellation", data={"csrf_token": token})

    assert (answer.status_code, fresh(slot).booked) == (409, 1)


@pytest.mark.parametrize("path", ["booking", "booking/cancellation"])
def test_nothing_is_booked_without_a_token(browser, candidate, invited, slot, path):
    answer = browser(candidate).post(f"/applications/{invited.id}/{path}", data={"slot_id": slot.id})

    assert (answer.status_code, fresh(slot).booked) == (400, 0)


def test_application_offers_to_choose(browser, candidate, invited):
    page = browser(candidate).get(f"/applications/{invited.id}")

    assert _slots(invited) in page.text


def test_application_shows_time_and_place(browser, candidate, invited, slot):
    factories.make_booking(application=invited, slot=slot)

    page = browser(candidate).get(f"/applications/{invited.id}")

    assert slot.place in page.text
    assert f"{_booking(invited)}/cancellation" in page.text


def test_application_says_thank_you_after_the_interview(browser, candidate, invited, slot):
    factories.make_booking(application=invited, slot=slot)
    student = browser(candidate)

    with time_machine.travel(slot.ends_at, tick=False):
        page = student.get(f"/applications/{invited.id}")

    assert (_slots(invited) in page.text, "cancellation" in page.text) == (False, False)


def test_application_that_moved_on_shows_no_interview(browser, candidate, drive, slot):
    application = factories.make_application(drive=drive, user=candidate, status=Status.REJECTED)

    assert _slots(application) not in browser(candidate).get(f"/applications/{application.id}").text


def test_booking_renders_nothing_while_rows_are_locked(app, browser, candidate, invited, slot):
    student = browser(candidate)
    student.get(_slots(invited))

    with templates_rendered(app) as meanwhile:
        answer = student.submit(_booking(invited), {"slot_id": str(slot.id)})

    assert answer.status_code == 302
    assert meanwhile == []
    mail = db.session.scalars(select(OutboxMessage)).one()
    notification = db.session.scalars(select(Notification)).one()
    assert (mail.kind, mail.parameters) == (notification.kind, notification.parameters)
    assert not {"subject", "text_body", "html_body"} & set(OutboxMessage.__table__.columns.keys())
    with templates_rendered(app) as afterwards:
        deliver_due(utcnow())
    assert afterwards == ["mail/base.txt", "mail/base.html"]
