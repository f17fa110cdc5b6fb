"""What the worker does for the question banks: read and write files."""

from clubinterview.core.clock import utcnow
from clubinterview.extensions import tasks
from clubinterview.questions import kept_imports
from clubinterview.questions.banks import Bank


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
