"""A student who asks the coach."""

from typing import Any

import pytest

from clubinterview.auth.models import User
from tests.factories import make_resume


@pytest.fixture
def student(browser: Any, candidate: User) -> Any:
    """A browser of the candidate, whose resume says a few words."""
    make_resume(user=candidate, text="熟悉 Python 与 Flask。\n做过校园二手书平台。")
    return browser(candidate)
