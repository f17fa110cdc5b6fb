"""What the worker does for the coach: answer, also what a worker that died has left."""

from huey import crontab

from clubinterview.core.clock import utcnow
from clubinterview.extensions import model_tasks
from clubinterview.practice.coach.answering import answer_turn, left_behind


@model_tasks.task()
def answer_coach_turn(turn_id: int) -> None:
    """Answer one question."""
    with model_tasks.app.app_context():
        answer_turn(turn_id)


@model_tasks.periodic_task(crontab(minute="*"))
def answer_left_behind() -> None:
    """Answer what has waited for more than two minutes."""
    with model_tasks.app.app_context():
        for turn_id in left_behind(utcnow()):
            answer_turn(turn_id)
