"""Publishing tells everybody at once, each exactly once."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from clubinterview.auth.models import User
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import OutboxMessage
from clubinterview.messaging.rendering import render
from clubinterview.recruitment.applications.services import withdraw
from clubinterview.recruitment.decisions.release import DeadlinePassed, release_decisions
from clubinterview.recruitment.models import (
    Application,
    ApplicationEvent,
    Decision,
    Offer,
    Outcome,
    Status,
)
from clubinterview.recruitment.status import WrongState
from tests.acting import by
from tests.factories import (
    make_application,
    make_booking,
    make_club,
    make_decision,
    make_drive,
    make_slot,
    make_user,
)
from tests.recruitment.cast import make_score
from tests.recruitment.forms import local
from tests.recruitment.pages import counts, status_of, told


def path_of(stage) -> str:
    return f"/manage/{stage.drive.club.slug}/drives/{stage.drive_id}/stages/{stage.id}/publication"


def soon() -> dict[str, str]:
    return {"deadline_at": local(utcnow() + timedelta(days=2))}


def decided(drive, officer, outcome: Outcome, *, stage: int = 0, status: Status = Status.SUBMITTED, **fields):
    application = make_application(drive=drive, user=make_user(school=drive.club.school), status=status)
    make_decision(
        application=application, stage=drive.stages[stage], officer=officer, outcome=outcome, **fields
    )
    return application


# --- who may ---


@pytest.mark.parametrize(("reader", "code"), [("outsider", 404), ("candidate", 404), ("interviewer", 403)])
def test_others_may_not_publish(browser, request, drive, officer, reader, code):
    application = decided(drive, officer, Outcome.REJECT)

    answer = browser(request.getfixturevalue(reader)).submit(path_of(drive.stages[0]))

    assert answer.status_code == code
    assert status_of(application) == Status.SUBMITTED


def test_publishing_asks_to_sign_in_and_takes_no_link(client, browser, officer, drive):
    assert client.submit(path_of(drive.stages[0])).status_code == 401
    application = decided(drive, officer, Outcome.ADVANCE)
    assert browser(officer).get(path_of(drive.stages[0])).status_code == 200
    assert status_of(application) == Status.SUBMITTED


def test_the_whole_address_is_checked(browser, officer, club, drive):
    foreign = make_drive(club=make_club()).stages[0]

    for stage in (foreign, make_drive(club=club).stages[0]):
        path = f"/manage/{club.slug}/drives/{drive.id}/stages/{stage.id}/publication"
        assert browser(officer).submit(path).status_code == 404


# --- what follows ---


def test_after_screening_each_goes_where_it_was_decided(browser, officer, drive):
    advanced, waiting, rejected = (decided(drive, officer, outcome) for outcome in Outcome)
    undecided = make_application(drive=drive)

    answer = browser(officer).submit(path_of(drive.stages[0]))

    assert answer.status_code == 302
    for application in (advanced, waiting, rejected, undecided):
        db.session.refresh(application)
    screening, interview = (stage.id for stage in drive.stages)
    assert (advanced.status, advanced.stage_id) == (Status.INTERVIEW, interview)
    assert (waiting.status, waiting.stage_id) == (Status.WAITLISTED, screening)
    assert (rejected.status, rejected.stage_id) == (Status.REJECTED, screening)
    assert (undecided.status, undecided.stage_id) == (Status.SUBMITTED, screening)
    assert told() == {
        advanced.user_id: "application_invited",
        waiting.user_id: "application_waitlisted",
        rejected.user_id: "application_rejected",
    }
    assert counts() == {"submitted": 1, "interview": 1, "waitlisted": 1, "rejected": 1}


def test_after_the_last_stage_offers_are_made(browser, officer, drive):
    press = drive.departments[1]
    application = decided(
        drive, officer, Outcome.ADVANCE, stage=1, status=Status.INTERVIEW, department_id=press.id
    )
    deadline = (utcnow() + timedelta(days=3)).replace(second=0, microsecond=0)

    browser(officer).submit(path_of(drive.stages[1]), {"deadline_at": local(deadline)})

    offer = db.session.scalars(select(Offer)).one()
    assert status_of(application) == Status.OFFERED
    assert (offer.application_id, offer.department_id, offer.deadline_at) == (
        application.id,
        press.id,
        deadline,
    )
    assert "宣传部" in render(db.session.scalars(select(OutboxMessage)).one()).text


def test_publishing_is_audited_with_old_and_new(browser, officer, club, drive):
    application = decided(drive, officer, Outcome.ADVANCE)

    browser(officer).submit(path_of(drive.stages[0]))

    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.actor_id, entry.subject_user_id, entry.club_id, entry.old, entry.new) == (
        "decision.publish",
        officer.id,
        application.user_id,
        club.id,
        "submitted",
        "interview",
    )


def test_publishing_again_publishes_only_what_is_new(browser, officer, drive):
    first, page = decided(drive, officer, Outcome.REJECT), browser(officer)
    page.submit(path_of(drive.stages[0]))
    second = decided(drive, officer, Outcome.REJECT)

    page.submit(path_of(drive.stages[0]))
    page.submit(path_of(drive.stages[0]))

    assert told() == {first.user_id: "application_rejected", second.user_id: "application_rejected"}
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 2


def test_those_who_withdrew_are_left_alone(browser, officer, drive):
    application = decided(drive, officer, Outcome.ADVANCE)
    with transaction():
        withdraw(application.user_id, application.id, now=utcnow())

    browser(officer).submit(path_of(drive.stages[0]))

    assert status_of(application) == Status.WITHDRAWN
    assert told() == {application.user_id: "application_withdrawn"}


def test_one_who_withdrew_does_not_hold_up_the_others(browser, officer, drive):
    withdrawn, advanced = (decided(drive, officer, Outcome.ADVANCE) for _ in range(2))
    with transaction():
        withdraw(withdrawn.user_id, withdrawn.id, now=utcnow())

    answer = browser(officer).submit(path_of(drive.stages[0]))

    assert answer.status_code == 302
    assert (status_of(withdrawn), status_of(advanced)) == (Status.WITHDRAWN, Status.INTERVIEW)
    published = select(Decision.application_id).where(Decision.published_at.is_not(None))
    assert db.session.scalars(published).all() == [advanced.id]


@pytest.mark.parametrize(("stage", "status"), [(0, Status.INTERVIEW), (1, Status.OFFERED)])
def test_the_waiting_list_leads_on(browser, officer, drive, stage, status):
    application = decided(drive, officer, Outcome.ADVANCE, stage=stage, status=Status.WAITLISTED)
    with transaction():
        application.stage_id = drive.stages[stage].id
        decision = db.session.scalars(select(Decision)).one()
        decision.department_id = drive.departments[0].id if stage else None

    browser(officer).submit(path_of(drive.stages[stage]), soon())

    assert status_of(application) == status
    assert db.session.get_one(Decision, decision.id, populate_existing=True).published_at is not None


def test_one_can_wait_at_both_stages(officer, drive, candidate):
    application = make_application(drive=drive, user=candidate)
    stages = list(drive.stages)
    for stage, outcome in (
        (0, Outcome.WAITLIST),
        (0, Outcome.ADVANCE),
        (1, Outcome.WAITLIST),
        (1, Outcome.REJECT),
    ):
        with transaction():
            db.session.execute(
                Decision.__table__.delete().where(Decision.__table__.c.stage_id == stages[stage].id)
            )
        make_decision(application=application, stage=stages[stage], officer=officer, outcome=outcome)
        with transaction():
            release_decisions(stages[stage].id, deadline_at=utcnow() + timedelta(days=1), by=by(officer.id))

    events = db.session.scalars(select(ApplicationEvent.to_status).order_by(ApplicationEvent.id)).all()
    assert events == ["waitlisted", "interview", "waitlisted", "rejected"]
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 4


# --- the deadline of offers ---


@pytest.mark.parametrize("deadline", ["", "soon", "2020-01-01T12:00", "1999-01-01T00:00"])
def test_offers_need_a_deadline_in_the_future(browser, officer, drive, deadline):
    application = decided(
        drive,
        officer,
        Outcome.ADVANCE,
        stage=1,
        status=Status.INTERVIEW,
        department_id=drive.departments[0].id,
    )

    answer = browser(officer).submit(path_of(drive.stages[1]), {"deadline_at": deadline})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert status_of(application) == Status.INTERVIEW
    assert told() == {}


@pytest.mark.parametrize("deadline", [None, timedelta(0), timedelta(seconds=-1)])
def test_the_verb_itself_asks_for_a_deadline(officer, drive, deadline):
    now = utcnow()

    with pytest.raises(DeadlinePassed), transaction():
        release_decisions(
            drive.stages[1].id,
            deadline_at=None if deadline is None else now + deadline,
            by=by(officer.id, now),
        )


# --- two at once ---


def test_two_officers_publish_each_decision_once(app, officer, owner, drive):
    applications = [decided(drive, officer, outcome) for outcome in list(Outcome) * 5]
    stage_id, start, published = drive.stages[0].id, threading.Barrier(2), []
    actors = [officer.id, owner.id]
    db.session.remove()

    def publish(actor_id: int) -> None:
        with app.app_context():
            start.wait()
            published.append(
                in_transaction(lambda: release_decisions(stage_id, deadline_at=None, by=by(actor_id)))
            )

    threads = [threading.Thread(target=publish, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(published) == [0, 15]
    assert db.session.scalar(select(func.count()).select_from(ApplicationEvent)) == 15
    assert len(told()) == 15
    assert counts() == {"submitted": 0, "interview": 5, "waitlisted": 5, "rejected": 5}
    assert {status_of(application) for application in applications} == {"interview", "waitlisted", "rejected"}


def test_publishing_and_withdrawing_at_once_leave_every_count_right(app, officer, drive):
    applications = [decided(drive, officer, Outcome.REJECT) for _ in range(6)]
    people = [(application.user_id, application.id) for application in applications]
    stage_id, start, actor_id = drive.stages[0].id, threading.Barrier(7), officer.id
    db.session.remove()

    def publish() -> None:
        with app.app_context():
            start.wait()
            in_transaction(lambda: release_decisions(stage_id, deadline_at=None, by=by(actor_id)))

    def take_back(user_id: int, application_id: int) -> None:
        with app.app_context():
            start.wait()
            try:
                in_transaction(lambda: withdraw(user_id, application_id, now=utcnow()))
            except WrongState as refusal:
                assert refusal.present == Status.REJECTED

    threads = [threading.Thread(target=publish)]
    threads += [threading.Thread(target=take_back, args=pair) for pair in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    states = [status_of(application) for application in applications]
    counted = counts()
    assert counted.get("rejected", 0) == states.count(Status.REJECTED)
    assert counted.get("withdrawn", 0) == states.count(Status.WITHDRAWN)
    assert counted["submitted"] == 0
    assert len(told()) == 6


@pytest.mark.parametrize(("locale", "stage"), [("zh_Hans_CN", "“面试”"), ("en", "“Interview”")])
def test_a_mail_names_the_usual_stage_in_its_readers_language(drive, officer, locale, stage):
    application = decided(drive, officer, Outcome.ADVANCE)
    with transaction():
        application.user.locale = locale
        drive.stages[1].name = ""

    in_transaction(lambda: release_decisions(drive.stages[0].id, deadline_at=None, by=by(officer.id)))

    assert stage in render(db.session.scalars(select(OutboxMessage)).one()).text


# --- what is asked before ---


def facts(browser, reader, stage) -> str:
    page = browser(reader).get(path_of(stage)).text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<h1>")[1].split("<footer")[0]))


def test_before_publishing_the_page_says_what_it_will_do(browser, officer, drive):
    interview = drive.stages[1]
    for outcome in (Outcome.ADVANCE, Outcome.ADVANCE, Outcome.REJECT):
        decided(drive, officer, outcome, stage=1, status=Status.INTERVIEW)
    make_application(drive=drive, status=Status.INTERVIEW)
    scored, rejected = (
        db.session.scalars(select(Application).order_by(Application.id)).all()[place] for place in (0, 2)
    )
    make_score(application=scored, stage=interview, average="4.00")
    later = utcnow() + timedelta(days=1)
    make_booking(application=rejected, slot=make_slot(stage=interview, starts_at=later))
    with transaction():
        db.session.get_one(User, rejected.user_id).name = "黄婷"

    said = facts(browser, officer, interview)

    assert "2 录取" in said
    assert "1 不通过" in said
    assert "1 还没有结果" in said
    assert re.search(r"不通过 1 黄婷", said)
    assert re.search(r"没有评分表就定了结果 2", said)
    assert re.search(r"公布后会取消： 黄婷 \d+月\d+日", said)


def test_what_was_taken_back_is_neither_shown_nor_published(browser, officer, drive):
    application = decided(drive, officer, Outcome.REJECT)
    with transaction():
        db.session.scalars(select(Decision)).one().outcome = None

    said = facts(browser, officer, drive.stages[0])
    browser(officer).submit(path_of(drive.stages[0]))

    assert "不通过" not in said
    assert status_of(application) == Status.SUBMITTED


def test_ones_own_result_is_not_told_before(browser, officer, owner, drive):
    own = make_application(drive=drive, user=officer)
    make_decision(application=own, stage=drive.stages[0], officer=owner, outcome=Outcome.REJECT)

    assert "不通过" not in facts(browser, officer, drive.stages[0])
    assert "不通过" in facts(browser, owner, drive.stages[0])
