"""/manage/<slug>/drives/<id>/slots: what officers see and send."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from clubinterview.core.clock import to_local, utcnow
from clubinterview.extensions import db
from clubinterview.interview.models import Slot, SlotPanel
from tests import factories
from tests.interview.seats import fresh, live_bookings


@pytest.fixture
def path(club, drive):
    return f"/manage/{club.slug}/drives/{drive.id}/slots"


def _fields(*panel, **changes):
    fields = {
        "starts_at": (utcnow() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        "minutes": "20",
        "how_many": "3",
        "break_minutes": "5",
        "place": "教三 201 😀𠮷",
        "capacity": "2",
        "panel": [user.id for user in panel],
    }
    return {**fields, **changes}


def _slots():
    return db.session.scalars(select(Slot).order_by(Slot.id)).all()


def test_page_shows_the_slots_of_a_day(browser, officer, path, slot, invited, interviewer):
    factories.make_booking(application=invited, slot=slot)

    page = browser(officer).get(path)

    assert page.status_code == 200
    for text in (slot.place, "欧阳子涵", "Zoë", f"{to_local(slot.starts_at):%H:%M}", "1/1"):
        assert text in page.text


def test_page_shows_the_day_that_is_asked_for(browser, officer, path, slot, stage):
    later = factories.make_slot(stage=stage, starts_at=slot.starts_at + timedelta(days=1), place="图书馆")
    page = browser(officer).get(f"{path}?day={to_local(later.starts_at).date()}")

    assert ("图书馆" in page.text, slot.place in page.text) == (True, False)


def test_page_without_slots_says_what_to_do(browser, officer, path):
    assert browser(officer).get(path).status_code == 200


def test_one_submit_makes_the_series(browser, officer, path, interviewer):
    answer = browser(officer).submit(path, _fields(officer, interviewer))

    slots = _slots()
    assert (answer.status_code, len(slots)) == (302, 3)
    assert answer.location == f"{path}?day={to_local(slots[0].starts_at).date()}"
    assert {(slot.place, slot.capacity) for slot in slots} == {("教三 201 😀𠮷", 2)}
    assert len(db.session.scalars(select(SlotPanel)).all()) == 6


def test_times_are_read_on_the_clubs_clock(browser, officer, path):
    day = to_local(utcnow() + timedelta(days=2)).date()

    browser(officer).submit(path, _fields(officer, starts_at=f"{day}T19:20", how_many="1"))

    assert [f"{to_local(slot.starts_at):%Y-%m-%d %H:%M}" for slot in _slots()] == [f"{day} 19:20"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": ""},
        {"starts_at": "tomorrow"},
        {"starts_at": "2020-01-01T10:00"},
        {"minutes": "4"},
        {"minutes": "241"},
        {"minutes": "abc"},
        {"how_many": "0"},
        {"how_many": "25"},
        {"break_minutes": "-1"},
        {"break_minutes": "61"},
        {"break_minutes": ""},
        {"capacity": "0"},
        {"capacity": "51"},
        {"capacity": "9" * 30},
        {"place": ""},
        {"place": "教" * 81},
        {"place": "a\0b"},
        {"place": "two\nlines"},
        {"panel": []},
        {"panel": ["abc"]},
        {"panel": ["0"]},
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(browser, officer, path, wrong):
    kept = {"place": "教三 201 😀𠮷"} if "place" not in wrong else {"minutes": "37"}

    answer = browser(officer).submit(path, {**_fields(officer), **kept, **wrong})

    assert (answer.status_code, _slots()) == (422, [])
    assert next(iter(kept.values())) in answer.text


def test_foreign_person_on_the_panel_refuses_all(browser, officer, outsider, path):
    answer = browser(officer).submit(path, _fields(officer, outsider))

    assert (answer.status_code, _slots()) == (422, [])


def test_busy_interviewer_is_named(browser, officer, interviewer, path, slot):
    local = to_local(slot.starts_at)

    answer = browser(officer).submit(
        path, _fields(interviewer, starts_at=f"{local:%Y-%m-%dT%H:%M}", minutes="60")
    )

    assert (answer.status_code, len(_slots())) == (422, 1)
    assert "Zoë O&#39;Brien-Ng" in answer.text
    assert "教三 201 😀𠮷" in answer.text


def test_slot_can_be_edited(browser, officer, path, slot):
    answer = browser(officer).submit(
        f"{path}/{slot.id}", {"place": "图书馆", "capacity": "3", "panel": [officer.id]}
    )

    assert answer.status_code == 302
    assert (fresh(slot).place, fresh(slot).capacity) == ("图书馆", 3)


def test_edit_page_shows_what_is(browser, officer, path, slot):
    page = browser(officer).get(f"{path}/{slot.id}")

    assert (page.status_code, f'value="{slot.place}"' in page.text) == (200, True)


@pytest.mark.parametrize("wrong", [{"capacity": "0"}, {"place": ""}, {"panel": []}])
def test_edit_says_what_is_wrong(browser, officer, path, slot, wrong):
    fields = {"place": "图书馆", "capacity": "3", "panel": [officer.id], **wrong}

    assert browser(officer).submit(f"{path}/{slot.id}", fields).status_code == 422
    assert fresh(slot).place == "教三 201"


def test_edit_below_the_booked_is_refused_beside_the_field(browser, officer, path, stage, drive):
    slot = factories.make_slot(stage=stage, capacity=2, panel=(officer,))
    for _ in range(2):
        factories.make_booking(application=factories.make_application(drive=drive), slot=slot)

    answer = browser(officer).submit(
        f"{path}/{slot.id}", {"place": "图书馆", "capacity": "1", "panel": [officer.id]}
    )

    assert (answer.status_code, "图书馆" in answer.text) == (422, True)
    assert (fresh(slot).place, fresh(slot).capacity) == ("教三 201", 2)


def test_slot_can_be_cancelled_twice(browser, officer, path, slot, invited):
    factories.make_booking(application=invited, slot=slot)

    for _ in range(2):
        assert browser(officer).submit(f"{path}/{slot.id}/cancellation").status_code == 302

    assert (fresh(slot).cancelled_at is not None, live_bookings(slot_id=slot.id)) == (True, [])


def test_cancelled_slot_is_not_listed(browser, officer, path, slot):
    officer_browser = browser(officer)
    officer_browser.submit(f"{path}/{slot.id}/cancellation")

    assert slot.place not in officer_browser.get(path).text


def test_slot_of_another_drive_is_not_there(browser, officer, path, club):
    foreign = factories.make_slot(stage=factories.make_drive(club=club).stages[-1])

    assert browser(officer).get(f"{path}/{foreign.id}").status_code == 404
    assert browser(officer).submit(f"{path}/{foreign.id}/cancellation").status_code == 404
    assert fresh(foreign).cancelled_at is None


def test_no_such_day_is_not_there(browser, officer, path):
    assert browser(officer).get(f"{path}?day=2026-02-30").status_code == 404
