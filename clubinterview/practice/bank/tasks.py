"""What the worker does for the question banks."""

from huey import crontab

from clubinterview.extensions import tasks
from clubinterview.practice.bank.statistics import refresh_statistics


@tasks.periodic_task(crontab(minute="10", hour="19"))  # 03:10 in the clubs' zone
def refresh_statistics_every_night() -> None:
    """Count anew how questions are answered."""
    with tasks.app.app_context():
        refresh_statistics()
