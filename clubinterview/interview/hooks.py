"""Where features above this one join in: cards on the page of a candidate, and how long an interview takes."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, SQLColumnExpression

from clubinterview.club.models import Membership
from clubinterview.interview.policies import Candidate
from clubinterview.recruitment.hooks import Card

# Each maker gets the candidate and the member who reads, an officer or on the panel, and returns the name of a
# template and what it is drawn with (there it is called `card`), or None when there is nothing to show.
candidate_cards: list[Callable[[Candidate, Membership], Card | None]] = []

# Each gets a column with ids of stages and returns one beside it: how many minutes an interview of that stage takes,
# NULL where nothing is said about it. The first that says something counts.
planned_minutes: list[Callable[[SQLColumnExpression[int]], ColumnElement[int | None]]] = []


def cards_for(candidate: Candidate, reader: Membership) -> list[Card]:
    """Return the cards that the makers have for this candidate, in their order."""
    drawn = (maker(candidate, reader) for maker in candidate_cards)
    return [card for card in drawn if card is not None]
