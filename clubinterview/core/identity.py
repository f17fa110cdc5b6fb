"""One spelling for each address, so that comparing and limiting cannot be walked around."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

LONGEST_EMAIL = 254


class NotAnAddress(ValueError):
    """The text is not a mail address."""


def normalise_email(text: str) -> str:
    """Return the one spelling under which a mail address is stored: NFKC, trimmed, lower case.

    Raises NotAnAddress. Nothing is looked up: whether the domain answers shows when the mail is sent.
    """
    candidate = unicodedata.normalize("NFKC", text).strip().lower()
    try:
        checked = validate_email(candidate, check_deliverability=False)
    except EmailNotValidError as error:
        raise NotAnAddress(text) from error
    address = (checked.ascii_email or checked.normalized).lower()
    if len(address) > LONGEST_EMAIL:
        raise NotAnAddress(text)
    return address


def masked_email(address: str) -> str:
    """Return an address as logs and pages of other people may show it: first letter, then stars."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}***@{domain}"
