"""Measurements use the test suite's application and stores: `python -m pytest -n 0 -s bench`."""

from tests.conftest import *  # noqa: F403
