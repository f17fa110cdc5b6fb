"""Where features above this one join in: cards on a candidate's page, how long interviews take, who sits where."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression

from clubinterview.club.models import Membership
from clubinterview.core.transaction import after_commit
from clubinterview.interview.policies import Candidate
from clubinterview.recruitment.hooks import Card

# Each maker gets the candidate and the member who reads, an officer or on the panel, and returns the name of a
# template and what it is drawn with (there it is called `card`), or None when there is nothing to show.
candidate_cards: list[Callable[[Candidate, Membership], Card | None]] = []

# Each gets a column with ids of stages and returns one beside it: how many minutes an interview of that stage takes,
# NULL where nothing is said about it. The first that says something counts.
planned_minutes: list[Callable[[SQLColumnExpression[int]], ColumnElement[int | None]]] = []


# Each gets the id of a stage whose seats or panels have changed, after the change was committed and outside of any
# transaction. What it raises is logged and changes nothing.
seats_changed: list[Callable[[int], None]] = []


@dataclass(frozen=True)
class _SeatsChanged:
    """The call for one stage: equal to any other one for it, so that a transaction makes it once."""

    stage_id: int

    def __call__(self) -> None:
        for listener in seats_changed:
            listener(self.stage_id)


def tell_seats_changed(stage_id: int) -> None:
    """Let the listeners know, once the present transaction is committed."""
    after_commit(_SeatsChanged(stage_id))


def cards_for(candidate: Candidate, reader: Membership) -> list[Card]:
    """Return the cards that the makers have for this candidate, in their order."""
    drawn = (maker(candidate, reader) for maker in candidate_cards)
    return [card for card in drawn if card is not None]
