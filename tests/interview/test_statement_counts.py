"""What the pages ask of the database: little, and the same for three rows and for three hundred."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from clubinterview.core.clock import to_local, utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.interview.models import Slot, SlotPanel
from clubinterview.recruitment.models import Status
from tests import factories
from tests.counting import counted

MOST = 6


@pytest.fixture
def addresses(club, drive, invited, slot):
    factories.make_booking(application=invited, slot=slot)
    return {"slug": club.slug, "drive": drive.id, "application": invited.id, "slot": slot.id}


def _add_slots(stage, interviewer, how_many):
    """Add slots on some days, with the interviewer on the panel."""
    begin = utcnow() + timedelta(days=1, hours=1)
    with transaction():
        for number in range(how_many):
            starts_at = begin + timedelta(days=number % 10, minutes=5 * (number // 10))
            row = {"stage_id": stage.id, "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=4)}
            key = db.session.execute(
                insert(Slot).values(**row, place="教三", capacity=2)
            ).inserted_primary_key
            db.session.execute(insert(SlotPanel).values(slot_id=key[0], user_id=interviewer.id))


def _asked(browser, path):
    browser.get(path)
    with counted() as count:
        assert browser.get(path).status_code == 200
    assert count.written == []
    return count.sql


PAGES = (
    ("officer", "/manage/{slug}/drives/{drive}/slots"),
    ("officer", "/manage/{slug}/drives/{drive}/slots/{slot}"),
    ("officer", "/manage/{slug}/interviews?panel=all"),
    ("officer", "/manage/{slug}/candidates/{application}"),
    ("officer", "/manage/{slug}/candidates/{application}/scorecard"),
    ("interviewer", "/manage/{slug}/interviews"),
    ("interviewer", "/manage/{slug}/candidates/{application}"),
    ("candidate", "/applications/{application}/slots"),
    ("candidate", "/applications/{application}"),
)


def test_pages_ask_little_whatever_there_is(browser, stage, officer, interviewer, candidate, addresses):
    windows = {
        "officer": browser(officer), "interviewer": browser(interviewer), "candidate": browser(candidate),
    }  # fmt: skip

    def asked():
        return {(who, path): _asked(windows[who], path.format(**addresses)) for who, path in PAGES}

    _add_slots(stage, interviewer, 3)
    few = asked()

    _add_slots(stage, interviewer, 300)

    assert asked() == few
    assert {page: statements for page, statements in few.items() if statements > MOST} == {}


def test_evening_asks_the_same_for_many_candidates(browser, interviewer, drive, slot, stage, club):
    evening = browser(interviewer)
    path = f"/manage/{club.slug}/interviews?day={to_local(slot.starts_at).date()}"
    few = _asked(evening, path)

    wide = factories.make_slot(stage=stage, starts_at=slot.starts_at, capacity=50, panel=(interviewer,))
    for _ in range(20):
        application = factories.make_application(drive=drive, status=Status.INTERVIEW)
        factories.make_booking(application=application, slot=wide)

    assert _asked(evening, path) == few <= MOST


def test_candidate_asks_the_same_for_many_scorecards(
    browser, interviewer, officer, invited, stage, addresses
):
    desk, path = browser(interviewer), "/manage/{slug}/candidates/{application}".format(**addresses)
    few = _asked(desk, path)

    factories.make_scorecard(application=invited, stage=stage, interviewer=interviewer)
    factories.make_scorecard(application=invited, stage=stage, interviewer=officer)

    assert _asked(desk, path) == few <= MOST
