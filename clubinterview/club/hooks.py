"""Where features above join in; `wiring.py` says who does, and in which order."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from clubinterview.auth.models import User
from clubinterview.club.models import Club

# A part of a page that a feature above renders: the name of a template, and its parameters, `fragment` in it.
Fragment = tuple[str, dict[str, Any]]

# Each gets (club id, user id, now), in the transaction that ends the person's role in the club.
role_ended: list[Callable[[int, int, datetime], None]] = []

# Each gets the club of a page and its reader, and returns its part of the page, None when it has nothing to show.
club_fragments: list[Callable[[Club, User], Fragment | None]] = []
