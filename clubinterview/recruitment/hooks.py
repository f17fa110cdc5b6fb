"""Where features above this one join in: cards on the pages of an application, and changes of its status."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from clubinterview.auth.models import User
from clubinterview.recruitment.models import Application, Status

Card = tuple[str, dict[str, Any]]
CardMaker = Callable[[Application, User], Card | None]
StatusListener = Callable[[Application, Status, Status, datetime], None]

# Each maker gets the application (with drive, its club, and stage loaded) and the reader, and returns the name of
# a template and what it is drawn with (there it is called `card`), or None when there is nothing to show.
student_cards: list[CardMaker] = []
officer_cards: list[CardMaker] = []

# Each listener gets (application, old status, new status, now), in the transaction of the change and with the
# application's row locked. What it raises undoes the change.
status_listeners: list[StatusListener] = []

# Each forgets what its feature keeps about applications (their ids) that are emptied, in that transaction.
clearing: list[Callable[[Sequence[int]], None]] = []


def cards_of(makers: Iterable[CardMaker], application: Application, reader: User) -> list[Card]:
    """Return the cards that the makers have for this application and reader, in their order."""
    drawn = (maker(application, reader) for maker in makers)
    return [card for card in drawn if card is not None]
