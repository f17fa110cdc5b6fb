"""What a rule says when it says no. The text is for the person: what happened and what to do next."""

from typing import Any


class DomainError(Exception):
    """A refusal by a rule. Nothing has changed; `status` is the HTTP status of the page that says so."""

    status = 409

    def __init__(self, message: Any, *, retry_after: int | None = None) -> None:
        """message: a sentence for the person, translated lazily or at once.  retry_after: seconds, or None."""
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """A member of the club who lacks the role."""

    status = 403


class NotFound(DomainError):
    """A thing that does not exist or is not this person's: the two look the same."""

    status = 404


class TooMany(DomainError):
    """A limit was reached; `retry_after` says when to try again."""

    status = 429


class Busy(DomainError):
    """The service cannot do this now; `retry_after` says when to try again."""

    status = 503


class StorageFull(DomainError):
    """The disk has no room for a file; neither the row nor the file was saved."""

    status = 507
