"""What the worker does for offers: it lets them expire."""

from datetime import datetime

from huey import crontab

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction
from clubinterview.extensions import tasks
from clubinterview.recruitment.offers.services import expire_some


def expire_offers(now: datetime) -> int:
    """Let the offers expire whose deadline has passed, some in each transaction. Returns how many."""
    total = 0
    while expired := in_transaction(lambda: expire_some(now=now)):
        total += expired
    return total


@tasks.periodic_task(crontab(minute="*"))
def expire_offers_every_minute() -> None:
    """Let offers expire soon after their deadline."""
    with tasks.app.app_context():
        expire_offers(utcnow())
