"""How much a person's files may take, over all features that store some."""

from collections.abc import Callable

from flask import current_app

# Each returns how many bytes its feature stores of this person. `wiring.py` lists them.
stored_bytes: list[Callable[[int], int]] = []


def has_room_for(user_id: int, size_bytes: int) -> bool:
    """Whether the person may store so much more. Ask with their row locked, so that two files count each other."""
    total = sum(count(user_id) for count in stored_bytes)
    return bool(total + size_bytes <= current_app.config["FILES_BYTES_PER_USER"])
