"""Schools and majors from a CSV file: checked whole, then written whole or not at all."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.fields import CONTROLS, unstorable
from clubinterview.core.tables.plans import Header, ImportRefused, Plan
from clubinterview.core.tables.reading import BrokenLine, csv_lines
from clubinterview.extensions import db
from clubinterview.profile.models import Major, School
from clubinterview.profile.search import search_text_of

MOST_ROWS = 10_000
MOST_BYTES = 1_000_000


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
            plan.refuse(line, _("Same as line %(line)d.", line=seen[key]))
            continue
        seen[key] = line
        if table is SCHOOLS and not _name_is_free(values, line, names, seen_names, plan):
            continue
        _sort(plan, known.get(key), values)
    plan.sort_problems()
    return plan


def carry_out(table: Table, text: str, *, by: By) -> Plan:
    """Write what the text says, in the present transaction. Twice changes nothing. Raises ImportRefused."""
    plan = plan_of(table, text)
    changed_meanwhile = _("The list has changed since you checked the file. Check it again.")
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
    audit(f"{table.model.__tablename__}.import", by=by, new=counts)
    return plan


def _rows(table: Table, text: str, plan: Plan) -> list[tuple[int, dict[str, str]]]:
    """Return (line number, values by attribute) of each good row; what is wrong with the others is in the plan."""
    needed = [name for name, _attribute, _most, optional in table.columns if not optional]
    allowed = [name for name, *_rest in table.columns]
    lines = csv_lines(text)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        _line, names = next(lines, (1, []))
        header = Header([name.strip().lower() for name in names], columns=allowed, needed=needed)
        if not header.is_sound:
            plan.refuse(1, _("The first line must name the columns: %(columns)s", columns=", ".join(needed)))
            return []
        for line, cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) >= MOST_ROWS:
                plan.refuse(line, _("The file can have at most %(most)d rows.", most=MOST_ROWS))
                break
            if len(cells) != len(header.names):
                plan.refuse(line, _("This line has a different number of columns from the first."))
                continue
            cleaned = header.by_name([cell.strip() for cell in cells])
            if (values := _checked(table, cleaned, line, plan)) is not None:
                rows.append((line, values))
    except BrokenLine as error:
        plan.refuse(error.line, _("This line isn't valid CSV. Check its quotation marks."))
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
            plan.refuse(line, _("%(column)s is longer than %(most)d characters.", column=name, most=most))
            return None
        if unstorable(value) or CONTROLS.search(value) or "|" in value and name != "aliases":
            plan.refuse(line, _("%(column)s contains a character that can't be saved.", column=name))
            return None
        values[attribute] = value
    return values


def _name_is_free(
    values: dict[str, str], line: int, names: dict[str, Any], seen: dict[str, int], plan: Plan
) -> bool:
    name = values["name"]
    if name in seen:
        plan.refuse(line, _("Same name as line %(line)d.", line=seen[name]))
        return False
    seen[name] = line
    holder = names.get(name)
    if holder is not None and holder.code != values["code"]:
        plan.refuse(line, _("The school with code %(code)s already has this name.", code=holder.code))
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
