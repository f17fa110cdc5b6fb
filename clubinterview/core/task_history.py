"""When each background task last ran and what it last failed with, for the people who look after the platform."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from huey.signals import SIGNAL_COMPLETE, SIGNAL_ERROR

from clubinterview.extensions import model_tasks, redis_store, tasks

RUNS, FAILURES = "tasks:runs", "tasks:failures"


@dataclass(frozen=True)
class TaskHistory:
    """A task by its name: when it last ended well, when it last failed, and by which error."""

    name: str
    ran_at: datetime | None
    failed_at: datetime | None
    error: str


def watch() -> None:
    """Have every task that a worker carries out leave its mark. For the worker's process."""
    for queue in (tasks, model_tasks):
        queue.signal(SIGNAL_COMPLETE)(_record_run)
        queue.signal(SIGNAL_ERROR)(_record_failure)


def task_histories() -> Sequence[TaskHistory]:
    """Return what is known of each task, by name. Two reads of Redis."""
    runs, failures = _stored(RUNS), _stored(FAILURES)
    histories = []
    for name in sorted({*runs, *failures}):
        at, _, error = failures.get(name, "").partition(" ")
        histories.append(TaskHistory(name, _instant(runs.get(name)), _instant(at), error))
    return histories


def _record_run(signal: str, task: object) -> None:
    redis_store.client.hset(RUNS, type(task).__name__, int(time.time()))


def _record_failure(signal: str, task: object, error: BaseException | None = None) -> None:
    redis_store.client.hset(FAILURES, type(task).__name__, f"{int(time.time())} {type(error).__name__}")


def _stored(key: str) -> dict[str, str]:
    found: dict[bytes, bytes] = redis_store.client.hgetall(key)  # type: ignore[assignment]
    return {name.decode(): value.decode() for name, value in found.items()}


def _instant(seconds: str | None) -> datetime | None:
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
