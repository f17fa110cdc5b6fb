"""What the tests of recruitment begin with."""

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.recruitment.models import Application, Drive, Stage
from clubinterview.resume.models import Resume
from tests.factories import make_application, make_drive, make_resume


@pytest.fixture
def drive(club: Club) -> Drive:
    """An open drive of the club."""
    return make_drive(club=club)


@pytest.fixture
def screening(drive: Drive) -> Stage:
    return drive.stages[0]


@pytest.fixture
def interview(drive: Drive) -> Stage:
    return drive.stages[1]


@pytest.fixture
def resume(candidate: User) -> Resume:
    """The candidate's current resume."""
    return make_resume(user=candidate)


@pytest.fixture
def application(drive: Drive, candidate: User, resume: Resume) -> Application:
    """A submitted application of the candidate, with a resume."""
    return make_application(drive=drive, user=candidate, resume=resume)
