"""Who acts in a test that calls a verb, as `core.web.acting` says it of a request."""

from datetime import datetime

from clubinterview.core.by import By
from clubinterview.core.clock import utcnow


def by(actor_id: int, now: datetime | None = None) -> By:
    """Return that this person acts, at this time or now."""
    return By(actor_id, "", now or utcnow())
