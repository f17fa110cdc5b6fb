"""What the worker does for interview kits: it looks whether neighbours in a queue have a question in common."""

from huey import crontab

from clubinterview.core.clock import utcnow
from clubinterview.extensions import tasks
from clubinterview.interview.kits.redraws import redraw_in_all_queues


@tasks.periodic_task(crontab(minute="*/10"))
def redraw_where_it_was_missed() -> None:
    """Draw anew what was left when the server ended between a change of seats and the new draw."""
    with tasks.app.app_context():
        redraw_in_all_queues(utcnow())
