"""One spelling for each address, so that comparing and limiting cannot be walked around.

The three kinds are distinguished by how they are spelled: a mail address has an "@", a phone begins with "+", and a
username begins with a letter and has no "@".
"""

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

LONGEST_EMAIL = 254
SHORTEST_USERNAME, LONGEST_USERNAME = 3, 50
HOME_REGION = "CN"  # of a phone that is written without its country
USERNAME = re.compile(r"[^\W\d_][\w.-]*")
PHONE = re.compile(r"[\d+(][\d\s+().-]*")  # the library by itself finds phones inside of other texts
PHONE_KINDS = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


class NotAnAddress(ValueError):
    """The text is not an address of the kind that was asked for."""


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


def normalise_phone(text: str) -> str:
    """Return a mobile number as E.164 (+8613812345678); of mainland China when no country is named.

    Raises NotAnAddress, also for a number that cannot take a text message.
    """
    candidate = unicodedata.normalize("NFKC", text).strip()
    if not PHONE.fullmatch(candidate):
        raise NotAnAddress(text)
    try:
        number = phonenumbers.parse(candidate, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise NotAnAddress(text) from error
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in PHONE_KINDS:
        raise NotAnAddress(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_address(text: str) -> str:
    """Return the one spelling of a mail address or a phone. Raises NotAnAddress."""
    return normalise_email(text) if "@" in unicodedata.normalize("NFKC", text) else normalise_phone(text)


def normalise_username(text: str) -> str:
    """Return the one spelling of a username: NFKC, case folded; 3 to 50 letters, digits, "_", "." and "-".

    It begins with a letter, so that it is never taken for a phone. Raises NotAnAddress.
    """
    name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).strip().casefold())
    if not SHORTEST_USERNAME <= len(name) <= LONGEST_USERNAME or not USERNAME.fullmatch(name):
        raise NotAnAddress(text)
    return name


def normalise_identifier(text: str) -> str:
    """Return the one spelling of what a person signs in with: mail address, phone or username. Raises NotAnAddress."""
    for normalise in (normalise_address, normalise_username):
        try:
            return normalise(text)
        except NotAnAddress:
            continue
    raise NotAnAddress(text)


def is_phone(address: str) -> bool:
    """Whether a normalised address is a phone."""
    return address.startswith("+")


def national_number(phone: str) -> str:
    """Return the digits of a normalised phone without those of its country; "" for none."""
    return str(phonenumbers.parse(phone).national_number) if phone else ""


def shown_address(address: str) -> str:
    """Return a normalised address as its owner reads it: +86 138 1234 5678. Mail addresses stay."""
    if not is_phone(address):
        return address
    return phonenumbers.format_number(
        phonenumbers.parse(address), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


def masked_email(address: str) -> str:
    """Return a mail address as logs and pages of other people may show it: first letter, then stars."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}***@{domain}"


def masked_address(address: str) -> str:
    """Return what a person signs in with, as logs and pages of other people may show it: 138****5678."""
    if "@" in address:
        return masked_email(address)
    if not is_phone(address):
        return f"{address[:1]}***"
    national = national_number(address)
    return f"{national[:3]}****{national[-4:]}" if len(national) > 8 else f"****{national[-2:]}"


def masked_student_number(number: str) -> str:
    """Return a student number as lists show it: 2026****42. Short ones show their last two characters only."""
    return f"{number[:4]}****{number[-2:]}" if len(number) > 7 else f"****{number[-2:]}" if number else ""
