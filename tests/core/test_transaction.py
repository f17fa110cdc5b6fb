"""Trying a transaction again, locking rows, and changing rows past the session."""

from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from clubinterview.auth.models import User
from clubinterview.core.transaction import change_rows, in_transaction, lock, lock_all, transaction
from clubinterview.extensions import db
from tests.auth.acts import in_threads
from tests.counting import counted
from tests.factories import make_user

ROUNDS = 5


def test_rows_are_locked_by_one_statement_in_the_order_of_their_ids(app: Flask) -> None:
    ids = [make_user().id for _ in range(3)]

    with transaction(), counted() as count:
        locked = lock_all(User, [ids[2], ids[0], ids[1], ids[0], ids[2] + 1])

    assert list(locked) == ids
    assert {user_id: row.id for user_id, row in locked.items()} == {user_id: user_id for user_id in ids}
    [statement] = count.statements
    assert "ORDER BY user.id" in statement.replace("`", "").replace('"', "")
    assert db.engine.dialect.name == "sqlite" or statement.endswith("FOR UPDATE")


def test_none_are_locked_without_a_statement(app: Flask) -> None:
    with transaction(), counted() as count:
        assert lock_all(User, []) == {}

    assert count.sql == 0


def test_a_locked_row_is_read_freshly(app: Flask) -> None:
    user = make_user(name="before")
    with db.engine.begin() as other:
        other.execute(update(User).where(User.id == user.id).values(name="after"))

    with transaction():
        assert lock(User, user.id) is user

    assert user.name == "after"


def test_locked_rows_are_read_freshly(app: Flask) -> None:
    user = make_user(name="before")
    with db.engine.begin() as other:
        other.execute(update(User).where(User.id == user.id).values(name="after"))

    with transaction():
        assert lock_all(User, [user.id])[user.id] is user

    assert user.name == "after"


def test_what_does_not_meet_the_conditions_is_left_out(app: Flask) -> None:
    one, other = make_user(name="one"), make_user(name="other")

    with transaction():
        assert list(lock_all(User, [one.id, other.id], User.name == "other")) == [other.id]


def test_two_who_lock_in_the_order_they_please_lose_nothing(app: Flask) -> None:
    ids = [make_user(session_version=0).id for _ in range(4)]
    orders = iter([ids, ids[::-1]])
    together = Barrier(2, timeout=30)

    def raise_all(order: list[int]) -> None:
        for user in lock_all(User, order).values():
            user.session_version += 1

    def work() -> None:
        order = next(orders)
        with app.app_context():
            for _ in range(ROUNDS):
                together.wait()
                in_transaction(lambda: raise_all(order))

    in_threads(work, 2)

    db.session.rollback()
    with transaction():
        assert [user.session_version for user in lock_all(User, ids).values()] == [2 * ROUNDS] * 4


@pytest.mark.parametrize("code", [1205, 1213, 1305])
def test_work_that_lost_to_others_locks_is_done_again(app: Flask, code: int) -> None:
    user_id = make_user(bio="").id
    tries = 0

    def work() -> str:
        nonlocal tries
        tries += 1
        bio = _append_to_bio(user_id)
        if tries < 3:
            raise _refusal(code)
        return bio

    assert (in_transaction(work), tries, _bio(user_id)) == ("+", 3, "+")


@pytest.mark.parametrize(("code", "tried"), [(1213, 3), (1062, 1)])
def test_work_that_is_refused_leaves_nothing(app: Flask, code: int, tried: int) -> None:
    """A deadlock is refused at the third time, anything else at the first."""
    user_id = make_user(bio="").id
    tries = 0

    def work() -> None:
        nonlocal tries
        tries += 1
        _append_to_bio(user_id)
        raise _refusal(code)

    with pytest.raises(OperationalError):
        in_transaction(work)

    assert (tries, _bio(user_id)) == (tried, "")


def _append_to_bio(user_id: int) -> str:
    user = lock(User, user_id)
    assert user is not None
    user.bio += "+"
    db.session.flush()
    return user.bio


def _bio(user_id: int) -> str:
    db.session.commit()
    return db.session.get_one(User, user_id, populate_existing=True).bio


def _refusal(code: int) -> OperationalError:
    """What the database raises with this code of MySQL."""
    return OperationalError("UPDATE", {}, Exception(code, "refused"))


def test_rows_are_changed_and_counted_past_the_session(app: Flask) -> None:
    users = [make_user(name="before") for _ in range(2)]
    rows = update(User).where(User.id.in_([user.id for user in users]))

    with transaction(), counted() as count:
        assert change_rows(rows.values(name="after")) == 2
        assert change_rows(rows.where(User.name == "before").values(name="later")) == 0

    assert count.sql == 2
    assert [user.name for user in users] == ["before"] * 2
