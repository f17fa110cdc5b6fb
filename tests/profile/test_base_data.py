"""The schools and majors of the package."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

import clubinterview
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.profile.base_data import load_base_data
from clubinterview.profile.models import Major, School
from tests.counting import counted

pytestmark = pytest.mark.usefixtures("app")

FILES = Path(clubinterview.__file__).parent / "data"


def rows_of(filename):
    with (FILES / filename).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load():
    with transaction():
        return load_base_data()


def count_of(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_every_school_and_major_is_loaded():
    assert load() == {"schools": 2631, "majors": len(rows_of("majors.csv"))}

    assert count_of(School) == 2631
    assert count_of(Major) == len(rows_of("majors.csv")) == 352


def test_every_row_is_what_the_file_says():
    load()

    schools = db.session.execute(select(School.code, School.name, School.province, School.city, School.level))
    assert {tuple(row) for row in schools} == {tuple(row.values()) for row in rows_of("schools.csv")}
    majors = db.session.execute(select(Major.category, Major.class_name, Major.name))
    assert {tuple(row) for row in majors} == {tuple(row.values()) for row in rows_of("majors.csv")}


def test_the_second_time_changes_nothing():
    load()
    ids = db.session.scalars(select(School.id).order_by(School.id)).all()

    with counted() as count:
        assert load() == {"schools": 0, "majors": 0}

    assert count.written == []
    assert db.session.scalars(select(School.id).order_by(School.id)).all() == ids


def renamed_school():
    with transaction():
        school = db.session.scalar(select(School).where(School.name == "浙江大学"))
        school.name = "求是书院"
    return school.id


def test_what_an_administrator_edited_stays():
    load()
    school_id = renamed_school()

    load()

    db.session.expire_all()
    assert db.session.get_one(School, school_id).name == "求是书院"


def test_overwriting_brings_the_package_back():
    load()
    school_id = renamed_school()

    with transaction():
        load_base_data(overwrite=True)

    db.session.expire_all()
    school = db.session.get_one(School, school_id)
    assert school.name == "浙江大学"
    assert school.search_text.startswith("|浙江大学|浙大|zhejiangdaxue|zjdx|")


def test_rows_without_search_text_get_theirs():
    load()
    with transaction():
        db.session.execute(update(School).values(search_text="", aliases=""))
        db.session.execute(update(Major).values(search_text=""))

    load()

    assert count_where(School.search_text == "") == count_where(Major.search_text == "") == 0
    assert count_where(School.aliases != "") == len(rows_of("school_aliases.csv"))


def count_where(condition):
    return db.session.scalar(select(func.count()).where(condition))


def test_loading_takes_few_statements():
    with counted() as count:
        load()

    assert count.sql <= 10


def test_nothing_stays_when_the_transaction_fails():
    with pytest.raises(ZeroDivisionError), transaction():
        load_base_data()
        1 / 0  # noqa: B018

    assert count_of(School) == 0
