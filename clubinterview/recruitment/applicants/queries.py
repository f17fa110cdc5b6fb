"""The officers' list of applicants: filtered, searched, and paged at a cost that does not grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from clubinterview.core.pagination import Cursor
from clubinterview.extensions import db
from clubinterview.recruitment.applicants.search import grams_to_find
from clubinterview.recruitment.keyset import ids_of_page
from clubinterview.recruitment.models import Application, ApplicationChoice, ApplicationGram, Status

ALL_INDEX = "ix_application_drive_id_id_status"
STATUS_INDEX = "ix_application_drive_id_status_id"


@dataclass(frozen=True)
class Filters:
    """Which applicants are shown. query: normalised, "" for no search; drafts are never shown."""

    status: Status | None = None
    department_id: int | None = None
    query: str = ""


def applicants_page(drive_id: int, filters: Filters, cursor: Cursor) -> Sequence[Application]:
    """Return the applications of a page, newest first, and one more when there is another page.

    Each has its person and its choices loaded. One statement: the ids come from an index, then the rows.
    A search may find some whose letters stand apart; `search.is_found` tells them.
    """
    ids = page_of_applicants(drive_id, filters, cursor).subquery()
    return (
        db.session.scalars(
            select(Application)
            .join(ids, ids.c.id == Application.id)
            .join(Application.user)
            .options(contains_eager(Application.user), joinedload(Application.choices))
            .order_by(Application.id.desc())
        )
        .unique()
        .all()
    )


def page_of_applicants(drive_id: int, filters: Filters, cursor: Cursor) -> Select[int]:
    """Return the select of the page's application ids, which an index alone can answer."""
    if grams := grams_to_find(filters.query):
        query, id_column = _with_grams(drive_id, grams, filters)
    elif filters.department_id is not None:
        query, id_column = _with_wish(drive_id, filters.department_id, filters.status)
    else:
        query, id_column = _with_status(drive_id, filters.status)
    return ids_of_page(query, id_column, cursor)


def _with_status(drive_id: int, status: Status | None) -> tuple[Select[int], Any]:
    """Without a hint MariaDB may walk the primary key instead, through all other drives' applications."""
    query = select(Application.id).where(Application.drive_id == drive_id)
    if status is None:
        return _forced(query.where(Application.status != Status.DRAFT), ALL_INDEX), Application.id
    return _forced(query.where(Application.status == status), STATUS_INDEX), Application.id


def _forced(query: Select[int], index: str) -> Select[int]:
    for dialect in ("mysql", "mariadb"):
        query = query.with_hint(Application, f"FORCE INDEX ({index})", dialect)
    return query


def _with_wish(drive_id: int, department_id: int, status: Status | None) -> tuple[Select[int], Any]:
    query = (
        select(ApplicationChoice.application_id.label("id"))
        .join(Application, Application.id == ApplicationChoice.application_id)
        .where(ApplicationChoice.department_id == department_id, Application.drive_id == drive_id)
    )
    query = query.where(Application.status == status if status else Application.status != Status.DRAFT)
    return query, ApplicationChoice.application_id


def _with_grams(drive_id: int, grams: Sequence[str], filters: Filters) -> tuple[Select[int], Any]:
    """Only submitted applications have grams, so drafts need no filter here."""
    first = aliased(ApplicationGram)
    query = select(first.application_id.label("id")).where(first.drive_id == drive_id, first.gram == grams[0])
    for gram in grams[1:]:
        other = aliased(ApplicationGram)
        same = (other.application_id == first.application_id) & (other.drive_id == drive_id)
        query = query.join(other, same & (other.gram == gram))
    if filters.department_id is not None:
        wished = ApplicationChoice.department_id == filters.department_id
        query = query.join(
            ApplicationChoice, (ApplicationChoice.application_id == first.application_id) & wished
        )
    if filters.status is not None:
        query = query.join(Application, Application.id == first.application_id)
        query = query.where(Application.status == filters.status)
    return query, first.application_id
