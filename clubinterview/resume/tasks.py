"""What the worker does for resumes: read their words, and what was left behind when a worker died."""

from huey import crontab

from clubinterview.core.clock import utcnow
from clubinterview.extensions import tasks
from clubinterview.resume.extraction import extract, left_behind


@tasks.task()
def extract_text(resume_id: int) -> None:
    """Read the words of one version."""
    with tasks.app.app_context():
        extract(resume_id)


@tasks.periodic_task(crontab(minute="*"))
def extract_left_behind() -> None:
    """Read what has waited for more than two minutes."""
    with tasks.app.app_context():
        for resume_id in left_behind(utcnow()):
            extract(resume_id)
