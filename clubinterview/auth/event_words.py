"""The events of an account's safety, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from clubinterview.auth.events import Event
from clubinterview.auth.models import SecurityEvent

# (icon of static/icons.svg, words)
WORDS: dict[Event, tuple[str, LazyString]] = {
    Event.SIGNED_IN: ("user", _l("Signed in")),
    Event.SIGN_IN_FAILED: ("alert", _l("A sign-in with a wrong password")),
    Event.SIGN_IN_THROTTLED: ("alert", _l("Too many wrong passwords; further ones were turned away")),
    Event.SIGNED_OUT: ("logout", _l("Signed out")),
    Event.DEVICES_SIGNED_OUT: ("logout", _l("Other devices were signed out")),
    Event.PASSWORD_CHANGED: ("shield", _l("The password was changed")),
    Event.PASSWORD_RESET: ("shield", _l("A new password was set by a code")),
    Event.PASSWORD_DEMANDED: ("shield", _l("An administrator asked for a new password")),
    Event.EMAIL_CHANGED: ("mail", _l("The mail address was changed")),
    Event.PHONE_CHANGED: ("mail", _l("The phone was changed")),
    Event.USERNAME_CHANGED: ("user", _l("The username was changed")),
    Event.SECOND_FACTOR_ON: ("shield", _l("The second factor was switched on")),
    Event.SECOND_FACTOR_OFF: ("alert", _l("The second factor was switched off")),
    Event.SECOND_FACTOR_FAILED: ("alert", _l("A wrong code of the second factor")),
    Event.RECOVERY_CODES_MADE: ("list", _l("New recovery codes were made")),
    Event.RECOVERY_CODE_USED: ("alert", _l("A recovery code was used")),
    Event.PASSKEY_ADDED: ("shield", _l("A passkey was added")),
    Event.PASSKEY_REMOVED: ("shield", _l("A passkey was removed")),
    Event.NUMBER_SHOWN: ("eye", _l("The ID number was shown")),
    Event.DATA_EXPORTED: ("download", _l("A copy of all data was asked for")),
    Event.ERASURE_ASKED: ("trash", _l("Erasing the account was asked for")),
    Event.ERASURE_UNDONE: ("check", _l("Erasing the account was called off")),
    Event.ACCOUNT_DISABLED: ("alert", _l("An administrator disabled the account")),
    Event.ACCOUNT_ENABLED: ("check", _l("An administrator enabled the account")),
}


def words_of(event: SecurityEvent) -> tuple[str, str]:
    """Return (icon, words) of an event, also of one that only an earlier release knew."""
    try:
        icon, words = WORDS[Event(event.kind)]
    except ValueError:
        return "info", event.kind
    return icon, str(words)
