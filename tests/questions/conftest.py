"""The two banks in which questions are written: the platform's and a club's."""

from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from tests import factories


@pytest.fixture
def administrator() -> User:
    return factories.make_user(name="苏平", is_superuser=True)


@pytest.fixture(params=["platform", "club"])
def bank(request: pytest.FixtureRequest, club: Club, officer: User, administrator: User, browser: Any) -> Any:
    """A bank's address, its club or None, somebody who works on it, and their window."""

    class Bank:
        of_club = club if request.param == "club" else None
        base = f"/manage/{club.slug}/questions" if of_club else "/platform/questions"
        worker = officer if of_club else administrator
        window = browser(worker)

    return Bank
