"""Every address of interviews, asked by everybody: who gets in, and what the others are told."""

import pytest

from clubinterview.core.clock import utcnow
from tests import factories
from tests.interview.seats import fresh

# What the answer is for: nobody, another student, an outsider, an interviewer not on the panel, an interviewer on
# the panel, an officer, an owner. 200 and 302 mean that it works, 422 that the form is read.
READS = {
    "/manage/{slug}/drives/{drive}/slots": (302, 404, 404, 403, 403, 200, 200),
    "/manage/{slug}/drives/{drive}/slots/{slot}": (302, 404, 404, 403, 403, 200, 200),
    "/manage/{slug}/interviews": (302, 404, 404, 200, 200, 200, 200),
    "/manage/{slug}/candidates/{application}": (302, 404, 404, 403, 200, 200, 200),
    "/manage/{slug}/candidates/{application}/scorecard": (302, 404, 404, 403, 200, 200, 200),
    "/manage/{slug}/candidates/{application}/resume": (302, 404, 404, 403, 404, 404, 404),
    "/applications/{application}/slots": (302, 404, 404, 404, 404, 404, 404),
}
CHANGES = {
    "/manage/{slug}/drives/{drive}/slots": (401, 404, 404, 403, 403, 422, 422),
    "/manage/{slug}/drives/{drive}/slots/{slot}": (401, 404, 404, 403, 403, 422, 422),
    "/manage/{slug}/drives/{drive}/slots/{slot}/cancellation": (401, 404, 404, 403, 403, 302, 302),
    "/manage/{slug}/bookings/{booking}/arrival": (401, 404, 404, 403, 302, 302, 302),
    "/manage/{slug}/bookings/{booking}/arrival/cancellation": (401, 404, 404, 403, 302, 302, 302),
    "/manage/{slug}/candidates/{application}/scorecard": (401, 404, 404, 403, 302, 302, 302),
    "/applications/{application}/booking": (401, 404, 404, 404, 404, 404, 404),
    "/applications/{application}/booking/cancellation": (401, 404, 404, 404, 404, 404, 404),
}
CAST = ("nobody", "other_candidate", "outsider", "bystander", "interviewer", "officer", "owner")


def _rows(table):
    return [
        (path, who, answer)
        for path, answers in table.items()
        for who, answer in zip(CAST, answers, strict=True)
    ]


@pytest.fixture
def bystander(club):
    """An interviewer of the club who is on another panel."""
    user = factories.make_user(school=club.school)
    factories.make_membership(club=club, user=user)
    return user


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


@pytest.mark.parametrize(("path", "who", "answer"), _rows(READS))
def test_who_may_read(request, browser, client, addresses, path, who, answer):
    asker = client if who == "nobody" else browser(request.getfixturevalue(who))

    response = asker.get(path.format(**addresses))

    assert response.status_code == answer
    if who == "nobody":
        assert response.location.startswith("/login")


@pytest.mark.parametrize(("path", "who", "answer"), _rows(CHANGES))
def test_who_may_change(request, browser, client, addresses, slot, path, who, answer):
    asker = client if who == "nobody" else browser(request.getfixturevalue(who))

    response = asker.submit(path.format(**addresses))

    assert response.status_code == answer
    if answer != 302:
        assert (fresh(slot).booked, fresh(slot).cancelled_at) == (1, None)


@pytest.mark.parametrize("path", CHANGES)
def test_changes_are_not_made_by_get(browser, owner, candidate, addresses, slot, path):
    for somebody in (owner, candidate):
        assert browser(somebody).get(path.format(**addresses)).status_code in {200, 404, 405}
    assert (fresh(slot).booked, fresh(slot).cancelled_at) == (1, None)


@pytest.mark.parametrize("number", ["0", "99999999999", "-1", "abc", "9" * 400])
def test_numbers_that_no_row_has_are_not_there(browser, officer, candidate, club, drive, number):
    for path in (
        f"/manage/{club.slug}/drives/{number}/slots",
        f"/manage/{club.slug}/drives/{drive.id}/slots/{number}",
        f"/manage/{club.slug}/candidates/{number}",
        f"/applications/{number}/slots",
    ):
        assert browser(officer).get(path).status_code == 404
