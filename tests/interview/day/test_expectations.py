"""What officers and candidates are told of an evening that runs late."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from clubinterview.core.days import day_of
from clubinterview.core.transaction import transaction
from clubinterview.interview.day.expectations import expectations_on
from clubinterview.recruitment.models import Status
from tests import factories
from tests.counting import counted
from tests.interview.seats import fresh

BEGIN = datetime(2027, 3, 5, 11, 30, tzinfo=UTC)  # 19:30 on the wall
MOST = 6


def _at(minutes):
    return BEGIN + timedelta(minutes=minutes)


def _book(drive, panel, minutes, *, user=None, **fields):
    """The booking of an interview of 20 minutes, so many minutes after the evening's begin."""
    application = factories.make_application(drive=drive, user=user, status=Status.INTERVIEW)
    slot = factories.make_slot(stage=drive.stages[-1], starts_at=_at(minutes), panel=panel)
    return factories.make_booking(application=application, slot=slot, **fields)


@pytest.fixture
def evening(drive, interviewer, candidate, other_candidate):
    """Another candidate's interview began 12 minutes late; the candidate's is planned after it."""
    running = _book(drive, (interviewer,), -20, user=other_candidate, began_at=_at(-8))
    return running, _book(drive, (interviewer,), 0, user=candidate)


@pytest.fixture
def path(evening):
    return f"/applications/{evening[1].application_id}"


@pytest.fixture
def late():
    """It is 19:25."""
    with time_machine.travel(_at(-5), tick=False):
        yield


@pytest.mark.usefixtures("late")
def test_evening_list_says_who_is_later(browser, interviewer, club, evening):
    page = browser(interviewer).get(f"/manage/{club.slug}/interviews").text

    assert page.count("19:45") == 1  # 19:42, rounded up
    assert "15" in page.split("19:45")[1][:40]


def test_evening_list_of_another_day_says_nothing(browser, interviewer, club, evening):
    with time_machine.travel(_at(24 * 60), tick=False):
        page = browser(interviewer).get(f"/manage/{club.slug}/interviews?day={day_of(BEGIN)}").text

    assert ("欧阳子涵" in page, "later" in page or "晚" in page) == (True, False)


@pytest.mark.usefixtures("late")
def test_candidate_is_told_when_to_expect_it(browser, candidate, path):
    with transaction():
        candidate.locale = "en"

    page = browser(candidate).get(path).text

    assert "Running about 15 min late. Your turn should be around 19:45." in page
    assert "Please still arrive at 19:30 as booked." in page


@pytest.mark.usefixtures("late")
def test_candidate_learns_nothing_of_others(browser, candidate, other_candidate, interviewer, path, evening):
    page = browser(candidate).get(path).text

    assert "19:45" in page
    for secret in (
        other_candidate.name,
        interviewer.name,
        "19:10",
        "19:22",
        f"/applications/{evening[0].application_id}",
    ):
        assert secret not in page


@pytest.mark.parametrize("minutes", [-9, -60])
def test_candidate_is_told_nothing_while_it_is_in_time(browser, candidate, path, evening, minutes):
    with transaction():
        candidate.locale = "en"
        evening[0].began_at = _at(-20)

    with time_machine.travel(_at(minutes), tick=False):
        page = browser(candidate).get(path).text

    assert ("19:30" in page, "Running about" in page) == (True, False)


def test_candidate_is_told_nothing_on_other_days(browser, candidate, path, evening):
    with time_machine.travel(_at(-24 * 60), tick=False):
        page = browser(candidate).get(path).text

    assert ("19:30" in page, "19:45" in page) == (True, False)


def test_candidate_still_waits_when_the_booked_time_is_over(browser, candidate, path, evening):
    with transaction():
        candidate.locale = "en"

    with time_machine.travel(_at(21), tick=False):
        page = browser(candidate).get(path).text

    assert "Your turn should be around 19:55" in page
    assert "Thank you for coming" not in page
    assert f"{path}/booking/cancellation" not in page


@pytest.mark.parametrize(
    ("minutes", "heading"), [(21, "Your interview is booked"), (24 * 60, "Thank you for coming")]
)
def test_whoever_came_and_was_passed_over_waits_all_day(
    browser, drive, interviewer, candidate, evening, path, minutes, heading
):
    _book(drive, (interviewer,), 20, began_at=_at(15))
    with transaction():
        candidate.locale = "en"
        evening[1].checked_in_at = _at(10)

    with time_machine.travel(_at(minutes), tick=False):
        page = browser(candidate).get(path).text

    assert [each for each in ("Your interview is booked", "Thank you for coming") if each in page] == [
        heading
    ]


@pytest.mark.parametrize(
    ("began", "ended", "now", "heading"),
    [
        (None, None, -1, "Your interview is booked"),
        (-5, None, -1, "Your interview is in progress"),
        (0, None, 25, "Your interview is in progress"),
        (0, 10, 12, "Thank you for coming"),
        (None, None, 5, "Your interview is in progress"),
        (None, None, 21, "Thank you for coming"),
    ],
)
def test_card_follows_what_was_noted_else_the_clock(
    browser, drive, interviewer, candidate, began, ended, now, heading
):
    booking = _book(drive, (interviewer,), 0, user=candidate)
    with transaction():
        candidate.locale = "en"
        booking.began_at, booking.ended_at = (None if each is None else _at(each) for each in (began, ended))

    with time_machine.travel(_at(now), tick=False):
        page = browser(candidate).get(f"/applications/{booking.application_id}").text

    headings = ("Your interview is booked", "Your interview is in progress", "Thank you for coming")
    assert [each for each in headings if each in page] == [heading]


def test_queue_spans_the_drives_of_a_club_and_no_other(club, drive, interviewer, evening):
    elsewhere, other = factories.make_drive(club=club), factories.make_drive()
    here = _book(elsewhere, (interviewer,), 20)
    _book(other, (interviewer,), 0)

    expected = expectations_on(club.id, day_of(BEGIN), _at(-5))

    assert {key: each.expected_at for key, each in expected.items()} == {
        evening[1].id: _at(12),
        here.id: _at(32),
    }


def test_queue_ends_with_the_day(club, drive, interviewer, evening):
    _book(drive, (interviewer,), 24 * 60, began_at=_at(24 * 60))

    assert set(expectations_on(club.id, day_of(BEGIN), _at(-5))) == {evening[1].id}
    assert expectations_on(club.id, day_of(_at(24 * 60)), _at(24 * 60)) == {}


def test_cancelled_bookings_hold_nobody_up(club, drive, interviewer, evening):
    with transaction():
        fresh(evening[0].slot).booked = 0
        evening[0].is_live = None

    assert expectations_on(club.id, day_of(BEGIN), _at(-5)) == {}


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize("who", ["interviewer", "candidate"])
def test_late_evening_asks_little_whatever_there_is(
    request, browser, club, drive, interviewer, officer, evening, path, who
):
    window = browser(request.getfixturevalue(who))
    address = path if who == "candidate" else f"/manage/{club.slug}/interviews"
    few = _cost(window, address)
    for number in range(20):
        _book(drive, (interviewer, officer), 20 + 20 * number)

    many = _cost(window, address)

    assert few.sql == many.sql <= MOST, many.statements
    assert (many.redis, many.written) == (1, [])


def _cost(window, address):
    assert window.get(address).status_code == 200
    with counted() as count:
        window.get(address)
    return count
