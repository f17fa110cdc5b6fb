"""What an account must do before it goes on: complete itself, choose a new password …

The guard asks the gates in their order, before each request. They look at the account alone, so they cost nothing.
Pages marked @open_before_completion stay open: signing out, the language, the privacy notice.
"""

from collections.abc import Callable
from dataclasses import dataclass

from clubinterview.auth.models import User


@dataclass(frozen=True)
class Gate:
    """One thing that must be done first.

    order: gates of a lower order come first.  is_shut: whether this account must do it.  endpoints: the pages where
    it is done; everything else leads to the first of them.
    """

    order: int
    is_shut: Callable[[User], bool]
    endpoints: tuple[str, ...]


gates: list[Gate] = []


def add_gate(order: int, is_shut: Callable[[User], bool], *endpoints: str) -> None:
    """Put up a gate. Features do this when they are imported."""
    gates.append(Gate(order, is_shut, endpoints))
    gates.sort(key=lambda gate: gate.order)


def gate_before(user: User, endpoint: str) -> str | None:
    """Return the endpoint where the user must go before this one, or None when the way is free."""
    for gate in gates:
        if gate.is_shut(user):
            return None if endpoint in gate.endpoints else gate.endpoints[0]
    return None


# Orders: 10 an account that is to be erased, 20 completion, 30 a new password, 40 a second factor, 50 a newer notice.
add_gate(20, lambda user: not user.is_initialised, "auth.complete")
