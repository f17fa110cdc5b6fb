"""Does in a test what waits for the worker."""

from clubinterview.extensions import tasks


def work() -> None:
    """Do what waits, as a worker does it, and do not wait for more as a worker does."""
    while tasks.pending_count():
        tasks.execute(tasks.dequeue())
