"""Who acts, from where and when: what verbs take of the person who asks for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self


@dataclass(frozen=True)
class By:
    """Who does something, from which address, and at what time.

    actor_id: the person's account; None when it is the clock or a command.  ip: the address as the audit records it,
    "" when no request came in.  now: the time at which they act, aware, in UTC.
    """

    actor_id: int | None
    ip: str
    now: datetime

    @classmethod
    def clock(cls, now: datetime) -> Self:
        """Return what acts without a person: the worker's clock, or a command."""
        return cls(None, "", now)

    @property
    def person_id(self) -> int:
        """The person's account, for acts that only people do. Raises RuntimeError for the clock."""
        if self.actor_id is None:
            raise RuntimeError("only a person can do this")
        return self.actor_id
