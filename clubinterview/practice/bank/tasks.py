"""What the worker does for the question banks: read and write files, and count how questions are answered."""

from huey import crontab

from clubinterview.core.clock import utcnow
from clubinterview.extensions import tasks
from clubinterview.practice.bank import kept_imports
from clubinterview.practice.bank.banks import Bank
from clubinterview.practice.bank.statistics import refresh_statistics


@tasks.task()
def read_import(actor_id: int, slug: str | None, club_id: int | None, ticket: str) -> None:
    """Read and check a file."""
    with tasks.app.app_context():
        kept_imports.read_kept(Bank(actor_id, slug, club_id), ticket, now=utcnow())


@tasks.task()
def write_import(actor_id: int, slug: str | None, club_id: int | None, ticket: str) -> None:
    """Write a file that was confirmed."""
    with tasks.app.app_context():
        kept_imports.write_kept(Bank(actor_id, slug, club_id), ticket, now=utcnow())


def wake_reader(bank: Bank, ticket: str) -> None:
    """Let the worker read a file."""
    read_import(bank.actor_id, bank.slug, bank.club_id, ticket)


def wake_writer(bank: Bank, ticket: str) -> None:
    """Let the worker write a file."""
    write_import(bank.actor_id, bank.slug, bank.club_id, ticket)


@tasks.periodic_task(crontab(minute="10", hour="19"))  # 03:10 in the clubs' zone
def refresh_statistics_every_night() -> None:
    """Count anew how questions are answered."""
    with tasks.app.app_context():
        refresh_statistics()
