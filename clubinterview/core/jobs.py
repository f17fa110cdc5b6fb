"""Work for the background: jobs that a page wakes, and jobs that the clock starts.

What is to be done is written down first, in a row or in Redis; a wake only has it done sooner. What was not woken, or
was left by a worker that died, is found by the job's sweep. So the same work may be begun twice: it does no harm the
second time, or it holds a `lease`.

Each job is declared beside the function that it runs. A queue knows it once it is registered, in every process.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, ParamSpec

import structlog
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from huey import crontab
from huey.api import TaskWrapper
from redis.exceptions import LockNotOwnedError
from sqlalchemy import Select

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import after_commit
from clubinterview.extensions import Tasks, db, redis_store, tasks

log = structlog.get_logger(__name__)

_titles: dict[str, LazyString] = {}  # of the registered tasks, by name

EVERY_MINUTE = crontab(minute="*")
MOST_TRIES = 3
TRIES_KEPT_SECONDS = 86_400

What = ParamSpec("What")


@dataclass(frozen=True)
class Sweep:
    """How a job finds what was left behind. A worker looks every minute.

    name: of the task that looks.  waiting: given a moment, the statement for the ids of the rows that wait since then or
    longer.  after: how long a row waits until it counts as left behind.  at_once: the most that one look takes.
    """

    name: str
    waiting: Callable[[datetime], Select[int]]
    after: timedelta
    at_once: int


class Job(Generic[What]):
    """Work that a worker does soon after it was asked for.

    name: of the task, as the queue knows it; unique.  title: as administrators know it.  work: what is done, in an
    application context of its own; with a sweep it takes the id of a row.  queue: `model_tasks` for what may wait for
    the language model.  sweep: None for work that its caller asks for again.
    """

    def __init__(
        self,
        name: str,
        title: LazyString,
        work: Callable[What, object],
        *,
        queue: Tasks = tasks,
        sweep: Sweep | None = None,
    ) -> None:
        self.name, self.title, self.work, self.queue, self.sweep = name, title, work, queue, sweep
        self._task: TaskWrapper | None = None

    def register(self) -> None:
        """Make the work and the sweep known to the queue. Twice is once."""
        if self._task is not None:
            return
        self._task = self.queue.task(name=self.name)(self.run)
        _titles[self.name] = self.title
        if self.sweep is not None:
            self.queue.periodic_task(EVERY_MINUTE, name=self.sweep.name)(self.take_up)
            _titles[self.sweep.name] = _l("%(task)s: check for leftovers", task=self.title)

    def wake(self, *args: What.args, **kwargs: What.kwargs) -> None:
        """Have a worker do it once the present transaction is committed. Asked for twice in there, it is done once."""
        after_commit(_Wake(self, args, kwargs))

    def wake_now(self, *args: What.args, **kwargs: What.kwargs) -> None:
        """Have a worker do it, outside of any transaction. Raises redis' ConnectionError."""
        if self._task is None:
            raise RuntimeError(f"the job {self.name} is not registered")
        self._task(*args, **kwargs)

    def run(self, *args: What.args, **kwargs: What.kwargs) -> None:
        """Do it here, as a worker does."""
        with self.queue.app.app_context():
            self.work(*args, **kwargs)

    def left_behind(self, now: datetime) -> Sequence[int]:
        """Return the ids of the rows that a worker should have taken up by now, the oldest first. One statement."""
        if self.sweep is None:
            return []
        waiting = self.sweep.waiting(now - self.sweep.after)
        return db.session.scalars(
            waiting.order_by(waiting.selected_columns[0]).limit(self.sweep.at_once)
        ).all()

    def take_up(self) -> None:
        """Do all that was left behind, as a worker does every minute. Raises the first failure, once all were tried."""
        work: Callable[..., object] = self.work
        failures: list[Exception] = []
        with self.queue.app.app_context():
            for row_id in self.left_behind(utcnow()):
                try:
                    work(row_id)
                except Exception as failure:  # noqa: BLE001 - one row's trouble must not stop those after it
                    db.session.rollback()
                    log.exception("left behind again", job=self.name, row_id=row_id)
                    failures.append(failure)
        if failures:
            raise failures[0]


class PeriodicJob:
    """Work that the clock starts.

    name: of the task, as the queue knows it; unique.  title: as administrators know it.  work: what is done, in an
    application context of its own.  when: huey's crontab, in UTC.
    """

    def __init__(
        self,
        name: str,
        title: LazyString,
        work: Callable[[], object],
        *,
        when: Callable[[datetime], bool] = EVERY_MINUTE,
        queue: Tasks = tasks,
    ) -> None:
        self.name, self.title, self.work, self.when, self.queue = name, title, work, when, queue
        self._task: TaskWrapper | None = None

    def register(self) -> None:
        """Make the work known to the queue. Twice is once."""
        if self._task is None:
            self._task = self.queue.periodic_task(self.when, name=self.name)(self.run)
            _titles[self.name] = self.title

    def run(self) -> None:
        """Do it here, as a worker does."""
        with self.queue.app.app_context():
            self.work()


def title_of(name: str) -> str:
    """Return what administrators read for a task; the name itself of one that only an earlier release knew."""
    return str(_titles.get(name, name))


def register(jobs: Iterable[Job[Any] | PeriodicJob]) -> None:
    """Make the jobs known to their queues. Raises ValueError for two of one name."""
    for job in jobs:
        job.register()


class TakenUp(Exception):
    """Another worker is at it."""


class GivenUp(Exception):
    """It was begun several times and never ended."""


@contextmanager
def lease(kind: str, name: str, *, seconds: int) -> Iterator[None]:
    """Hold a piece of work for as long as the block runs; no other worker holds it meanwhile.

    kind, name: say which work it is.  seconds: more than the block may take; the lease of a worker that died ends then.
    Raises TakenUp while another worker holds it, GivenUp once MOST_TRIES workers have begun and not come to the end.
    """
    client = redis_store.client
    held = client.lock(f"{kind}:lease:{name}", timeout=seconds, blocking=False)
    tries = f"{kind}:tries:{name}"
    if not held.acquire():
        raise TakenUp
    try:
        with client.pipeline() as pipe:
            pipe.incr(tries)
            pipe.expire(tries, TRIES_KEPT_SECONDS)
            begun = pipe.execute()[0]
        if begun > MOST_TRIES:
            raise GivenUp
        yield
    finally:
        with suppress(LockNotOwnedError):  # it took too long, and the lease may be another worker's by now
            held.release()
    client.delete(tries)


@dataclass(frozen=True)
class _Wake:
    """The call that wakes a job. Two for the same work are equal, so that `after_commit` makes one of them."""

    job: Job[Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def __call__(self) -> None:
        self.job.wake_now(*self.args, **self.kwargs)
