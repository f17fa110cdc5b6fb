"""/manage/<slug>/interviews: the evening's list, and checking in."""

from datetime import timedelta

import pytest
import time_machine

from clubinterview.core.clock import to_local, utcnow
from clubinterview.recruitment.models import Status
from tests import factories
from tests.interview.seats import fresh


@pytest.fixture
def path(club):
    return f"/manage/{club.slug}/interviews"


@pytest.fixture
def booking(invited, slot):
    return factories.make_booking(application=invited, slot=slot)


@pytest.fixture
def own_booking(invited, slot, drive, officer):
    """The officer's own, as a candidate."""
    application = factories.make_application(drive=drive, user=officer, status=Status.INTERVIEW)
    there = factories.make_slot(
        stage=slot.stage, starts_at=slot.starts_at, place="教三 203", panel=(officer,)
    )
    return factories.make_booking(application=application, slot=there)


@pytest.fixture
def on_the_day(slot):
    """The time of the interviews has come."""
    with time_machine.travel(slot.starts_at, tick=False):
        yield


@pytest.fixture
def other_booking(stage, slot, officer, other_candidate, drive):
    """Another candidate at the same time, whom the officer interviews."""
    application = factories.make_application(drive=drive, user=other_candidate, status=Status.INTERVIEW)
    there = factories.make_slot(stage=stage, starts_at=slot.starts_at, place="教三 202", panel=(officer,))
    return factories.make_booking(application=application, slot=there)


def _arrival(club, booking):
    return f"/manage/{club.slug}/bookings/{booking.id}/arrival"


def test_interviewer_sees_the_own_panels_only(browser, interviewer, path, booking, other_booking):
    page = browser(interviewer).get(path)

    assert page.status_code == 200
    assert ("欧阳子涵" in page.text, "陈一鸣" in page.text) == (True, False)
    assert "技术部 › 宣传部" in page.text
    assert f"/candidates/{booking.application_id}" in page.text


def test_interviewer_cannot_ask_for_all(browser, interviewer, path, booking, other_booking):
    assert "陈一鸣" not in browser(interviewer).get(f"{path}?panel=all").text


def test_officer_sees_all_on_request(browser, officer, path, booking, other_booking):
    mine, everybody = (browser(officer).get(f"{path}{query}").text for query in ("", "?panel=all"))

    assert ("欧阳子涵" in mine, "陈一鸣" in mine) == (False, True)
    assert ("欧阳子涵" in everybody, "陈一鸣" in everybody) == (True, True)


def test_list_begins_today_or_with_the_next_day_that_has_interviews(
    browser, interviewer, path, booking, slot
):
    assert "欧阳子涵" in browser(interviewer).get(path).text

    with time_machine.travel(slot.ends_at + timedelta(days=1), tick=False):
        assert "欧阳子涵" not in browser(interviewer).get(path).text


def test_list_of_today_does_not_jump_ahead(browser, interviewer, path, booking, slot, stage):
    factories.make_slot(
        stage=stage, starts_at=slot.starts_at + timedelta(days=2), panel=(interviewer,), place="别处"
    )

    with time_machine.travel(slot.starts_at, tick=False):
        page = browser(interviewer).get(path).text

    assert ("欧阳子涵" in page, "别处" in page) == (True, False)


def test_day_that_is_asked_for_is_shown_though_it_is_empty(browser, interviewer, path, booking, slot):
    page = browser(interviewer).get(f"{path}?day={to_local(slot.starts_at - timedelta(days=3)).date()}")

    assert "欧阳子涵" not in page.text


def test_list_leads_to_the_days_beside(browser, interviewer, path, stage, slot):
    for days in (-3, 4):
        factories.make_slot(
            stage=stage, starts_at=slot.starts_at + timedelta(days=days), panel=(interviewer,), place="别处"
        )

    page = browser(interviewer).get(f"{path}?day={to_local(slot.starts_at).date()}")

    for days in (-3, 4):
        assert f"?day={to_local(slot.starts_at + timedelta(days=days)).date()}" in page.text
    assert "别处" not in page.text


def test_day_without_interviews_is_shown(browser, interviewer, officer, path):
    for somebody in (interviewer, officer):
        assert browser(somebody).get(f"{path}?day=2026-01-01").status_code == 200


@pytest.mark.parametrize("day", ["2026-13-01", "x", "0001-01-01", "9999-12-31"])
def test_no_such_day_is_not_there(browser, officer, path, day):
    assert browser(officer).get(f"{path}?day={day}").status_code == 404


def test_list_leaves_other_clubs_out(browser, interviewer, path, candidate, slot):
    club = factories.make_club()
    factories.make_membership(club=club, user=interviewer)
    drive = factories.make_drive(club=club)
    application = factories.make_application(drive=drive, status=Status.INTERVIEW)
    there = factories.make_slot(
        stage=drive.stages[-1],
        starts_at=slot.starts_at + timedelta(hours=2),
        panel=(interviewer,),
        place="别处",
    )
    factories.make_booking(application=application, slot=there)

    assert "别处" not in browser(interviewer).get(path).text


def test_cancelled_interviews_are_left_out(browser, interviewer, path, stage):
    factories.make_slot(stage=stage, panel=(interviewer,), place="别处", cancelled_at=utcnow())

    assert "别处" not in browser(interviewer).get(path).text


def test_list_shows_how_far_my_scorecard_is(browser, interviewer, officer, path, booking, invited, stage):
    factories.make_scorecard(application=invited, stage=stage, interviewer=officer)
    before = browser(interviewer).get(path).text

    factories.make_scorecard(application=invited, stage=stage, interviewer=interviewer, submitted=False)

    draft = browser(interviewer).get(path).text
    assert ("badge warn" in before, "badge warn" in draft) == (False, True)


