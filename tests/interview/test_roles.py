"""Addresses of interviews, asked by those whom `tests/pages/who_may.txt` has no column for, and in ways it has not."""

import pytest

from clubinterview.core.clock import utcnow
from tests import factories
from tests.interview.seats import fresh

READS = (
    "/manage/{slug}/drives/{drive}/slots",
    "/manage/{slug}/drives/{drive}/slots/{slot}",
    "/manage/{slug}/interviews",
    "/manage/{slug}/candidates/{application}",
    "/manage/{slug}/candidates/{application}/scorecard",
    "/manage/{slug}/candidates/{application}/resume",
    "/applications/{application}/slots",
)
CHANGES = (
    "/manage/{slug}/drives/{drive}/slots",
    "/manage/{slug}/drives/{drive}/slots/{slot}",
    "/manage/{slug}/drives/{drive}/slots/{slot}/cancellation",
    "/manage/{slug}/bookings/{booking}/arrival",
    "/manage/{slug}/bookings/{booking}/arrival/cancellation",
    "/manage/{slug}/candidates/{application}/scorecard",
    "/applications/{application}/booking",
    "/applications/{application}/booking/cancellation",
)


@pytest.fixture
def addresses(club, drive, slot, invited):
    booking = factories.make_booking(application=invited, slot=slot, checked_in_at=utcnow())
    return {
        "slug": club.slug,
        "drive": drive.id,
        "slot": slot.id,
        "application": invited.id,
        "booking": booking.id,
    }


def test_an_officer_of_another_school_finds_nothing(browser, outsider, addresses, slot):
    stranger = browser(outsider)

    found = {path: stranger.get(path.format(**addresses)).status_code for path in READS}
    changed = {path: stranger.submit(path.format(**addresses)).status_code for path in CHANGES}

    assert found == dict.fromkeys(READS, 404)
    assert changed == dict.fromkeys(CHANGES, 404)
    assert (fresh(slot).booked, fresh(slot).cancelled_at) == (1, None)


def test_changes_are_not_made_by_get(browser, owner, candidate, addresses, slot):
    for user in (owner, candidate):
        reader = browser(user)
        for path in CHANGES:
            assert reader.get(path.format(**addresses)).status_code in {200, 404, 405}, path
    assert (fresh(slot).booked, fresh(slot).cancelled_at) == (1, None)


def test_numbers_that_no_row_has_are_not_there(browser, officer, club, drive):
    reader = browser(officer)
    for number in ("0", "99999999999", "-1", "abc", "9" * 400):
        for path in (
            f"/manage/{club.slug}/drives/{number}/slots",
            f"/manage/{club.slug}/drives/{drive.id}/slots/{number}",
            f"/manage/{club.slug}/candidates/{number}",
            f"/applications/{number}/slots",
        ):
            assert reader.get(path).status_code == 404, path
