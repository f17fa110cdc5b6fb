"""Sending a verify code, or only seeming to: from outside, the two look the same. Rule: docs/security.md 1."""

from datetime import datetime

from clubinterview.auth.codes import store
from clubinterview.auth.codes.messages import CODES, NOTICES
from clubinterview.auth.codes.store import Code, Purpose, code_minutes
from clubinterview.core.language import locale_code
from clubinterview.messaging.kinds import Kind
from clubinterview.messaging.services import send


def send_code(
    purpose: Purpose, address: str, *, now: datetime, locale: str | None = None, bound_to: int | None = None
) -> None:
    """Make a code for the address and send it there; an earlier one for the same purpose is void from now on.

    Runs in a transaction, with the message. Call `store.allow_sending` first.
    address: a mail address or a phone, normalised.  locale: the language of the message, by default the present one.
    bound_to: the id of the only account that may use the code.
    """
    code = store.issue(purpose, address, now=now, bound_to=bound_to)
    _send(CODES[purpose], address, locale=locale, now=now, code=code)


def send_decoy(purpose: Purpose, address: str, *, now: datetime, owner_locale: str | None = None) -> None:
    """Do what `send_code` does for an address that gets no code: no guess will match, and nothing shows it.

    owner_locale: the language of the account that has the address, if its owner is to be notified in place of the code.
    """
    store.issue_decoy(purpose, address, now=now)
    if owner_locale is not None:
        _send(NOTICES[purpose], address, locale=owner_locale, now=now)


def _send(kind: Kind, address: str, *, locale: str | None, now: datetime, code: Code | None = None) -> None:
    """Put the message into the outbox: with its code while that is good, or with the way to the sign-in page."""
    language = locale or locale_code()
    if code is None:
        send(kind, address, {}, locale=language, now=now, path="/login")
    else:
        parameters = {"code": code.text, "minutes": code_minutes()}
        send(kind, address, parameters, locale=language, now=now, expires_at=code.expires_at)
