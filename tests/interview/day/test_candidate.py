"""/manage/<slug>/candidates/<id> and its scorecard: what interviewers see and send."""

import re

import pytest
from sqlalchemy import select

from clubinterview.club.models import Role
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.models import ApplicationAnswer, Outcome, Status
from clubinterview.recruitment.scorecards.models import Scorecard, ScorecardScore
from tests import factories
from tests.interview.seats import fresh


@pytest.fixture
def booking(invited, slot):
    return factories.make_booking(application=invited, slot=slot)


@pytest.fixture
def path(club, invited, booking):
    return f"/manage/{club.slug}/candidates/{invited.id}"


def _points(stage, *given):
    return {f"points_{criterion.id}": each for criterion, each in zip(stage.criteria, given, strict=False)}


def _checked(page):
    return re.findall(r'checked[^>]*name="points_\d+"[^>]*value="(\d)"', page.text)


def _publish(application, stage, officer):
    factories.make_decision(
        application=application, stage=stage, officer=officer, outcome=Outcome.REJECT, published_at=utcnow()
    )


def test_interviewer_sees_answers_wishes_and_resume(
    browser, interviewer, drive, stage, slot, candidate, club
):
    resume = factories.make_resume(user=candidate, text="熟悉 Python 😀 <b>")
    application = factories.make_application(
        drive=drive, user=candidate, status=Status.INTERVIEW, resume=resume
    )
    with transaction():
        db.session.add(
            ApplicationAnswer(
                application_id=application.id, form_field_id=drive.fields[0].id, text="想学 <i>"
            )
        )
    factories.make_booking(application=application, slot=slot)

    page = browser(interviewer).get(f"/manage/{club.slug}/candidates/{application.id}")

    assert page.status_code == 200
    for text in ("欧阳子涵", "技术部 › 宣传部", "想学 &lt;i&gt;", "熟悉 Python 😀 &lt;b&gt;", slot.place):
        assert text in page.text


def test_address_and_phone_of_a_candidate_are_not_shown(browser, interviewer, candidate, path):
    assert candidate.email not in browser(interviewer).get(path).text


@pytest.mark.parametrize("end", ["", "/scorecard", "/resume"])
def test_another_interviewer_is_refused(browser, club, path, end):
    other = factories.make_user(school=club.school)
    factories.make_membership(club=club, user=other, role=Role.INTERVIEWER)

    assert browser(other).get(path + end).status_code == 403


def test_interviewer_of_another_slot_is_refused(browser, club, stage, path, slot):
    other = factories.make_user(school=club.school)
    factories.make_membership(club=club, user=other)
    factories.make_slot(stage=stage, starts_at=slot.starts_at, panel=(other,))

    assert browser(other).get(path).status_code == 403


def test_interviewer_of_a_cancelled_booking_is_refused(browser, interviewer, path, booking, slot):
    with transaction():
        booking.is_live, slot.booked = None, 0

    assert browser(interviewer).get(path).status_code == 403


@pytest.mark.parametrize("end", ["", "/scorecard", "/resume"])
def test_candidate_of_another_club_is_not_there(browser, officer, interviewer, club, end):
    application = factories.make_application(status=Status.INTERVIEW)
    foreign = f"/manage/{club.slug}/candidates/{application.id}{end}"

    assert browser(officer).get(foreign).status_code == 404
    assert browser(interviewer).get(foreign).status_code == 404


def test_draft_of_an_application_is_not_there(browser, officer, drive, candidate, club):
    draft = factories.make_application(drive=drive, user=candidate, status=Status.DRAFT)

    assert browser(officer).get(f"/manage/{club.slug}/candidates/{draft.id}").status_code == 404


def test_resume_that_is_not_there_answers_404(browser, interviewer, path):
    assert browser(interviewer).get(f"{path}/resume").status_code == 404


def test_scorecard_is_submitted(browser, interviewer, path, stage, invited):
    answer = browser(interviewer).submit(
        f"{path}/scorecard", {**_points(stage, 3, 4), "note": "思路清楚 😀𠮷", "act": "submit"}
    )

    card = db.session.scalars(select(Scorecard)).one()
    assert (answer.status_code, answer.location) == (302, path)
    assert (card.application_id, card.interviewer_id, str(card.total)) == (invited.id, interviewer.id, "3.60")
    assert (card.note, card.submitted_at is not None) == ("思路清楚 😀𠮷", True)


def test_draft_comes_back_as_it_was_left(browser, interviewer, path, stage):
    desk = browser(interviewer)
    desk.submit(f"{path}/scorecard", {**_points(stage, 3), "note": "再听听", "act": "draft"})

    for page in (desk.get(path), desk.get(f"{path}/scorecard")):
        assert (_checked(page), "再听听" in page.text) == (["3"], True)


