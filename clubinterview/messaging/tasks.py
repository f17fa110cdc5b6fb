"""What the worker does for messages: deliver what is due, again and again until it has gone."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from clubinterview.core.clock import utcnow
from clubinterview.core.jobs import Job, PeriodicJob
from clubinterview.messaging.outbox import deliver_due, take_up_after_outage


def deliver_all(now: datetime) -> None:
    """Deliver what is due, what failed before, and what was left by a worker that died."""
    take_up_after_outage(now)
    deliver_due(now)


DELIVER_OUTBOX = Job("deliver_outbox", _l("Send messages"), lambda: deliver_due(utcnow()))
DELIVER_OUTBOX_EVERY_MINUTE = PeriodicJob(
    "deliver_outbox_every_minute", _l("Send messages, every minute"), lambda: deliver_all(utcnow())
)
