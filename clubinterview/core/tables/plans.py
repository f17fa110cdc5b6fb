"""What a file would do: checked whole first, then written whole or not at all."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from clubinterview.core.errors import DomainError

MOST_PROBLEMS = 100  # on a page; of many, the first ones are enough


class ImportRefused(DomainError):
    """The file does not fit any more, as what it was checked against has changed.  overtaken: names of it, if known."""

    def __init__(self, message: Any, overtaken: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.overtaken = overtaken


class Problem(NamedTuple):
    """What is wrong with a line of a file.  line: as an editor counts them, the header is the first.  column: or ""."""

    line: int
    column: str
    text: str


@dataclass
class Plan:
    """What a file would do.

    new: values of whole rows.  changed: ids and new values of rows that are there.  same: how many rows would stay.
    """

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, text: str, column: str = "") -> None:
        """Add a problem, so that nothing of the file is written."""
        self.problems.append(Problem(line, column, text))

    def sort_problems(self, most: int | None = MOST_PROBLEMS) -> None:
        """Put the problems in the order of the file, and leave out those after the first `most`."""
        self.problems = sorted(self.problems, key=lambda problem: problem[:2])[:most]


class Header:
    """The first line of a table, held against the columns that there may be.

    names: of the columns, as they stand there.  unknown: places of names that are none, from 1.  doubled: names that
    stand there twice or more.  missing: needed ones that do not.
    """

    def __init__(self, names: Sequence[str], *, columns: Collection[str], needed: Sequence[str] = ()) -> None:
        self.names = list(names)
        self.unknown = [place for place, name in enumerate(names, 1) if name not in columns]
        self.doubled = [name for name, number in Counter(names).items() if number > 1 and name in columns]
        self.missing = [name for name in needed if name not in names]

    @property
    def is_sound(self) -> bool:
        return not (self.unknown or self.doubled or self.missing)

    def by_name(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the cells of a line by the names of their columns; "" for those that the line lacks at its end."""
        lacking = [""] * (len(self.names) - len(cells))
        return dict(zip(self.names, [*cells, *lacking], strict=False))
