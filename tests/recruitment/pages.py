"""Where recruitment's pages are, what they show, and what the database holds now."""

import re

from sqlalchemy import select

from clubinterview.club.models import Club
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from clubinterview.recruitment.models import (
    Application,
    ApplicationAnswer,
    ApplicationChoice,
    Drive,
    DriveCount,
    Stage,
    Status,
)

TOKEN = re.compile(r'name="csrf_token"[^>]*value="[^"]+"')


def drive_path(club: Club, drive: Drive, tail: str = "") -> str:
    return f"/manage/{club.slug}/drives/{drive.id}{tail}"


def form_of(drive: Drive) -> str:
    """Where a student applies."""
    return f"/drives/{drive.id}/application"


def list_of(drive: Drive, tail: str = "") -> str:
    """The officers' list of applicants."""
    return drive_path(drive.club, drive, f"/applicants{tail}")


def page_of(application: Application, tail: str = "") -> str:
    """The officers' page of an applicant."""
    return list_of(application.drive, f"/{application.id}{tail}")


def ranking_of(stage: Stage, tail: str = "/decisions") -> str:
    """The officers' ranking of a stage, or its publication."""
    return drive_path(stage.drive.club, stage.drive, f"/stages/{stage.id}{tail}")


def names(page: str) -> list[str]:
    """The names in the table, from top to bottom."""
    if "<tbody>" not in page:
        return []
    return re.findall(r"<b>([^<]+)</b>", page.split("<tbody>")[1].split("</tbody>")[0])


def link(page: str, rel: str) -> str:
    """The address behind "Next" or "Previous"."""
    return page.split(f'rel="{rel}" href="')[1].split('"')[0].replace("&amp;", "&")


def shown(page: str) -> str:
    """The page without its form tokens, which differ each time."""
    return TOKEN.sub("", page)


def only_drive() -> Drive:
    return db.session.scalars(select(Drive).execution_options(populate_existing=True)).one()


def only_application() -> Application:
    return db.session.scalars(select(Application).execution_options(populate_existing=True)).one()


def status_of(application: Application) -> Status:
    return db.session.get_one(Application, application.id, populate_existing=True).status


def saved_choices() -> list[tuple[int, int]]:
    """(rank, department id) of all wishes."""
    rows = db.session.scalars(select(ApplicationChoice).order_by(ApplicationChoice.rank))
    return [(row.rank, row.department_id) for row in rows]


def answers() -> dict[int, str]:
    """Each answer's text by the id of its question."""
    return {row.form_field_id: row.text for row in db.session.scalars(select(ApplicationAnswer))}


def told() -> dict[int, str]:
    """The kind of the notification that each person got."""
    return dict(db.session.execute(select(Notification.user_id, Notification.kind)).all())


def counts() -> dict[str, int]:
    """The kept counts of the only drive."""
    return dict(db.session.execute(select(DriveCount.status, DriveCount.total)).all())
