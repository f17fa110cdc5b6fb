"""The counter that tests of pages rely on."""

from sqlalchemy import text

from clubinterview.extensions import db, redis_store
from tests.counting import counted


def test_statements_and_commands_are_counted(app):
    with counted() as count:
        db.session.execute(text("SELECT 1"))
        redis_store.client.set("a", "1")
        redis_store.client.get("a")

    assert (count.sql, count.redis) == (1, 2)


def test_a_pipeline_counts_each_of_its_commands(app):
    with counted() as count:
        pipeline = redis_store.client.pipeline()
        pipeline.set("a", "1")
        pipeline.expire("a", 10)
        pipeline.execute()

    assert [command.split()[0] for command in count.commands] == ["SET", "EXPIRE"]


def test_nothing_is_counted_outside(app):
    with counted() as count:
        pass
    redis_store.client.get("a")
    db.session.execute(text("SELECT 1"))

    assert (count.sql, count.redis) == (0, 0)


def test_a_signed_in_page_reads_the_session_once(browser, candidate):
    reader = browser(candidate)

    with counted() as count:
        reader.get("/preferences")

    assert count.redis == 1
    assert count.written == []
