"""The windows of those who import and export questions."""

from typing import Any

import pytest

from clubinterview.auth.models import User
from tests import factories


@pytest.fixture
def window(browser: Any) -> Any:
    return browser(factories.make_user(name="苏平", is_superuser=True))


@pytest.fixture
def officers_window(browser: Any, officer: User) -> Any:
    return browser(officer)