def test_check_in_is_shown_and_can_be_undone(browser, interviewer, club, booking, slot):
    desk, day = browser(interviewer), to_local(slot.starts_at).date()

    for _ in range(2):
        answer = desk.submit(_arrival(club, booking))
        assert (answer.status_code, answer.location) == (302, f"/manage/{club.slug}/interviews?day={day}")
    assert fresh(booking).checked_in_at is not None

    desk.submit(f"{_arrival(club, booking)}/cancellation")
    assert fresh(booking).checked_in_at is None


def test_check_in_leads_back_to_all(browser, officer, club, booking):
    answer = browser(officer).submit(_arrival(club, booking), {"panel": "all"})

    assert "panel=all" in answer.location


@pytest.mark.parametrize("end", ["", "/cancellation"])
def test_booking_of_another_club_is_not_there(browser, officer, club, end):
    drive = factories.make_drive()
    foreign = factories.make_booking(
        application=factories.make_application(drive=drive),
        slot=factories.make_slot(stage=drive.stages[-1]),
        checked_in_at=None if not end else utcnow(),
    )

    assert browser(officer).submit(_arrival(club, foreign) + end).status_code == 404
    assert (fresh(foreign).checked_in_at is not None) == bool(end)


def test_check_in_is_for_the_panel(browser, interviewer, officer, club, other_booking):
    assert browser(interviewer).submit(_arrival(club, other_booking)).status_code == 403
    assert fresh(other_booking).checked_in_at is None


def _course(club, booking, step):
    return f"/manage/{club.slug}/bookings/{booking.id}/{step}"


@pytest.mark.usefixtures("on_the_day")
def test_interview_is_begun_and_ended_from_the_list(browser, interviewer, club, booking, slot):
    desk, day = browser(interviewer), to_local(slot.starts_at).date()

    for step in ("beginning", "end"):
        answer = desk.submit(_course(club, booking, step))
        assert (answer.status_code, answer.location) == (302, f"/manage/{club.slug}/interviews?day={day}")

    assert (fresh(booking).began_at is not None, fresh(booking).ended_at is not None) == (True, True)


@pytest.mark.usefixtures("on_the_day")
def test_course_can_be_taken_back_from_the_list(browser, interviewer, club, booking):
    desk = browser(interviewer)
    for step in ("beginning", "end", "end/cancellation", "beginning/cancellation"):
        assert desk.submit(_course(club, booking, step)).status_code == 302

    assert (fresh(booking).began_at, fresh(booking).ended_at) == (None, None)


@pytest.mark.usefixtures("on_the_day")
def test_button_on_the_candidates_page_leads_back_there(browser, interviewer, club, booking):
    answer = browser(interviewer).submit(_course(club, booking, "beginning"), {"page": "candidate"})

    assert answer.location == f"/manage/{club.slug}/candidates/{booking.application_id}"


def test_list_offers_what_comes_next(browser, interviewer, club, booking, slot, path):
    steps = ("arrival", "beginning", "end", "end/cancellation")

    def offered():
        page = desk.get(path).text
        return [step for step in steps if f'"{_course(club, booking, step)}"' in page]

    with time_machine.travel(slot.starts_at, tick=False):
        desk = browser(interviewer)
        seen = [offered()]
        for step in ("arrival", "beginning", "end"):
            desk.submit(_course(club, booking, step))
            seen.append(offered())

    assert seen == [["arrival", "beginning"], ["beginning"], ["end"], ["end/cancellation"]]


def test_interviews_of_later_days_have_no_button_to_begin(browser, interviewer, club, booking, path):
    desk = browser(interviewer)

    for address in (path, f"/manage/{club.slug}/candidates/{booking.application_id}"):
        page = desk.get(address).text
        assert (
            _course(club, booking, "arrival") in page,
            _course(club, booking, "beginning") in page,
        ) == (True, False)


def test_ending_what_has_not_begun_is_refused(browser, interviewer, club, booking):
    assert browser(interviewer).submit(_course(club, booking, "end")).status_code == 409
    assert fresh(booking).ended_at is None


@pytest.mark.parametrize("step", ["beginning", "beginning/cancellation", "end", "end/cancellation"])
def test_course_is_for_the_panel_and_officers(
    browser, interviewer, candidate, outsider, club, other_booking, step
):
    address = _course(club, other_booking, step)

    statuses = [browser(who).submit(address).status_code for who in (interviewer, candidate, outsider)]

    assert statuses == [403, 404, 404]
    assert fresh(other_booking).began_at is None


@pytest.mark.usefixtures("on_the_day")
@pytest.mark.parametrize("step", ["arrival", "beginning", "end"])
def test_officers_do_not_run_their_own_interview(browser, officer, club, path, own_booking, step):
    desk, address = browser(officer), _course(club, own_booking, step)

    assert desk.submit(address).status_code == 403
    assert (fresh(own_booking).checked_in_at, fresh(own_booking).began_at) == (None, None)
    assert ("教三 203" in (page := desk.get(path).text), address in page) == (True, False)


def test_interview_of_a_later_day_is_not_begun(browser, interviewer, club, booking):
    assert browser(interviewer).submit(_course(club, booking, "beginning")).status_code == 409
    assert (fresh(booking).checked_in_at, fresh(booking).began_at) == (None, None)


@pytest.mark.usefixtures("on_the_day")
def test_nothing_begins_without_a_token_or_by_reading(browser, interviewer, club, booking):
    desk = browser(interviewer)

    assert desk.post(_course(club, booking, "beginning")).status_code == 400
    assert desk.get(_course(club, booking, "beginning")).status_code == 405
    assert fresh(booking).began_at is None
