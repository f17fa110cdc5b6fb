"""The base data of the package: schools and majors, as the ministry lists them."""

import csv
from importlib import resources
from typing import Any

from sqlalchemy import insert, select, update

from clubinterview.extensions import db
from clubinterview.profile.models import Major, School


def load_base_data() -> dict[str, int]:
    """Load schools and majors; what is there already is brought up to date. Runs in a transaction.

    Returns how many rows were added: {"schools": 2631, "majors": 352} into empty tables, zeros the second time.
    """
    return {"schools": _load_schools(), "majors": _load_majors()}


def _load_schools() -> int:
    rows = _rows("schools.csv")
    known = {code: tuple(rest) for code, *rest in db.session.execute(select(*_columns(School, rows))).all()}
    new = [row for row in rows if row["code"] not in known]
    if new:
        db.session.execute(insert(School), new)
    for row in rows:
        code, *rest = row.values()
        if code in known and known[code] != tuple(rest):
            db.session.execute(update(School).where(School.code == code).values(row))
    return len(new)


def _load_majors() -> int:
    rows = [
        {"category": row["category"], "class_name": row["class"], "name": row["name"]}
        for row in _rows("majors.csv")
    ]
    known = {tuple(row) for row in db.session.execute(select(*_columns(Major, rows))).all()}
    new = [row for row in rows if tuple(row.values()) not in known]
    if new:
        db.session.execute(insert(Major), new)
    return len(new)


def _columns(model: Any, rows: list[dict[str, str]]) -> list[Any]:
    return [getattr(model, name) for name in rows[0]]


def _rows(filename: str) -> list[dict[str, str]]:
    text = resources.files("clubinterview").joinpath("data", filename).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
