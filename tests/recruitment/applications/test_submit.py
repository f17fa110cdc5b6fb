"""Students submit an application, in time and once."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification, OutboxMessage
from clubinterview.messaging.rendering import render
from clubinterview.recruitment.applications import services as applying
from clubinterview.recruitment.applications.services import (
    DriveNotOpen,
    Entry,
    ResumeMissing,
    is_applied_with,
    new_reference,
    submit,
)
from clubinterview.recruitment.models import (
    Application,
    ApplicationEvent,
    ApplicationGram,
    DriveCount,
    FieldKind,
    FormField,
    Status,
)
from tests.counting import counted
from tests.factories import make_application, make_club, make_drive, make_resume, make_user
from tests.recruitment.forms import BAD_CASES, application_fields, bad_application_fields
from tests.recruitment.pages import answers, counts, form_of, only_application, saved_choices


def test_a_submitted_application_holds_all_of_it(browser, candidate, drive, resume):
    tech, press = drive.departments
    reason, hours = drive.fields

    answer = browser(candidate).submit(form_of(drive), application_fields(drive, wish_2=str(press.id)))

    application = only_application()
    assert answer.location == f"/applications/{application.id}"
    assert (application.user_id, application.drive_id) == (candidate.id, drive.id)
    assert (application.status, application.stage_id) == (Status.SUBMITTED, drive.stages[0].id)
    assert application.resume_id == resume.id
    assert application.submitted_at is not None
    assert saved_choices() == [(1, tech.id), (2, press.id)]
    assert answers() == {reason.id: "想写代码", hours.id: "5 小时"}
    events = db.session.scalars(select(ApplicationEvent).order_by(ApplicationEvent.id)).all()
    assert [(e.from_status, e.to_status, e.actor_id) for e in events] == [
        (None, Status.DRAFT, candidate.id),
        (Status.DRAFT, Status.SUBMITTED, candidate.id),
    ]
    assert counts() == {Status.DRAFT: 0, Status.SUBMITTED: 1}
    assert db.session.scalars(select(ApplicationGram.gram).where(ApplicationGram.gram == "欧阳")).all()


def test_the_student_is_told_that_it_arrived(browser, candidate, drive, resume):
    browser(candidate).submit(form_of(drive), application_fields(drive))

    application = only_application()
    notification = db.session.scalars(select(Notification)).one()
    assert (notification.user_id, notification.kind) == (candidate.id, "application_submitted")
    assert notification.path == f"/applications/{application.id}"
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert mail.recipient == candidate.email
    assert application.reference in render(mail).text


def test_submitting_twice_is_submitting_once(browser, candidate, drive, resume):
    page = browser(candidate)
    first = page.submit(form_of(drive), application_fields(drive))

    second = page.submit(form_of(drive), application_fields(drive, wish_1=str(drive.departments[1].id)))

    assert second.location == first.location
    assert saved_choices() == [(1, drive.departments[0].id)]
    assert len(db.session.scalars(select(Notification)).all()) == 1


def test_two_at_the_same_moment_make_one_application(app, candidate, drive, resume):
    entry = Entry([drive.departments[0].id], {})
    user_id, drive_id, both, results = candidate.id, drive.id, threading.Barrier(4), []
    db.session.remove()

    def apply() -> None:
        with app.app_context():
            both.wait()
            results.append(in_transaction(lambda: submit(user_id, drive_id, entry, now=utcnow()).id))

    threads = [threading.Thread(target=apply) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [only_application().id] * 4
    assert len(db.session.scalars(select(Notification)).all()) == 1
    assert db.session.get(DriveCount, (drive_id, Status.SUBMITTED)).total == 1


def test_many_first_applicants_are_all_counted(app, club, drive):
    people = [make_user(school=club.school) for _ in range(6)]
    for person in people:
        make_resume(user=person)
    entry, drive_id, start = Entry([drive.departments[0].id], {}), drive.id, threading.Barrier(6)
    ids = [person.id for person in people]
    db.session.remove()

    def apply(user_id: int) -> None:
        with app.app_context():
            start.wait()
            in_transaction(lambda: submit(user_id, drive_id, entry, now=utcnow()))

    threads = [threading.Thread(target=apply, args=(user_id,)) for user_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert db.session.get(DriveCount, (drive_id, Status.SUBMITTED)).total == 6
    assert db.session.get(DriveCount, (drive_id, Status.DRAFT)).total == 0


def test_a_resume_is_needed_to_submit_and_words_are_kept(browser, candidate, drive):
    answer = browser(candidate).submit(form_of(drive), application_fields(drive))

    assert answer.status_code == 422
    assert "想写代码" in answer.text
    assert 'href="/resume"' in answer.text
    assert db.session.scalars(select(Application)).all() == []


def test_the_verb_itself_asks_for_a_resume(candidate, drive):
    with pytest.raises(ResumeMissing), transaction():
        submit(candidate.id, drive.id, Entry([drive.departments[0].id], {}), now=utcnow())


def test_a_version_that_was_applied_with_is_kept(browser, candidate, drive, resume):
    other = make_resume(user=make_user())

    browser(candidate).submit(form_of(drive), application_fields(drive))

    assert is_applied_with(resume.id)
    assert not is_applied_with(other.id)


def test_gaps_between_wishes_close_on_submission(browser, candidate, drive, resume):
    fields = application_fields(drive, wish_1="", wish_2=str(drive.departments[1].id))

    browser(candidate).submit(form_of(drive), fields)

    assert saved_choices() == [(1, drive.departments[1].id)]


@pytest.mark.parametrize("case", BAD_CASES)
def test_bad_input_is_shown_and_nothing_is_kept(browser, candidate, drive, resume, case):
    fields = application_fields(drive) | bad_application_fields(drive)[case]

    answer = browser(candidate).submit(form_of(drive), fields)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert db.session.scalars(select(Application)).all() == []


def test_departments_that_do_not_recruit_are_refused(browser, candidate, club, resume):
    drive = make_drive(club=club)
    foreign = make_club().departments[0]

    answer = browser(candidate).submit(form_of(drive), application_fields(drive, wish_1=str(foreign.id)))

    assert answer.status_code == 422


def test_extra_fields_are_ignored(browser, candidate, other_candidate, drive, resume):
    extra = {
        "status": "joined",
        "user_id": str(other_candidate.id),
        "answer_999": "x",
        "reference": "CI-AAAAAA",
    }

    browser(candidate).submit(form_of(drive), application_fields(drive, **extra))

    application = only_application()
    assert (application.status, application.user_id) == (Status.SUBMITTED, candidate.id)
    assert application.reference != "CI-AAAAAA"


def test_emoji_and_rare_characters_are_kept(browser, candidate, drive, resume):
    reason = drive.fields[0].id

    browser(candidate).submit(form_of(drive), application_fields(drive, **{f"answer_{reason}": "我是 𠮷 😀"}))

    assert answers()[reason] == "我是 𠮷 😀"


def test_one_line_answers_have_their_own_limit(browser, candidate, drive, resume):
    with transaction():
        line = FormField(drive_id=drive.id, position=2, kind=FieldKind.TEXT, label="昵称", is_required=False)
        db.session.add(line)
    page = browser(candidate)

    long = page.submit(form_of(drive), application_fields(drive, **{f"answer_{line.id}": "长" * 201}))
    fine = page.submit(form_of(drive), application_fields(drive, **{f"answer_{line.id}": "长" * 200}))

    assert (long.status_code, fine.status_code) == (422, 302)


def test_an_optional_question_may_stay_open(browser, candidate, drive, resume):
    with transaction():
        for field in db.session.scalars(select(FormField)):
            field.is_required = False
    reason, hours = drive.fields

    browser(candidate).submit(
        form_of(drive), application_fields(drive, **{f"answer_{reason.id}": "", f"answer_{hours.id}": ""})
    )

    assert only_application().status == Status.SUBMITTED
    assert answers() == {}


@pytest.mark.parametrize(("seconds", "is_in_time"), [(-1, True), (0, True), (0.9, True), (1, False)])
def test_the_closing_includes_its_second(candidate, club, resume, seconds, is_in_time):
    closes_at = (utcnow() + timedelta(hours=1)).replace(microsecond=0)
    drive = make_drive(club=club, closes_at=closes_at)
    entry, now = Entry([drive.departments[0].id], {}), closes_at + timedelta(seconds=seconds)

    if is_in_time:
        with transaction():
            assert submit(candidate.id, drive.id, entry, now=now).status == Status.SUBMITTED
    else:
        with pytest.raises(DriveNotOpen), transaction():
            submit(candidate.id, drive.id, entry, now=now)


def test_nobody_is_earlier_than_the_opening(candidate, club, resume):
    opens_at = (utcnow() + timedelta(hours=1)).replace(microsecond=0)
    drive = make_drive(club=club, opens_at=opens_at)

    with pytest.raises(DriveNotOpen), transaction():
        submit(candidate.id, drive.id, Entry([], {}), now=opens_at - timedelta(seconds=1))
    with transaction():
        submit(candidate.id, drive.id, Entry([], {}), now=opens_at)


@pytest.mark.parametrize("act", ["draft", "submit"])
def test_too_late_is_a_refusal(browser, candidate, club, resume, act):
    drive, page = make_drive(club=club, closes_at=utcnow() + timedelta(hours=1)), browser(candidate)

    with time_machine.travel(drive.closes_at + timedelta(seconds=1), tick=False):
        answer = page.post(form_of(drive), data=application_fields(drive, act=act, csrf_token=page.token()))

    assert answer.status_code == 409
    assert db.session.scalars(select(Application)).all() == []


def test_receipts_are_easy_to_read_out():
    assert all(re.fullmatch("CI-[2-9A-HJ-NP-Z]{6}", new_reference()) for _ in range(200))


def test_a_receipt_that_is_taken_is_drawn_anew(candidate, drive, resume, monkeypatch):
    taken = make_application(drive=drive)
    drawn = iter([taken.reference, taken.reference, "CI-222222"])
    monkeypatch.setattr(applying, "new_reference", lambda: next(drawn))

    with transaction():
        application = submit(candidate.id, drive.id, Entry([], {}), now=utcnow())

    assert application.reference == "CI-222222"


def test_pages_cost_few_statements_and_write_nothing(browser, candidate, drive, resume):
    page = browser(candidate)
    page.submit(form_of(drive), application_fields(drive, act="draft"))
    costs = {}
    for path in (f"/drives/{drive.id}", form_of(drive)):
        with counted() as count:
            assert page.get(path).status_code == 200
        assert count.written == []
        costs[path] = count.sql

    assert max(costs.values()) <= 6, costs
