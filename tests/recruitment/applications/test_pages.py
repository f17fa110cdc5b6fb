"""Students see how their applications go, and nothing before it is published."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import OutboxMessage
from clubinterview.recruitment import hooks
from clubinterview.recruitment.models import ApplicationAnswer, ApplicationEvent, Outcome, Status
from clubinterview.recruitment.queries import applications_of
from clubinterview.recruitment.status import change_status
from tests.counting import counted
from tests.factories import make_application, make_booking, make_club, make_decision, make_drive, make_slot
from tests.recruitment.cast import make_offer, make_score
from tests.recruitment.pages import page_of, shown, told


def test_the_list_shows_ones_own_with_their_states(browser, candidate, other_candidate, club, drive):
    mine = make_application(drive=drive, user=candidate)
    make_application(drive=drive, user=other_candidate)

    page = browser(candidate).get("/applications").text

    assert page.count('href="/applications/') == 1
    assert mine.reference in page
    assert club.name in page


def test_an_empty_list_leads_to_the_clubs(browser, candidate):
    assert 'href="/clubs"' in browser(candidate).get("/applications").text


@pytest.mark.parametrize("path", ["/applications", "/applications/1"])
def test_applications_ask_to_sign_in(client, path):
    assert client.get(path).location.startswith("/login")


def test_the_list_goes_by_pages(browser, candidate, club):
    titles = [f"第 {number} 次招新" for number in range(52)]
    for title in titles:
        make_application(drive=make_drive(club=club, title=title), user=candidate)
    page = browser(candidate)

    first = page.get("/applications").text
    second = page.get(first.split('rel="next" href="')[1].split('"')[0]).text

    assert [title in first for title in titles] == [False] * 2 + [True] * 50
    assert [title in second for title in titles] == [True] * 2 + [False] * 50


def test_the_list_costs_the_same_for_one_and_many(browser, candidate, club):
    page = browser(candidate)
    costs = []
    for _ in range(2):
        for _ in range(5):
            make_application(drive=make_drive(club=club), user=candidate)
        with counted() as count:
            page.get("/applications")
        costs.append(count.sql)

    assert costs[0] == costs[1] <= 3


def test_home_gets_applications_with_all_they_show_in_one_statement(candidate, drive):
    make_offer(user=candidate, drive=drive)
    db.session.expunge_all()

    with counted() as count:
        [application] = applications_of(candidate)
        words = (application.drive.club.name, application.stage.name, application.offer.department.name)

    assert all(words)
    assert count.sql == 1


# --- one application ---


def test_the_page_shows_what_was_written(browser, candidate, drive):
    application = make_application(drive=drive, user=candidate)
    with transaction():
        db.session.add(
            ApplicationAnswer(
                application_id=application.id, form_field_id=drive.fields[0].id, text="<b>因为</b> 𠮷😀"
            )
        )

    page = browser(candidate).get(f"/applications/{application.id}").text

    for words in (
        application.reference,
        "技术部",
        "宣传部",
        "为什么想加入我们？",
        "&lt;b&gt;因为&lt;/b&gt; 𠮷😀",
    ):
        assert words in page


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_every_state_has_a_page(browser, candidate, drive, status):
    application = make_application(drive=drive, user=candidate, status=status)

    assert browser(candidate).get(f"/applications/{application.id}").status_code == 200


def test_the_timeline_tells_what_was_and_what_comes(browser, candidate, drive):
    application = make_application(drive=drive, user=candidate)
    with transaction():
        change_status(
            application,
            Status.INTERVIEW,
            now=utcnow(),
            actor_id=None,
            stage=drive.stages[1],
            reason="secret reason",
        )

    page = browser(candidate).get(f"/applications/{application.id}").text

    steps = page.split('<ol class="steps">')[1].split("</ol>")[0]
    assert [line.split('"')[0] for line in steps.split('<li class="')[1:]] == ["done", "now", "next"]
    assert "简历筛选" in steps
    assert "面试" in steps
    assert "secret reason" not in page


def test_parts_of_features_above_are_rendered(browser, candidate, drive, monkeypatch):
    application = make_application(drive=drive, user=candidate)
    asked = []

    def fragment(shown_application, reader):
        asked.append((shown_application.id, reader.id))
        return "recruitment/_club_drives.html", {"drives": [], "may_apply": False}

    monkeypatch.setattr(hooks, "application_fragments", [fragment, lambda application, reader: None])

    page = browser(candidate).get(f"/applications/{application.id}").text

    assert asked == [(application.id, candidate.id)]
    assert "仅限本校学生报名" in page


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize(
    ("status", "stage"), [(Status.SUBMITTED, 0), (Status.INTERVIEW, 1), (Status.WAITLISTED, 1)]
)
def test_an_unpublished_decision_changes_nothing_that_the_student_sees(
    browser, candidate, officer, drive, outcome, status, stage
):
    application = make_application(drive=drive, user=candidate, status=status)
    page = browser(candidate)
    paths = ("/applications", f"/applications/{application.id}", f"/drives/{drive.id}", "/notifications", "/")
    before = {path: shown(page.get(path).text) for path in paths}

    make_score(application=application, stage=drive.stages[stage], average="4.20")
    make_decision(
        application=application,
        stage=drive.stages[stage],
        officer=officer,
        outcome=outcome,
        department_id=drive.departments[1].id,
        note="悄悄话",
    )

    assert {path: shown(page.get(path).text) for path in paths} == before


def test_deciding_tells_nobody(browser, officer, candidate, drive):
    application = make_application(drive=drive, user=candidate)
    fields = {"stage_id": str(drive.stages[0].id), "outcome": "reject", "note": "悄悄话"}

    answer = browser(officer).submit(page_of(application, "/decision"), fields)

    assert answer.status_code == 302
    assert told() == {}
    assert db.session.scalars(select(OutboxMessage)).all() == []
    assert db.session.scalars(select(ApplicationEvent)).all() == []


def test_a_page_with_a_booked_interview_costs_six_statements(browser, candidate, drive):
    application = make_application(drive=drive, user=candidate, status=Status.INTERVIEW)
    make_booking(application=application, slot=make_slot(stage=drive.stages[1]))
    page = browser(candidate)

    with counted() as count:
        assert page.get(f"/applications/{application.id}").status_code == 200

    assert count.sql <= 6


def test_a_page_costs_six_statements_and_writes_nothing(browser, candidate, drive):
    application = make_offer(user=candidate, drive=drive)
    page = browser(candidate)

    with counted() as count:
        assert page.get(f"/applications/{application.id}").status_code == 200

    assert count.sql <= 6
    assert count.written == []


def test_an_application_of_a_drive_of_long_ago_is_still_there(browser, candidate, club):
    drive = make_drive(
        club=club, closes_at=utcnow() - timedelta(days=900), opens_at=utcnow() - timedelta(days=910)
    )
    application = make_application(drive=drive, user=candidate, status=Status.JOINED)

    assert browser(candidate).get(f"/applications/{application.id}").status_code == 200


def test_a_student_who_changed_schools_keeps_the_application(browser, candidate, drive):
    application = make_application(drive=drive, user=candidate)
    with transaction():
        candidate.school_id = make_club().school_id

    assert browser(candidate).get(f"/applications/{application.id}").status_code == 200
