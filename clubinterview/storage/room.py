"""How much room a person's files take, over all features that keep some."""

from collections.abc import Callable

from flask import current_app

counts: list[Callable[[int], int]] = []
"""Each feature's answer, in bytes, to: what do you keep of this person?"""


def has_room_for(user_id: int, size_bytes: int) -> bool:
    """Whether the person may keep so much more. Ask with their row locked, so that two files count each other."""
    kept_bytes = sum(count(user_id) for count in counts)
    return kept_bytes + size_bytes <= current_app.config["FILES_BYTES_PER_USER"]
