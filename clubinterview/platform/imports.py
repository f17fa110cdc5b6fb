"""Schools and majors from a CSV file: checked whole, then written whole or not at all."""

import csv
import io
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from clubinterview.core.audit import audit
from clubinterview.core.errors import DomainError
from clubinterview.core.fields import CONTROLS, unstorable
from clubinterview.extensions import db
from clubinterview.profile.models import Major, School
from clubinterview.profile.search import search_text_of

MOST_ROWS = 10_000
MOST_BYTES = 1_000_000
MOST_PROBLEMS = 100


class ImportRefused(DomainError):
    """The file does not fit any more, as the list has changed since it was checked."""


@dataclass(frozen=True)
class Table:
    """What a file may hold.  columns: (name in the file, attribute, most characters, may be left out).

    key: the attributes that say which row is meant.
    """

    model: Any
    columns: tuple[tuple[str, str, int, bool], ...]
    key: tuple[str, ...]


SCHOOLS = Table(
    School,
    (
        ("code", "code", 20, False),
        ("name", "name", 60, False),
        ("province", "province", 20, False),
        ("city", "city", 20, False),
        ("level", "level", 10, False),
        ("aliases", "aliases", 200, True),
    ),
    ("code",),
)
MAJORS = Table(
    Major,
    (("category", "category", 20, False), ("class", "class_name", 40, False), ("name", "name", 60, False)),
    ("category", "class_name", "name"),
)
TABLES = {"schools": SCHOOLS, "majors": MAJORS}


@dataclass
class Plan:
    """What a file would do.  new: rows to add.  changed: rows with their ids.  problems: (line, sentence) pairs."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    same: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, sentence: str) -> None:
        self.problems.append((line, sentence))


def text_of(content: bytes) -> str | None:
    """Return a file's text, in UTF-8 (with or without its mark) or GB18030; None for anything else."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def plan_of(table: Table, text: str) -> Plan:
    """Return what the text would do. Writes nothing. One statement."""
    plan = Plan()
    rows = _rows(table, text, plan)
    known = {
        tuple(getattr(row, name) for name in table.key): row
        for row in db.session.scalars(select(table.model))
    }
    names = {row.name: row for row in known.values()} if table is SCHOOLS else {}
    seen: dict[tuple[str, ...], int] = {}
    seen_names: dict[str, int] = {}
    for line, values in rows:
        key = tuple(values[name] for name in table.key)
        if key in seen:
            plan.refuse(line, _("The same as line %(line)d.", line=seen[key]))
            continue
        seen[key] = line
        if table is SCHOOLS and not _name_is_free(values, line, names, seen_names, plan):
            continue
        _sort(plan, known.get(key), values)
    plan.problems = sorted(plan.problems)[:MOST_PROBLEMS]
    return plan


def carry_out(table: Table, text: str, *, actor_id: int, ip: str = "") -> Plan:
    """Write what the text says, in the present transaction. Twice changes nothing. Raises ImportRefused."""
    plan = plan_of(table, text)
    changed_meanwhile = _("The list has changed since you checked the file. Please check it again.")
    if plan.problems:
        raise ImportRefused(changed_meanwhile)
    try:
        with db.session.begin_nested():
            if plan.new:
                db.session.execute(insert(table.model), plan.new)
            if plan.changed:
                db.session.execute(update(table.model), plan.changed)
    except (IntegrityError, StaleDataError) as error:  # another import has added the same, or a row is gone
        raise ImportRefused(changed_meanwhile) from error
    counts = f"{len(plan.new)} new, {len(plan.changed)} changed"
    audit(f"{table.model.__tablename__}.import", actor_id=actor_id, new=counts, ip=ip)
    return plan


def _rows(table: Table, text: str, plan: Plan) -> list[tuple[int, dict[str, str]]]:
    """Return (line number, values by attribute) of each good row; the others are noted in the plan."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        needed = [name for name, _attribute, _most, optional in table.columns if not optional]
        allowed = {name for name, *_rest in table.columns}
        if not set(needed) <= set(header) <= allowed or len(set(header)) != len(header):
            plan.refuse(1, _("The first line must name the columns: %(columns)s", columns=", ".join(needed)))
            return []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) >= MOST_ROWS:
                plan.refuse(reader.line_num, _("A file has at most %(most)d rows.", most=MOST_ROWS))
                break
            if len(cells) != len(header):
                plan.refuse(reader.line_num, _("This line has another number of columns than the first one."))
                continue
            cleaned = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            if (values := _checked(table, cleaned, reader.line_num, plan)) is not None:
                rows.append((reader.line_num, values))
    except csv.Error:
        plan.refuse(reader.line_num, _("This line is not CSV. Please check its quotation marks."))
    return rows


def _checked(table: Table, cells: dict[str, str], line: int, plan: Plan) -> dict[str, str] | None:
    values = {}
    for name, attribute, most, optional in table.columns:
        if name not in cells:
            continue
        value = cells[name]
        if not value and not optional:
            plan.refuse(line, _("%(column)s is empty.", column=name))
            return None
        if len(value) > most:
            plan.refuse(line, _("%(column)s has more than %(most)d characters.", column=name, most=most))
            return None
        if unstorable(value) or CONTROLS.search(value) or "|" in value and name != "aliases":
            plan.refuse(line, _("%(column)s holds a character that cannot be saved.", column=name))
            return None
        values[attribute] = value
    return values


def _name_is_free(
    values: dict[str, str], line: int, names: dict[str, Any], seen: dict[str, int], plan: Plan
) -> bool:
    name = values["name"]
    if name in seen:
        plan.refuse(line, _("The same name as in line %(line)d.", line=seen[name]))
        return False
    seen[name] = line
    holder = names.get(name)
    if holder is not None and holder.code != values["code"]:
        plan.refuse(line, _("The school with the code %(code)s has this name.", code=holder.code))
        return False
    return True


def _sort(plan: Plan, row: Any, values: dict[str, str]) -> None:
    """Put a good row where it belongs: new, changed, or the same."""
    aliases = values.get("aliases", row.aliases if isinstance(row, School) else "")
    searchable = {**values, "search_text": search_text_of(values["name"], aliases)}
    if row is None:
        plan.new.append(searchable)
    elif any(getattr(row, name) != value for name, value in values.items()):
        plan.changed.append({"id": row.id, **searchable})
    else:
        plan.same += 1
