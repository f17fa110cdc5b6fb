"""A drive with an interview stage, somebody who is invited to it, and the promise that must hold after every test."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.clock import utcnow
from clubinterview.interview.models import Slot
from clubinterview.recruitment.models import Application, Drive, Stage, Status
from tests import factories
from tests.interview.seats import wrong_scorers, wrong_slots


@pytest.fixture(autouse=True)
def seats_are_counted(request: pytest.FixtureRequest, clean: None) -> Iterator[None]:
    """Whatever a test did, `booked` equals the live bookings within `capacity`, and their panels are the scorers."""
    yield
    if "app" in request.fixturenames:
        assert wrong_slots() == []
        assert wrong_scorers() == set()


@pytest.fixture
def drive(club: Club) -> Drive:
    return factories.make_drive(club=club)


@pytest.fixture
def stage(drive: Drive) -> Stage:
    return drive.stages[-1]


@pytest.fixture
def invited(drive: Drive, candidate: User) -> Application:
    """The candidate's application, in the interview stage."""
    return factories.make_application(drive=drive, user=candidate, status=Status.INTERVIEW)


@pytest.fixture
def slot(stage: Stage, interviewer: User) -> Slot:
    """A slot of one seat, tomorrow, with the interviewer on its panel."""
    return factories.make_slot(stage=stage, panel=(interviewer,), starts_at=utcnow() + timedelta(days=1))
