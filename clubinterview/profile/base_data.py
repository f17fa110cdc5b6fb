"""The base data of the package: schools and majors, as the ministry lists them, and short names of our own."""

import csv
from importlib import resources
from typing import Any

from sqlalchemy import insert, select, update

from clubinterview.extensions import db
from clubinterview.profile.models import Major, School
from clubinterview.profile.search import search_text_of


def load_base_data(*, overwrite: bool = False) -> dict[str, int]:
    """Add the schools and majors that are missing, and short names to schools without any. Runs in a transaction.

    overwrite: bring rows that differ from the package back to it; otherwise what administrators edited stays.
    Returns how many rows were added: {"schools": 2631, "majors": 352} into empty tables, zeros the second time.
    """
    return {"schools": _load_schools(overwrite), "majors": _load_majors()}


def _load_schools(overwrite: bool) -> int:
    aliases = {row["code"]: row["aliases"] for row in _rows("school_aliases.csv")}
    rows = [{**row, "aliases": aliases.get(row["code"], "")} for row in _rows("schools.csv")]
    known = {school.code: school for school in db.session.scalars(select(School))}
    names = {school.name for school in known.values()}
    # A name that an administrator has given to another school stays there.
    new = [row for row in rows if row["code"] not in known and row["name"] not in names]
    if new:
        searchable = [{**row, "search_text": search_text_of(row["name"], row["aliases"])} for row in new]
        db.session.execute(insert(School), searchable)
    changed = [_changed(known[row["code"]], row, overwrite) for row in rows if row["code"] in known]
    if updates := [values for values in changed if values]:
        db.session.execute(update(School), updates)
    return len(new)


def _changed(school: School, row: dict[str, str], overwrite: bool) -> dict[str, Any]:
    """Return what the school takes from its row of the package, with its id; empty for nothing."""
    values = dict(row) if overwrite else {"name": school.name, "aliases": school.aliases or row["aliases"]}
    values["search_text"] = search_text_of(values["name"], values["aliases"])
    differing = {name: value for name, value in values.items() if getattr(school, name) != value}
    return {"id": school.id, **values} if differing else {}


def _load_majors() -> int:
    rows = [
        {"category": row["category"], "class_name": row["class"], "name": row["name"]}
        for row in _rows("majors.csv")
    ]
    known = {
        (major.category, major.class_name, major.name): major for major in db.session.scalars(select(Major))
    }
    new = [
        {**row, "search_text": search_text_of(row["name"])}
        for row in rows
        if tuple(row.values()) not in known
    ]
    if new:
        db.session.execute(insert(Major), new)
    unsearchable = [
        {"id": major.id, "search_text": search_text_of(major.name)}
        for major in known.values()
        if major.search_text != search_text_of(major.name)
    ]
    if unsearchable:
        db.session.execute(update(Major), unsearchable)
    return len(new)


def _rows(filename: str) -> list[dict[str, str]]:
    text = resources.files("clubinterview").joinpath("data", filename).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
