"""What the worker does for practice: score finished sessions, and count how questions are answered."""

from datetime import timedelta

from huey import crontab

from clubinterview.core.clock import utcnow
from clubinterview.extensions import tasks
from clubinterview.practice.report import services as reports
from clubinterview.practice.report.question_statistics import refresh_statistics

LEFT_BEHIND_AFTER = timedelta(seconds=30)


@tasks.task()
def score_mock(mock_id: int) -> None:
    """Score one session."""
    with tasks.app.app_context():
        reports.score_mock(mock_id, now=utcnow())


@tasks.periodic_task(crontab(minute="*"))
def score_left_behind() -> None:
    """Score what has waited for longer than it should."""
    with tasks.app.app_context():
        for mock_id in reports.left_behind(utcnow() - LEFT_BEHIND_AFTER):
            reports.score_mock(mock_id, now=utcnow())


@tasks.periodic_task(crontab(minute="10", hour="19"))  # 03:10 in the clubs' zone
def refresh_statistics_every_night() -> None:
    """Count again how questions are answered."""
    with tasks.app.app_context():
        refresh_statistics()
