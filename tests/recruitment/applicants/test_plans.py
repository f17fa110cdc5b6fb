"""The list of applicants costs the same whatever its length."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import mysql, sqlite

from clubinterview.core.pagination import Cursor, Position, ids_of_page
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.applicants.queries import ALL_INDEX, STATUS_INDEX, Filters, ids_of_applicants
from clubinterview.recruitment.models import (
    Application,
    ApplicationChoice,
    Status,
)
from tests.counting import counted
from tests.factories import make_drive, make_user
from tests.recruitment.cast import applied
from tests.recruitment.pages import list_of


def test_the_list_costs_four_statements_for_3_and_for_300(browser, officer, drive):
    page, department = browser(officer), drive.departments[0].id
    filters = ["", "?status=submitted", f"?department={department}", "?q=第", "?q=di1&status=submitted"]

    def costs():
        return {arguments: _cost(page, list_of(drive, arguments)) for arguments in filters}

    for number in range(3):
        applied(drive, f"第{number}位")
    few = costs()
    for number in range(3, 299):
        applied(drive, f"第{number}位")

    assert costs() == few
    assert {arguments: statements for arguments, statements in few.items() if statements > 4} == {}


def _cost(page, path):
    with counted() as count:
        assert page.get(path).status_code == 200
    assert count.written == []
    return count.sql


def plan_of(query) -> list[dict[str, str]]:
    """What the database says it would do for a query, a row for each table."""
    on_mysql = db.engine.dialect.name == "mysql"
    dialect = mysql.dialect() if on_mysql else sqlite.dialect()
    compiled = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    explain = "EXPLAIN " if on_mysql else "EXPLAIN QUERY PLAN "
    return [dict(row._mapping) for row in db.session.execute(text(explain + compiled.replace(":", r"\:")))]


@pytest.fixture
def crowd(club):
    """A drive of 400 applications among 1200 of other drives, all with two wishes."""
    drives = [make_drive(club=club) for _ in range(4)]
    people = [make_user(school=club.school) for _ in range(4)]
    with transaction():
        states = [Status.SUBMITTED, Status.INTERVIEW, Status.REJECTED, Status.DRAFT, Status.SUBMITTED]
        users = _many_users(people[0], 400)
        rows = [
            {
                "drive_id": drives[number % 4].id,
                "user_id": users[number // 4],
                "status": states[number % 5],
                "reference": f"CI-{number:06d}",
            }
            for number in range(1600)
        ]
        db.session.execute(Application.__table__.insert(), rows)
        ids = db.session.scalars(select(Application.id)).all()
        departments = [department.id for department in club.departments]
        db.session.execute(
            ApplicationChoice.__table__.insert(),
            [
                {"application_id": row, "department_id": department, "rank": rank}
                for row in ids
                for rank, department in enumerate(departments, 1)
            ],
        )
    if db.engine.dialect.name == "mysql":
        with db.engine.connect() as connection:
            connection.execute(text("ANALYZE TABLE application, application_choice")).all()
    return drives[1]


def _many_users(model, count: int) -> list[int]:
    table = type(model).__table__
    db.session.execute(
        table.insert(),
        [
            {"name": f"人{n}", "email": f"crowd{n}@example.edu.cn", "school_id": model.school_id, "status": "active",
             "session_version": 1, "is_superuser": False, "is_club_member": False, "unread_notifications": 0,
             "locale": "zh_Hans_CN", "major": "", "student_number": "", "bio": "", "notice_version": ""}
            for n in range(count)
        ],
    )  # fmt: skip
    return list(db.session.scalars(select(table.c.id).where(table.c.email.like("crowd%"))))


@pytest.mark.parametrize(
    ("status", "index"),
    [(None, ALL_INDEX), (Status.SUBMITTED, STATUS_INDEX), (Status.REJECTED, STATUS_INDEX)],
)
@pytest.mark.parametrize("place", ["first", "middle", "back"])
def test_the_ids_of_a_page_come_from_the_covering_index(crowd, status, index, place):
    ids = db.session.scalars(
        select(Application.id).where(Application.drive_id == crowd.id).order_by(Application.id)
    ).all()
    cursor = {
        "first": Cursor(),
        "middle": Cursor(after=Position(ids[300])),
        "back": Cursor(before=Position(ids[100])),
    }[place]

    query = ids_of_page(ids_of_applicants(crowd.id, Filters(status=status)), cursor)

    assert len(db.session.scalars(query).all()) == 51
    [step] = plan_of(query)
    if db.engine.dialect.name == "mysql":
        assert step["key"] == index
        assert "Using index" in step["Extra"]
        assert "filesort" not in step["Extra"]
        if place != "first":
            assert step["type"] == "range"
    else:
        assert "USING COVERING INDEX ix_application_drive_id" in step["detail"]


@pytest.mark.parametrize("after", [False, True])
def test_the_ids_of_a_departments_page_come_from_the_index_of_wishes(crowd, after):
    middle = db.session.scalars(
        select(Application.id).where(Application.drive_id == crowd.id).order_by(Application.id)
    ).all()[200]
    department = crowd.club.departments[0].id

    cursor = Cursor(after=Position(middle) if after else None)
    query = ids_of_page(ids_of_applicants(crowd.id, Filters(department_id=department)), cursor)

    plan = plan_of(query)
    assert len(db.session.scalars(query).all()) == 51
    if db.engine.dialect.name == "mysql":
        assert all("filesort" not in step["Extra"] for step in plan)
        assert all(step["type"] not in {"ALL", "index"} for step in plan)
    else:
        assert all("SCAN" not in step["detail"] and "TEMP B-TREE" not in step["detail"] for step in plan)
