"""What the tests stand on: after each of them nothing is left, whoever wrote it."""

import threading
from typing import Any

import pytest
import redis
from flask import Flask
from sqlalchemy import insert, select, text

from clubinterview.auth.models import User
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db, redis_store
from clubinterview.profile.models import School
from tests import factories
from tests.questions.acts import make_category
from tests.stores import (
    changed_tables,
    empty_stores,
    filled_tables,
    restore_keys,
    restore_rows,
    save_stores,
)


def filled() -> set[str]:
    with db.engine.connect() as connection:
        return filled_tables(connection)


def test_what_another_thread_wrote_is_emptied(app: Flask) -> None:
    def write() -> None:
        with app.app_context():
            factories.make_application()

    writer = threading.Thread(target=write)
    writer.start()
    writer.join()
    assert {"application", "application_choice", "school", "user"} <= filled()

    empty_stores()

    assert filled() == set()


def test_what_the_driver_wrote_by_itself_is_emptied(app: Flask) -> None:
    connection = db.engine.raw_connection()
    connection.cursor().execute(
        "INSERT INTO major (category, class_name, name, search_text, created_at, updated_at)"
        " VALUES ('a', 'b', 'c', '|c|', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
    )
    connection.commit()
    connection.close()
    assert filled() == {"major"}

    empty_stores()

    assert filled() == set()


def test_rows_that_refer_to_rows_of_their_own_table_are_emptied(app: Flask) -> None:
    make_category(slug="below", parent=make_category(slug="above"))
    assert filled() == {"question_category"}

    empty_stores()

    assert filled() == set()


def test_saved_rows_and_keys_come_back(app: Flask) -> None:
    user = factories.make_user(bio="一")
    factories.make_drive()
    redis_store.client.set("stays", "as it is", px=100_000)
    saved = save_stores()
    before = db.session.get_one(User, user.id).created_at
    forms = _rows()
    with transaction():
        lock(User, user.id).bio = "二"
        db.session.execute(insert(School).values(code="1", name="a", province="b", city="c", level="d"))
    redis_store.client.flushdb()
    redis_store.client.set("goes", "away")
    assert changed_tables(saved) == {"school", "user"}

    restore_rows(saved)
    restore_keys(saved)

    again = db.session.get_one(User, user.id)
    assert (again.bio, again.created_at) == ("一", before)
    assert _rows() == forms
    assert changed_tables(saved) == set()
    assert redis_store.client.keys() == [b"stays"]
    assert 0 < redis_store.client.pttl("stays") <= 100_000


def _rows() -> list[tuple[Any, ...]]:
    """The form's fields as the driver gives them, an absent list of options among them."""
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM form_field ORDER BY id"))]


def test_a_test_that_asks_for_no_application_has_no_stores() -> None:
    with pytest.raises(RuntimeError, match="asks for the fixture `app`"):
        redis.Redis().ping()
    with pytest.raises(RuntimeError, match="application context"):
        db.session.execute(select(1))
