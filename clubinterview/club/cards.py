"""Where features above this one put cards on a club's page."""

from collections.abc import Callable
from typing import Any

from clubinterview.auth.models import User
from clubinterview.club.models import Club

# Each maker gets the club and the reader, and returns the name of a template and what it is drawn with (there it
# is called `card`), or None when there is nothing to show.
club_cards: list[Callable[[Club, User], tuple[str, dict[str, Any]] | None]] = []
