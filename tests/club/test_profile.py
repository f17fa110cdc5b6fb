"""What a club's page says, and its departments."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Department
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.models import Drive
from tests import factories


def names(club: Club) -> list[str]:
    db.session.rollback()
    query = select(Department.name).where(Department.club_id == club.id).order_by(Department.position)
    return list(db.session.scalars(query))


def test_owner_writes_what_the_page_says(browser: Any, owner: User, club: Club) -> None:
    fields = {"tagline": "写代码，也写生活 😀", "description": "**欢迎** 𠮷"}

    answer = browser(owner).submit(f"/manage/{club.slug}/profile", fields)

    db.session.expire_all()
    changed = db.session.get_one(Club, club.id)
    assert answer.status_code == 303
    assert (changed.tagline, changed.description) == ("写代码，也写生活 😀", "**欢迎** 𠮷")


@pytest.mark.parametrize("text", ["长" * 121, "nul\0", "两\n行"])
def test_bad_tagline_is_refused(browser: Any, owner: User, club: Club, text: str) -> None:
    answer = browser(owner).submit(
        f"/manage/{club.slug}/profile", {"tagline": text, "description": "留下来的文字"}
    )

    db.session.expire_all()
    assert answer.status_code == 422
    assert "留下来的文字" in answer.text
    assert db.session.get_one(Club, club.id).description == ""


@pytest.mark.parametrize(("role", "status"), [("officer", 403), ("interviewer", 403), ("outsider", 404)])
def test_only_owners_write(request: Any, browser: Any, club: Club, role: str, status: int) -> None:
    window = browser(request.getfixturevalue(role))

    answers = {
        window.get(f"/manage/{club.slug}/profile").status_code,
        window.submit(f"/manage/{club.slug}/profile", {"tagline": "x"}).status_code,
        window.submit(f"/manage/{club.slug}/departments", {"name": "x"}).status_code,
    }
    assert answers == {status}


def test_owner_adds_a_department_at_the_end(browser: Any, owner: User, club: Club) -> None:
    browser(owner).submit(f"/manage/{club.slug}/departments", {"name": "外联部", "description": "联系校外"})

    assert names(club) == ["技术部", "宣传部", "外联部"]


def test_names_of_departments_are_unique_in_a_club(browser: Any, owner: User, club: Club) -> None:
    answer = browser(owner).submit(f"/manage/{club.slug}/departments", {"name": "技术部"})

    assert answer.status_code == 422
    assert names(club) == ["技术部", "宣传部"]


def test_name_of_another_department_cannot_be_taken(browser: Any, owner: User, club: Club) -> None:
    first = club.departments[0].id

    answer = browser(owner).submit(f"/manage/{club.slug}/departments/{first}", {"name": "宣传部"})

    assert answer.status_code == 422
    assert names(club) == ["技术部", "宣传部"]


def test_each_field_of_the_page_has_an_id_of_its_own(browser: Any, owner: User, club: Club) -> None:
    page = browser(owner).get(f"/manage/{club.slug}/profile").text

    ids = [
        found for found in re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', page) if found != "csrf_token"
    ]
    assert len(ids) == 8
    assert len(set(ids)) == len(ids)


def test_department_of_an_application_stays(browser: Any, owner: User, club: Club) -> None:
    application = factories.make_application(drive=factories.make_drive(club=club))
    wished = application.choices[0].department_id
    with transaction():
        db.session.get_one(Drive, application.drive_id).departments = []

    answer = browser(owner).submit(f"/manage/{club.slug}/departments/{wished}/removal")

    assert answer.status_code == 409
    assert names(club) == ["技术部", "宣传部"]


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "nul\0"])
def test_bad_name_of_a_department_is_refused(browser: Any, owner: User, club: Club, name: str) -> None:
    answer = browser(owner).submit(f"/manage/{club.slug}/departments", {"name": name})

    assert answer.status_code == 422
    assert names(club) == ["技术部", "宣传部"]


def test_owner_renames_a_department(browser: Any, owner: User, club: Club) -> None:
    first = club.departments[0].id

    browser(owner).submit(f"/manage/{club.slug}/departments/{first}", {"name": "研发部"})

    assert names(club) == ["研发部", "宣传部"]


def test_unused_department_can_be_removed(browser: Any, owner: User, club: Club) -> None:
    browser(owner).submit(f"/manage/{club.slug}/departments/{club.departments[0].id}/removal")

    assert names(club) == ["宣传部"]


def test_department_of_a_drive_stays(browser: Any, owner: User, club: Club) -> None:
    factories.make_drive(club=club)

    answer = browser(owner).submit(f"/manage/{club.slug}/departments/{club.departments[0].id}/removal")

    assert answer.status_code == 409
    assert names(club) == ["技术部", "宣传部"]


def test_department_of_another_club_is_out_of_reach(browser: Any, owner: User, club: Club) -> None:
    foreign = factories.make_club().departments[0].id

    answers = {
        browser(owner).submit(f"/manage/{club.slug}/departments/{foreign}{act}", {"name": "x"}).status_code
        for act in ("", "/removal")
    }
    assert answers == {404}
