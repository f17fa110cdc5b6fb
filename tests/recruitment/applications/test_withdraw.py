"""Students take an application back."""

import pytest
from sqlalchemy import select

from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from clubinterview.recruitment.models import (
    Status,
)
from tests.factories import make_application
from tests.recruitment.pages import only_application


@pytest.mark.parametrize("status", ["submitted", "interview", "waitlisted"])
def test_an_application_in_progress_can_be_withdrawn(browser, candidate, drive, status):
    application = make_application(drive=drive, user=candidate, status=Status(status))

    answer = browser(candidate).submit(f"/applications/{application.id}/withdrawal")

    assert answer.location == f"/applications/{application.id}"
    assert only_application().status == Status.WITHDRAWN
    assert db.session.scalars(select(Notification.kind)).all() == ["application_withdrawn"]


@pytest.mark.parametrize("status", ["draft", "offered", "joined", "rejected", "declined", "expired"])
def test_other_applications_cannot_be_withdrawn(browser, candidate, drive, status):
    application = make_application(drive=drive, user=candidate, status=Status(status))

    assert browser(candidate).submit(f"/applications/{application.id}/withdrawal").status_code == 409
    assert only_application().status == status


def test_withdrawing_twice_is_withdrawing_once(browser, candidate, drive):
    application = make_application(drive=drive, user=candidate)
    page = browser(candidate)

    page.submit(f"/applications/{application.id}/withdrawal")
    assert page.submit(f"/applications/{application.id}/withdrawal").status_code == 302

    assert len(db.session.scalars(select(Notification)).all()) == 1


@pytest.mark.parametrize("tail", ["", "/withdrawal", "/offer/acceptance", "/offer/refusal"])
def test_somebody_elses_application_is_not_found(browser, candidate, other_candidate, drive, tail):
    application = make_application(drive=drive, user=candidate)
    stranger = browser(other_candidate)

    answer = (stranger.submit if tail else stranger.get)(f"/applications/{application.id}{tail}")

    assert answer.status_code == 404
    assert only_application().status == Status.SUBMITTED


@pytest.mark.parametrize("tail", ["/withdrawal", "/offer/acceptance", "/offer/refusal"])
def test_acts_of_nobody_are_refused(client, candidate, drive, tail):
    application = make_application(drive=drive, user=candidate)

    assert client.submit(f"/applications/{application.id}{tail}").status_code == 401
    assert client.get(f"/applications/{application.id}{tail}").status_code == 405


def test_without_a_token_nothing_is_withdrawn(browser, candidate, drive):
    application = make_application(drive=drive, user=candidate)

    assert browser(candidate).post(f"/applications/{application.id}/withdrawal").status_code == 400
    assert only_application().status == Status.SUBMITTED
