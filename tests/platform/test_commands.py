"""The commands of the people who run the service."""

from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from clubinterview.auth.models import User
from clubinterview.core.audit import AuditEntry
from clubinterview.extensions import db
from clubinterview.profile.models import School
from tests import factories

PASSWORD = "a quiet harbour at night 9"


def create_admin(
    app: Flask, email: str = "admin@example.edu.cn", *, name: str = "苏平", typed: str = ""
) -> Result:
    """Run the command as a person does, who types the password twice."""
    answers = typed or f"{PASSWORD}\n{PASSWORD}\n"
    run = app.test_cli_runner().invoke(args=["create-admin", email, "--name", name], input=answers)
    db.session.rollback()
    db.session.expire_all()
    return run


def test_password_is_typed_twice_and_not_shown(app: Flask) -> None:
    run = create_admin(app)

    assert run.exit_code == 0
    assert PASSWORD not in run.output
    assert db.session.scalars(select(User)).one().is_superuser


def test_passwords_that_differ_are_not_taken(app: Flask) -> None:
    run = create_admin(app, typed=f"{PASSWORD}\nsomething else entirely\n")

    assert run.exit_code == 1
    assert db.session.scalars(select(User)).all() == []


def test_making_an_administrator_is_audited(app: Flask) -> None:
    create_admin(app)

    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.actor_id) == ("administrator.make", None)
    assert entry.subject_user_id == db.session.scalars(select(User.id)).one()


def test_account_that_is_there_becomes_an_administrator(app: Flask, candidate: User) -> None:
    run = create_admin(app, str(candidate.email), name="欧阳子涵")

    assert run.exit_code == 0
    assert [(user.id, user.is_superuser) for user in db.session.scalars(select(User))] == [
        (candidate.id, True)
    ]


def test_sessions_of_an_account_end_when_it_becomes_an_administrator(
    app: Flask, browser: Any, candidate: User
) -> None:
    window = browser(candidate)
    assert window.get("/me").status_code == 200

    create_admin(app, str(candidate.email))

    assert window.get("/me").status_code == 302


@pytest.mark.parametrize("name", ["", "  ", "长" * 61, "两\n行", "nul\0"])
def test_name_that_cannot_be_is_refused_in_one_sentence(app: Flask, name: str) -> None:
    run = create_admin(app, name=name)

    assert run.exit_code == 1
    assert run.output.startswith("Error: A name has")
    assert db.session.scalars(select(User)).all() == []


def test_disabled_account_does_not_become_an_administrator(app: Flask) -> None:
    user = factories.make_user(status="disabled")

    run = create_admin(app, str(user.email))

    assert run.exit_code == 1
    assert not db.session.get_one(User, user.id).is_superuser


def test_base_data_is_loaded_once(app: Flask) -> None:
    runs = [app.test_cli_runner().invoke(args=["load-base-data"]) for _ in range(2)]

    assert [run.exit_code for run in runs] == [0, 0]
    assert "0 schools, 0 majors and 0 questions added" in runs[1].output
    assert (db.session.scalar(select(func.count(School.id))) or 0) > 2000
