"""What the worker does for offers: it lets them expire."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from clubinterview.core.clock import utcnow
from clubinterview.core.jobs import PeriodicJob
from clubinterview.core.transaction import in_transaction
from clubinterview.recruitment.offers.services import expire_some


def expire_offers(now: datetime) -> int:
    """Let the offers expire whose deadline has passed, some in each transaction. Returns how many."""
    total = 0
    while expired := in_transaction(lambda: expire_some(now=now)):
        total += expired
    return total


EXPIRE_OFFERS_EVERY_MINUTE = PeriodicJob(
    "expire_offers_every_minute", _l("Expire unanswered offers"), lambda: expire_offers(utcnow())
)
