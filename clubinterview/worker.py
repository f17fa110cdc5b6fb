"""The background worker: in a process of its own, or as threads beside the web server."""

from huey.consumer import Consumer

from clubinterview.core import task_history
from clubinterview.extensions import tasks

STOP_SECONDS = 30


class ThreadedConsumer(Consumer):
    """A consumer inside another server's process, which keeps its own signal handlers."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals to the server."""


def start_beside_web() -> ThreadedConsumer:
    """Start the worker's threads in this process and return them, to be stopped with `stop(graceful=True)`."""
    task_history.watch()
    consumer = ThreadedConsumer(tasks, workers=1, shutdown_timeout=STOP_SECONDS)
    consumer.start()
    return consumer


def run_alone() -> None:
    """Work until told to stop; SIGTERM and SIGINT let the task in hand finish."""
    task_history.watch()
    Consumer(tasks, workers=2, graceful_signal="TERM", shutdown_timeout=STOP_SECONDS).run()