def test_scorecard_without_a_button_is_a_draft(browser, interviewer, path, stage):
    browser(interviewer).submit(f"{path}/scorecard", _points(stage, 3, 4))

    assert db.session.scalars(select(Scorecard)).one().submitted_at is None


def test_incomplete_submission_says_what_is_missing(browser, interviewer, path, stage):
    answer = browser(interviewer).submit(
        f"{path}/scorecard", {**_points(stage, 3), "note": "再听听", "act": "submit"}
    )

    assert (answer.status_code, _checked(answer), "再听听" in answer.text) == (422, ["3"], True)
    assert db.session.scalars(select(Scorecard)).all() == []


@pytest.mark.parametrize("points", ["0", "6", "abc", "3.5", "-1", "9" * 30, "\0"])
def test_points_are_1_to_5(browser, interviewer, path, stage, points):
    for act in ("draft", "submit"):
        answer = browser(interviewer).submit(
            f"{path}/scorecard", {**_points(stage, points, 4), "note": "再听听", "act": act}
        )
        assert (answer.status_code, "再听听" in answer.text) == (422, True)

    assert db.session.scalars(select(ScorecardScore)).all() == []


@pytest.mark.parametrize("note", ["长" * 2001, "a\0b"])
def test_note_that_cannot_be_kept_is_refused(browser, interviewer, path, stage, note):
    answer = browser(interviewer).submit(
        f"{path}/scorecard", {**_points(stage, 3, 4), "note": note, "act": "submit"}
    )

    assert (answer.status_code, _checked(answer)) == (422, ["3", "4"])


def test_criteria_of_other_drives_are_ignored(browser, interviewer, path, stage, club):
    foreign = factories.make_drive(club=club).stages[-1]

    browser(interviewer).submit(f"{path}/scorecard", {**_points(stage, 3), **_points(foreign, 5, 5)})

    scores = db.session.scalars(select(ScorecardScore)).all()
    assert [(score.criterion_id, score.points) for score in scores] == [(stage.criteria[0].id, 3)]


def test_fields_that_are_not_asked_for_change_nothing(browser, interviewer, officer, path, stage):
    browser(interviewer).submit(
        f"{path}/scorecard",
        {**_points(stage, 3, 4), "act": "submit", "interviewer_id": officer.id, "total": "5", "stage_id": 1},
    )

    card = db.session.scalars(select(Scorecard)).one()
    assert (card.interviewer_id, str(card.total)) == (interviewer.id, "3.60")


def test_submitted_scorecard_can_change_until_the_decision(
    browser, interviewer, path, stage, invited, officer
):
    desk = browser(interviewer)
    desk.submit(f"{path}/scorecard", {**_points(stage, 3, 4), "act": "submit"})
    desk.submit(f"{path}/scorecard", {**_points(stage, 5, 5), "act": "submit"})
    assert str(db.session.scalars(select(Scorecard.total)).one()) == "5.00"

    _publish(invited, stage, officer)
    answer = desk.submit(f"{path}/scorecard", {**_points(stage, 1, 1), "note": "改了", "act": "submit"})

    assert (answer.status_code, "改了" in answer.text) == (409, True)
    db.session.rollback()
    assert str(db.session.scalars(select(Scorecard.total)).one()) == "5.00"


def test_closed_scorecard_can_be_read(browser, interviewer, path, stage, invited, officer):
    factories.make_scorecard(application=invited, stage=stage, interviewer=interviewer, note="再听听")
    _publish(invited, stage, officer)

    page = browser(interviewer).get(path)

    assert (page.status_code, "再听听" in page.text, 'value="submit"' in page.text) == (200, True, False)


def test_submitted_scorecard_is_no_draft_again(browser, interviewer, path, stage, invited):
    card = factories.make_scorecard(application=invited, stage=stage, interviewer=interviewer)

    answer = browser(interviewer).submit(f"{path}/scorecard", {**_points(stage, 1), "act": "draft"})

    assert (answer.status_code, fresh(card).total) == (409, 4)


@pytest.mark.parametrize("role", ["officer", "owner"])
def test_officers_may_score_everybody(browser, request, path, stage, role):
    member = request.getfixturevalue(role)

    answer = browser(member).submit(f"{path}/scorecard", {**_points(stage, 3, 4), "act": "submit"})

    assert answer.status_code == 302


def test_nothing_is_scored_without_a_token(browser, interviewer, path, stage):
    answer = browser(interviewer).post(f"{path}/scorecard", data={**_points(stage, 3, 4), "act": "submit"})

    assert (answer.status_code, db.session.scalars(select(Scorecard)).all()) == (400, [])
