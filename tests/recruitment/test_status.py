"""The one door to an application's status: allowed steps, events, counts, listeners."""

from itertools import product

import pytest
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment import hooks
from clubinterview.recruitment.models import STATUS_NAMES, Application, ApplicationEvent, DriveCount, Status
from clubinterview.recruitment.status import NEXT, WrongState, change_status, change_statuses
from tests.factories import make_application, make_drive, make_user

pytestmark = pytest.mark.usefixtures("app")

ALLOWED = {
    ("draft", "submitted"),
    ("submitted", "interview"),
    ("submitted", "waitlisted"),
    ("submitted", "rejected"),
    ("submitted", "withdrawn"),
    ("interview", "offered"),
    ("interview", "waitlisted"),
    ("interview", "rejected"),
    ("interview", "withdrawn"),
    ("waitlisted", "interview"),
    ("waitlisted", "offered"),
    ("waitlisted", "rejected"),
    ("waitlisted", "withdrawn"),
    ("offered", "joined"),
    ("offered", "declined"),
    ("offered", "expired"),
}


def counts(drive_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(DriveCount.status, DriveCount.total).where(DriveCount.drive_id == drive_id)
    )
    return {status.value: total for status, total in rows}


def test_a_step_is_taken_exactly_when_the_table_allows_it():
    drive = make_drive()
    steps = [(old, new, make_application(drive=drive, status=old).id) for old, new in product(Status, Status)]
    for old, new, application_id in steps:
        application, refused = db.session.get_one(Application, application_id), None

        try:
            with transaction():
                change_status(application, new, now=utcnow(), actor_id=None)
        except WrongState as error:
            refused = error.present

        allowed = (old.value, new.value) in ALLOWED
        status = db.session.get_one(Application, application_id, populate_existing=True).status
        assert (old, new, status, refused) == ((old, new, new, None) if allowed else (old, new, old, old))


def test_every_status_has_a_row_in_the_table_and_a_name():
    assert set(NEXT) == set(STATUS_NAMES) == set(Status)


def test_a_step_leaves_an_event_and_moves_the_counts(candidate):
    application = make_application(user=candidate)
    now = utcnow()

    with transaction():
        change_status(application, Status.WITHDRAWN, now=now, actor_id=candidate.id, reason="没有时间")

    event = db.session.scalars(select(ApplicationEvent)).one()
    assert (event.from_status, event.to_status) == (Status.SUBMITTED, Status.WITHDRAWN)
    assert (event.actor_id, event.reason, event.created_at) == (candidate.id, "没有时间", now)
    assert counts(application.drive_id) == {"submitted": 0, "withdrawn": 1}


def test_a_refused_step_leaves_nothing():
    application = make_application(status=Status.REJECTED)

    with pytest.raises(WrongState), transaction():
        change_status(application, Status.OFFERED, now=utcnow(), actor_id=None)

    assert db.session.scalars(select(ApplicationEvent)).all() == []
    assert counts(application.drive_id) == {"rejected": 1}


def test_the_stage_follows_only_when_it_is_named():
    drive = make_drive()
    application = make_application(drive=drive)

    with transaction():
        change_status(application, Status.INTERVIEW, now=utcnow(), actor_id=None, stage=drive.stages[1])
    with transaction():
        moved = change_status(application, Status.WAITLISTED, now=utcnow(), actor_id=None)

    assert (moved.status, moved.stage_id) == (Status.WAITLISTED, drive.stages[1].id)


def test_many_steps_are_counted_together():
    drive = make_drive()
    applications = [make_application(drive=drive) for _ in range(3)]

    with transaction():
        steps = [(a.id, Status.REJECTED if i else Status.INTERVIEW, None) for i, a in enumerate(applications)]
        change_statuses(steps, now=utcnow(), actor_id=None)

    assert counts(drive.id) == {"submitted": 0, "interview": 1, "rejected": 2}


def test_listeners_hear_of_every_change(monkeypatch):
    heard = []
    monkeypatch.setattr(hooks, "status_changed", [lambda *change: heard.append(change)])
    application, now = make_application(), utcnow()

    with transaction():
        change_status(application, Status.REJECTED, now=now, actor_id=None)

    assert [(a.id, old, new, at) for a, old, new, at in heard] == [
        (application.id, Status.SUBMITTED, Status.REJECTED, now)
    ]


def test_a_listener_that_refuses_undoes_the_change(monkeypatch):
    def refuse(application: Application, old: Status, new: Status, now: object) -> None:
        raise WrongState(old)

    monkeypatch.setattr(hooks, "status_changed", [refuse])
    application = make_application(user=make_user())

    with pytest.raises(WrongState), transaction():
        change_status(application, Status.REJECTED, now=utcnow(), actor_id=None)

    assert counts(application.drive_id) == {"submitted": 1}


def test_the_refusal_names_the_present_state(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert "“Withdrawn”" in str(WrongState(Status.WITHDRAWN))
