"""A person who has a number, and a drive to which they may apply."""

import pytest

from tests import factories
from tests.auth.acts import make_account
from tests.profile.erasure_acts import BIO, EMAIL, NAME, NUMBER, PHONE


@pytest.fixture
def person(club):
    return make_account(EMAIL, school=club.school, name=NAME, student_number=NUMBER, phone=PHONE, bio=BIO)


@pytest.fixture
def drive(club):
    return factories.make_drive(club=club)
