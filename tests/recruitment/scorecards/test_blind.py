"""What must stay hidden: others' scorecards until one's own is in, and all of it from students."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification, OutboxMessage
from clubinterview.recruitment.decisions.release import release_decisions
from clubinterview.recruitment.models import Outcome, Status
from clubinterview.recruitment.scorecards.models import Scorer
from clubinterview.recruitment.scorecards.services import save_scorecard
from tests import factories
from tests.acting import by
from tests.recruitment.cast import applied, make_score
from tests.recruitment.pages import names, ranking_of

NOTE = "只给同事看的评语"
HIDDEN, NOBODY_YET = "提交自己的评分表后，就能看到其他面试官的评分。", "还没有人提交评分表。"


@pytest.fixture
def booking(invited, slot):
    return factories.make_booking(application=invited, slot=slot)


@pytest.fixture
def others_card(invited, stage, officer, booking):
    """What somebody else submitted: 2 and 5, so 3.80."""
    points = dict(zip([criterion.id for criterion in stage.criteria], (2, 5), strict=True))
    with transaction():
        return save_scorecard(
            invited.id, stage.id, officer.id, points=points, note=NOTE, submit=True, now=utcnow()
        )


@pytest.fixture
def pages(club, invited):
    base = f"/manage/{club.slug}"
    return [
        f"{base}/candidates/{invited.id}",
        f"{base}/candidates/{invited.id}/scorecard",
        f"{base}/interviews",
    ]


def _leaks(text, officer):
    return [word for word in (NOTE, "3.80", "3.8", officer.name) if word in text]


@pytest.mark.parametrize("state", ["none", "draft"])
def test_others_stay_hidden_until_ones_own_is_in(
    browser, interviewer, officer, invited, stage, pages, others_card, state
):
    if state == "draft":
        factories.make_scorecard(application=invited, stage=stage, interviewer=interviewer, submitted=False)

    for path in pages:
        assert _leaks(browser(interviewer).get(path).text, officer) == []


def test_pages_are_the_same_bytes_with_and_without_others(
    browser, interviewer, invited, stage, slot, pages, drive, officer
):
    factories.make_booking(application=invited, slot=slot)
    desk = browser(interviewer)
    before = [_without_tokens(desk.get(path).text) for path in pages]

    factories.make_scorecard(application=invited, stage=stage, interviewer=officer, note=NOTE)

    assert [_without_tokens(desk.get(path).text) for path in pages] == before


def test_others_are_shown_once_ones_own_is_in(
    browser, interviewer, officer, invited, stage, pages, others_card
):
    factories.make_scorecard(application=invited, stage=stage, interviewer=interviewer, points=4)

    text = browser(interviewer).get(pages[0]).text

    assert (NOTE in text, "3.80" in text, "3.90" in text) == (True, True, True)


def test_drafts_of_others_are_never_shown(browser, interviewer, owner, invited, stage, pages, booking):
    factories.make_scorecard(
        application=invited, stage=stage, interviewer=owner, submitted=False, note="还没想好"
    )
    factories.make_scorecard(application=invited, stage=stage, interviewer=interviewer)

    assert "还没想好" not in browser(interviewer).get(pages[0]).text


def test_officers_read_all_on_the_applicants_page(browser, owner, club, drive, invited, others_card):
    text = browser(owner).get(f"/manage/{club.slug}/drives/{drive.id}/applicants/{invited.id}").text

    assert (NOTE in text, "3.80" in text) == (True, True)


def test_officer_on_the_panel_reads_none_before_handing_in(
    browser, owner, club, drive, stage, invited, officer
):
    slot = factories.make_slot(stage=stage, panel=(owner,), starts_at=utcnow() + timedelta(days=1))
    factories.make_booking(application=invited, slot=slot)
    factories.make_scorecard(application=invited, stage=stage, interviewer=officer, note=NOTE)
    path = f"/manage/{club.slug}/drives/{drive.id}/applicants/{invited.id}"
    before = browser(owner).get(path).text

    factories.make_scorecard(application=invited, stage=stage, interviewer=owner)

    after = browser(owner).get(path).text
    assert (NOTE in before, NOTE in after) == (False, True)
    assert (HIDDEN in before, HIDDEN in after) == (True, False)
    assert NOBODY_YET not in before


def test_officer_on_the_panel_reads_all_once_the_stage_is_decided(
    browser, owner, club, drive, stage, invited, officer
):
    now = utcnow()
    slot = factories.make_slot(stage=stage, panel=(owner,), starts_at=now - timedelta(hours=1))
    factories.make_booking(application=invited, slot=slot, began_at=slot.starts_at)
    factories.make_scorecard(application=invited, stage=stage, interviewer=officer, note=NOTE)
    factories.make_decision(application=invited, stage=stage, officer=officer, outcome=Outcome.REJECT)
    path = f"/manage/{club.slug}/drives/{drive.id}/applicants/{invited.id}"
    before = browser(owner).get(path).text

    with transaction():
        release_decisions(stage.id, deadline_at=now + timedelta(days=1), by=by(officer.id))

    assert db.session.scalars(select(Scorer.user_id)).all() == [owner.id]
    assert (NOTE in before, NOTE in browser(owner).get(path).text) == (False, True)


def test_interviewers_do_not_reach_the_applicants_page(
    browser, interviewer, club, drive, invited, others_card
):
    path = f"/manage/{club.slug}/drives/{drive.id}/applicants/{invited.id}"

    assert browser(interviewer).get(path).status_code == 403


def test_nothing_of_scores_reaches_the_student(browser, candidate, invited, officer, others_card):
    student = browser(candidate)

    for path in (f"/applications/{invited.id}", f"/applications/{invited.id}/slots", "/applications", "/"):
        answer = student.get(path)
        assert (answer.status_code, _leaks(answer.text, officer)) == (200, [])
    assert db.session.scalars(select(Notification)).all() == []
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_officer_who_applies_does_not_read_what_others_think(browser, club, drive, owner, officer, stage):
    own = factories.make_application(drive=drive, user=officer, status=Status.INTERVIEW)
    factories.make_scorecard(application=own, stage=stage, interviewer=owner, note=NOTE)

    for end in ("", "/scorecard"):
        answer = browser(officer).get(f"/manage/{club.slug}/candidates/{own.id}{end}")
        assert (answer.status_code, NOTE in answer.text) == (403, False)
    applicant = f"/manage/{club.slug}/drives/{drive.id}/applicants/{own.id}"
    assert NOTE not in browser(officer).get(applicant).text
    assert NOTE in browser(owner).get(applicant).text


def test_students_pages_are_the_same_bytes_with_and_without_scores(
    browser, candidate, invited, stage, slot, officer
):
    factories.make_booking(application=invited, slot=slot)
    student = browser(candidate)
    paths = [f"/applications/{invited.id}", f"/applications/{invited.id}/slots", "/applications"]
    before = [_without_tokens(student.get(path).text) for path in paths]

    factories.make_scorecard(application=invited, stage=stage, interviewer=officer, note=NOTE)

    assert [_without_tokens(student.get(path).text) for path in paths] == before


def _without_tokens(text):
    return "\n".join(line for line in text.splitlines() if "csrf_token" not in line)


def _ranking(reader, stage):
    """The names in the ranking from top to bottom, and what stands in their score cells."""
    page = reader.get(ranking_of(stage)).text
    cells = re.findall(r'<td data-label="得分">(.*?)</td>', page, re.DOTALL)
    return names(page), [re.sub(r"<[^>]+>|\s+", "", cell) for cell in cells]


def test_an_officer_who_is_still_to_score_learns_nothing_from_the_ranking(
    browser, officer, owner, drive, stage, slot
):
    best, mine, worst = (
        applied(drive, name, average=average, status=Status.INTERVIEW)
        for name, average in (("甲", "4.90"), ("乙", "3.70"), ("丙", "2.10"))
    )
    with transaction():
        db.session.add(Scorer(application_id=mine.id, stage_id=stage.id, user_id=officer.id))

    blind, others = _ranking(browser(officer), stage), _ranking(browser(owner), stage)

    assert blind[0] == ["甲", "丙", "乙"]
    assert blind[1][2] == "提交评分表后可见"
    assert others[0] == ["甲", "乙", "丙"]
    factories.make_scorecard(application=mine, stage=stage, interviewer=officer, points=3)
    assert _ranking(browser(officer), stage)[0] == others[0]


def test_the_place_of_ones_own_application_says_nothing(browser, officer, drive, stage):
    applied(drive, "甲", average="2.00", status=Status.INTERVIEW)
    own = factories.make_application(drive=drive, user=officer, status=Status.INTERVIEW)
    make_score(application=own, stage=stage, average="5.00")

    assert _ranking(browser(officer), stage)[0] == ["甲", officer.name]
