"""Where features above join in when a person changes what they say about themselves, wants a copy of it, or goes.

`wiring.py` says who does, and in which order.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import LazyString

from clubinterview.auth.models import User


@dataclass(frozen=True)
class Section:
    """A part of the copy of a person's data.

    name: of the part in data.json.  title: as a reader sees it.  rows: plain values by the names of their columns.
    files: (name in the zip, key of storage.files).
    """

    name: str
    title: LazyString
    rows: list[dict[str, Any]]
    files: list[tuple[str, str]] = field(default_factory=list)


# Each listener gets the account, locked and changed, in the transaction of the change.
facts_changed: list[Callable[[User], None]] = []

# Each gives its part of the copy that a person asked for. Only what the person may see on pages belongs in it.
personal_data: list[Callable[[User], Iterable[Section]]] = []

# Each listener gets (account, locked; now) when erasing it is asked for, in that transaction. What it raises refuses it.
erasure_asked: list[Callable[[User, datetime], None]] = []

# Each listener gets the account, locked, when the erasing is called off, in that transaction.
erasure_undone: list[Callable[[User], None]] = []

# Each deletes what its feature stores of (account, locked; now), in the transaction that erases the account. Rows that
# others need stay, with nothing in them that identifies the person.
erasing: list[Callable[[User, datetime], None]] = []

# Each clears every night what its feature has stored long enough (present time), in small transactions of its own,
# and returns (what, how many).
expired: list[Callable[[datetime], tuple[str, int]]] = []
