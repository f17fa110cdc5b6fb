"""Where features above join in; `wiring.py` says who does, and in which order."""

from collections.abc import Callable

# Each says whether its feature refers to this version (its id). Asked with the owner's row locked.
is_referred_to: list[Callable[[int], bool]] = []
