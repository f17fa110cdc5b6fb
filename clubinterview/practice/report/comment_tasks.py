"""What the worker does for the model's comments: ask for them, and take up what a worker that died has left."""

from huey import crontab

from clubinterview.core.clock import utcnow
from clubinterview.extensions import model_tasks
from clubinterview.practice.report.comment_writing import comment_on, left_behind


@model_tasks.task()
def comment_on_answer(answer_id: int) -> None:
    """Ask for the words on one answer."""
    with model_tasks.app.app_context():
        comment_on(answer_id)


@model_tasks.periodic_task(crontab(minute="*"))
def comment_on_left_behind() -> None:
    """Ask for what has waited for more than two minutes."""
    with model_tasks.app.app_context():
        for answer_id in left_behind(utcnow()):
            comment_on(answer_id)
