"""The background worker: in a process of its own, or as threads beside the web server."""

from huey.consumer import Consumer

from clubinterview.core import task_history
from clubinterview.extensions import model_tasks, tasks

STOP_SECONDS = 30
MODEL_THREADS = 2


class ThreadedConsumer(Consumer):
    """A consumer inside another server's process, which has signal handlers of its own."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals to the server."""


class WorkersBesideWeb:
    """The consumers of both queues: the ordinary tasks, and those that may wait for the language model."""

    def __init__(self) -> None:
        self.consumers = (
            ThreadedConsumer(tasks, workers=1, shutdown_timeout=STOP_SECONDS),
            _model_consumer(),
        )

    def start(self) -> None:
        """Start all threads."""
        for consumer in self.consumers:
            consumer.start()

    def stop(self, *, graceful: bool) -> None:
        """Let the tasks in hand finish, or not. All consumers are stopped before one is waited for."""
        for consumer in self.consumers:
            consumer.stop_flag.set()
        for consumer in self.consumers:
            consumer.stop(graceful=graceful)


def start_beside_web() -> WorkersBesideWeb:
    """Start the worker's threads in this process and return them, to be stopped with `stop(graceful=True)`."""
    task_history.watch()
    workers = WorkersBesideWeb()
    workers.start()
    return workers


def run_alone() -> None:
    """Work until asked to stop; SIGTERM and SIGINT let the task in hand finish."""
    task_history.watch()
    model = _model_consumer()
    model.start()
    try:
        Consumer(tasks, workers=2, graceful_signal="TERM", shutdown_timeout=STOP_SECONDS).run()
    finally:
        model.stop(graceful=True)


def _model_consumer() -> ThreadedConsumer:
    return ThreadedConsumer(model_tasks, workers=MODEL_THREADS, shutdown_timeout=STOP_SECONDS)
