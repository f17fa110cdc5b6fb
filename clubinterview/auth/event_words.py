"""The events of an account's safety, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from clubinterview.auth.events import Event
from clubinterview.auth.models import SecurityEvent

# (icon of static/icons.svg, words)
WORDS: dict[Event, tuple[str, LazyString]] = {
    Event.SIGNED_IN: ("user", _l("Signed in")),
    Event.SIGN_IN_FAILED: ("alert", _l("Sign-in with a wrong password")),
    Event.SIGN_IN_THROTTLED: ("alert", _l("Too many wrong passwords; later attempts were blocked")),
    Event.SIGNED_OUT: ("logout", _l("Signed out")),
    Event.DEVICES_SIGNED_OUT: ("logout", _l("Other devices signed out")),
    Event.PASSWORD_CHANGED: ("shield", _l("Password changed")),
    Event.PASSWORD_RESET: ("shield", _l("Password reset with a code")),
    Event.PASSWORD_DEMANDED: ("shield", _l("Administrator required a new password")),
    Event.EMAIL_CHANGED: ("mail", _l("Email changed")),
    Event.PHONE_CHANGED: ("mail", _l("Phone changed")),
    Event.USERNAME_CHANGED: ("user", _l("Username changed")),
    Event.SECOND_FACTOR_ON: ("shield", _l("Two-step verification turned on")),
    Event.SECOND_FACTOR_OFF: ("alert", _l("Two-step verification turned off")),
    Event.SECOND_FACTOR_FAILED: ("alert", _l("Wrong two-step code")),
    Event.RECOVERY_CODES_MADE: ("list", _l("New recovery codes generated")),
    Event.RECOVERY_CODE_USED: ("alert", _l("Recovery code used")),
    Event.PASSKEY_ADDED: ("shield", _l("Passkey added")),
    Event.PASSKEY_REMOVED: ("shield", _l("Passkey removed")),
    Event.NUMBER_SHOWN: ("eye", _l("ID number viewed")),
    Event.DATA_EXPORTED: ("download", _l("Data export requested")),
    Event.ERASURE_ASKED: ("trash", _l("Account deletion requested")),
    Event.ERASURE_UNDONE: ("check", _l("Account deletion cancelled")),
    Event.ACCOUNT_DISABLED: ("alert", _l("Account disabled by an administrator")),
    Event.ACCOUNT_ENABLED: ("check", _l("Account enabled by an administrator")),
}


# How a person proved who they are when they signed in.
METHODS = {"password": _l("With a password"), "code": _l("With a code"), "passkey": _l("With a passkey")}


def detail_of(event: SecurityEvent) -> str:
    """Return what else is known of an event, in words."""
    is_sign_in = event.kind == Event.SIGNED_IN
    return str(METHODS.get(event.detail, event.detail)) if is_sign_in else event.detail


def words_of(event: SecurityEvent) -> tuple[str, str]:
    """Return (icon, words) of an event, also of one that only an earlier release knew."""
    try:
        icon, words = WORDS[Event(event.kind)]
    except ValueError:
        return "info", event.kind
    return icon, str(words)
