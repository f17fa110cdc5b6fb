"""The officers' list of applicants: filtered, searched, and paged at a cost that does not grow."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from clubinterview.core.pagination import Cursor, Page, page_of
from clubinterview.recruitment.applicants.search import grams_to_find
from clubinterview.recruitment.models import Application, ApplicationChoice, ApplicationGram, Status

ALL_INDEX = "ix_application_drive_id_id_status"
STATUS_INDEX = "ix_application_drive_id_status_id"


@dataclass(frozen=True)
class Filters:
    """Which applicants are shown. query: normalised, "" for no search; drafts are never shown."""

    status: Status | None = None
    department_id: int | None = None
    query: str = ""


def applicants_page(drive_id: int, filters: Filters, cursor: Cursor) -> Page[Application]:
    """Return a page of applications, newest first, each with its person and its choices loaded. One statement.

    A search may find some whose letters stand apart; `search.is_found` filters those out.
    """
    loaded = joinedload(Application.user, innerjoin=True), joinedload(Application.choices)
    return page_of(select(Application).options(*loaded), ids_of_applicants(drive_id, filters), cursor)


def ids_of_applicants(drive_id: int, filters: Filters) -> Select[int]:
    """Return the select of application ids, of which an index alone can answer a page."""
    if grams := grams_to_find(filters.query):
        return _with_grams(drive_id, grams, filters)
    if filters.department_id is not None:
        return _with_choice(drive_id, filters.department_id, filters.status)
    return _with_status(drive_id, filters.status)


def _with_status(drive_id: int, status: Status | None) -> Select[int]:
    """Without a hint MariaDB may walk the primary key instead, through all other drives' applications."""
    query = select(Application.id).where(Application.drive_id == drive_id)
    if status is None:
        return _forced(query.where(Application.status != Status.DRAFT), ALL_INDEX)
    return _forced(query.where(Application.status == status), STATUS_INDEX)


def _forced(query: Select[int], index: str) -> Select[int]:
    for dialect in ("mysql", "mariadb"):
        query = query.with_hint(Application, f"FORCE INDEX ({index})", dialect)
    return query


def _with_choice(drive_id: int, department_id: int, status: Status | None) -> Select[int]:
    query = (
        select(ApplicationChoice.application_id)
        .join(Application, Application.id == ApplicationChoice.application_id)
        .where(ApplicationChoice.department_id == department_id, Application.drive_id == drive_id)
    )
    return query.where(Application.status == status if status else Application.status != Status.DRAFT)


def _with_grams(drive_id: int, grams: Sequence[str], filters: Filters) -> Select[int]:
    """Only submitted applications have grams, so drafts need no filter here."""
    first = aliased(ApplicationGram)
    query = select(first.application_id).where(first.drive_id == drive_id, first.gram == grams[0])
    for gram in grams[1:]:
        other = aliased(ApplicationGram)
        same = (other.application_id == first.application_id) & (other.drive_id == drive_id)
        query = query.join(other, same & (other.gram == gram))
    if filters.department_id is not None:
        is_chosen = ApplicationChoice.department_id == filters.department_id
        query = query.join(
            ApplicationChoice, (ApplicationChoice.application_id == first.application_id) & is_chosen
        )
    if filters.status is not None:
        query = query.join(Application, Application.id == first.application_id)
        query = query.where(Application.status == filters.status)
    return query
