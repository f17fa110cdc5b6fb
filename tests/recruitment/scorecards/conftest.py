"""Scorecards are written in interviews, so they begin with the same drive, slot and promise."""

from tests.interview.conftest import drive, invited, seats_are_counted, slot, stage

__all__ = ["drive", "invited", "seats_are_counted", "slot", "stage"]
