"""Tasks leave a mark when they end well and when they fail."""

from flask import Flask

from clubinterview.core import task_history
from clubinterview.core.task_history import task_histories
from clubinterview.extensions import tasks
from clubinterview.messaging.tasks import DELIVER_OUTBOX


def test_runs_and_failures_are_kept_by_name(app: Flask) -> None:
    DELIVER_OUTBOX.wake_now()
    task = tasks.dequeue()
    task_history._record_run("complete", task)
    task_history._record_failure("error", task, ValueError("secret"))

    [history] = task_histories()
    assert history.name == "deliver_outbox"
    assert history.ran_at and history.failed_at
    assert history.error == "ValueError"
