"""Jobs: woken when what they are about is committed, found when they were left behind, held by one worker at a time."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from clubinterview import wiring
from clubinterview.auth.models import User
from clubinterview.core import jobs
from clubinterview.core.clock import utcnow
from clubinterview.core.jobs import GivenUp, Job, PeriodicJob, Sweep, TakenUp, lease
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db, model_tasks, redis_store, tasks
from tests.factories import make_user
from tests.worker import work

AFTER = timedelta(minutes=2)


@pytest.fixture
def done() -> list[Any]:
    """What the job has done."""
    return []


@pytest.fixture
def job(app: Flask, done: list[Any]) -> Iterator[Job[[int]]]:
    """A job about accounts, known to its queue for one test."""

    def waiting(since: Any) -> Select[int]:
        return select(User.id).where(User.created_at <= since)

    job = Job(
        "greet", _l("Greet"), done.append, sweep=Sweep("greet_left_behind", waiting, after=AFTER, at_once=2)
    )
    known = dict(tasks._registry._registry), list(tasks._registry._periodic_tasks)
    jobs.register([job])
    yield job
    tasks._registry._registry, tasks._registry._periodic_tasks = known


def test_a_job_is_woken_by_the_commit(job: Job[[int]], done: list[Any]) -> None:
    with transaction():
        job.wake(7)
        assert tasks.pending_count() == 0
    work()

    assert done == [7]


def test_a_job_of_a_transaction_that_was_rolled_back_is_not_woken(job: Job[[int]], done: list[Any]) -> None:
    with pytest.raises(ValueError), transaction():
        job.wake(7)
        raise ValueError
    with transaction():
        pass
    work()

    assert done == []


def test_a_job_that_is_woken_twice_in_a_transaction_is_done_once(job: Job[[int]], done: list[Any]) -> None:
    with transaction():
        for number in (7, 8, 7):
            job.wake(number)
    work()

    assert done == [7, 8]


def test_a_commit_stands_without_redis(job: Job[[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    def down(task: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr("clubinterview.extensions.tasks.enqueue", down)
    with transaction():
        user = make_user(created_at=utcnow() - AFTER)
        job.wake(user.id)

    assert job.left_behind(utcnow()) == [user.id]


def test_what_was_left_behind_is_taken_up_some_at_once_and_the_oldest_first(
    job: Job[[int]], done: list[Any]
) -> None:
    now = utcnow()
    first, second, _third = (make_user(created_at=now - AFTER).id for _ in range(3))
    make_user(created_at=now - AFTER + timedelta(seconds=20))

    assert job.left_behind(now) == [first, second]
    job.take_up()

    assert done == [first, second]


def test_a_row_that_fails_is_said_and_does_not_stop_those_after_it(
    job: Job[[int]], done: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (make_user(created_at=utcnow() - AFTER).id for _ in range(2))

    def fail_on_the_first(row_id: int) -> None:
        done.append(row_id)
        if row_id == first:
            raise ZeroDivisionError

    monkeypatch.setattr(job, "work", fail_on_the_first)

    with pytest.raises(ZeroDivisionError):
        job.take_up()

    assert done == [first, second]


@pytest.mark.usefixtures("app")
def test_a_job_has_a_context_of_its_own() -> None:
    seen = []
    job = Job("look", _l("Greet"), lambda: seen.append((current_app._get_current_object(), db.session())))

    job.run()
    job.run()

    (app, session), (_, other) = seen
    assert app is current_app._get_current_object()
    assert len({session, other, db.session()}) == 3


def test_registering_twice_is_once_and_a_name_is_taken_once(job: Job[[int]]) -> None:
    jobs.register([job])

    with pytest.raises(ValueError, match="greet"):
        jobs.register([Job("greet", _l("Greet"), print)])


def test_what_is_not_registered_cannot_be_woken() -> None:
    with pytest.raises(RuntimeError, match="stray"):
        Job("stray", _l("Greet"), print).wake_now()


def test_every_job_is_listed() -> None:
    declared = {
        value
        for name, module in list(sys.modules.items())
        if name.startswith("clubinterview.")
        for value in vars(module).values()
        if isinstance(value, Job | PeriodicJob)
    }

    assert declared == set(wiring.JOBS)


def test_what_waits_for_the_model_has_a_queue_of_its_own(app: Flask) -> None:
    """The names are those that administrators read."""

    def names(queue: Any) -> set[str]:
        return {name.rpartition(".")[2] for name in queue._registry._registry}

    assert names(tasks) == {
        "clear_everything", "deliver_outbox", "deliver_outbox_every_minute", "expire_offers_every_minute",
        "extract_left_behind", "extract_text", "join_recordings", "make_export", "make_exports_left_behind",
        "read_import", "redraw_where_it_was_missed", "refresh_statistics_every_night", "score_left_behind",
        "score_mock", "sweep_recordings", "sweep_resumes", "write_import",
    }  # fmt: skip
    assert names(model_tasks) == {
        "answer_coach_turn", "answer_left_behind", "comment_on_answer", "comment_on_left_behind",
    }  # fmt: skip


def test_every_minute_and_every_night(app: Flask) -> None:
    """When each task is begun by the clock."""
    day = utcnow().replace(hour=0, minute=0, second=0, microsecond=0)

    def times_a_day(queue: Any) -> dict[str, int]:
        counts: dict[str, int] = {}
        for minute in range(24 * 60):
            for task in queue.read_periodic(day + timedelta(minutes=minute)):
                counts[task.name] = counts.get(task.name, 0) + 1
        return counts

    often, seldom = 24 * 60, {"redraw_where_it_was_missed": 144}
    nightly = ("clear_everything", "sweep_recordings", "sweep_resumes", "refresh_statistics_every_night")
    counts = times_a_day(tasks)
    assert {name: counts.pop(name) for name in (*seldom, *nightly)} == seldom | dict.fromkeys(nightly, 1)
    assert counts == dict.fromkeys(
        ("deliver_outbox_every_minute", "expire_offers_every_minute", "extract_left_behind", "join_recordings",
         "make_exports_left_behind", "score_left_behind"), often,
    )  # fmt: skip
    assert times_a_day(model_tasks) == dict.fromkeys(("answer_left_behind", "comment_on_left_behind"), often)


def test_one_worker_holds_a_lease(app: Flask) -> None:
    with lease("kind", "a", seconds=60):
        with pytest.raises(TakenUp), lease("kind", "a", seconds=60):
            pytest.fail("held twice")
        with lease("kind", "b", seconds=60):
            pass
    with lease("kind", "a", seconds=60):
        pass


def test_a_lease_of_a_dead_worker_ends(app: Flask) -> None:
    with lease("kind", "a", seconds=60):
        assert 0 < redis_store.client.ttl("kind:lease:a") <= 60


def test_who_took_too_long_does_not_end_the_lease_of_another(app: Flask) -> None:
    with ExitStack() as another:
        with lease("kind", "a", seconds=60):
            redis_store.client.delete("kind:lease:a")  # its time is over
            another.enter_context(lease("kind", "a", seconds=60))

        with pytest.raises(TakenUp), lease("kind", "a", seconds=60):
            pytest.fail("held twice")


def test_work_over_which_three_workers_broke_down_is_given_up(app: Flask) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), lease("kind", "a", seconds=60):
            raise ZeroDivisionError

    with pytest.raises(GivenUp), lease("kind", "a", seconds=60):
        pytest.fail("tried again")


def test_work_that_came_to_its_end_may_be_done_again(app: Flask) -> None:
    for _ in range(5):
        with lease("kind", "a", seconds=60):
            pass
