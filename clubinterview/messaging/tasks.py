"""What the worker does for messages: deliver what is due, again and again until it has gone."""

from huey import crontab

from clubinterview.core.clock import utcnow
from clubinterview.extensions import tasks
from clubinterview.messaging.outbox import deliver_due, take_up_after_outage


@tasks.task()
def deliver_outbox() -> None:
    """Deliver what is due now."""
    with tasks.app.app_context():
        deliver_due(utcnow())


@tasks.periodic_task(crontab(minute="*"))
def deliver_outbox_every_minute() -> None:
    """Deliver what failed before, and what was left by a worker that died."""
    with tasks.app.app_context():
        take_up_after_outage(utcnow())
        deliver_due(utcnow())


def wake_worker() -> None:
    """Ask a worker to look at the outbox now. Without Redis the mail waits for the next minute's look."""
    deliver_outbox()
