"""The messages that people get about their account."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

ADDRESS_CHANGED = Kind(
    name="auth.address_changed",
    subject=_l("The address of your account was changed"),
    body=_l(
        "What your account is reached by was changed on %(at)s.\n"
        "If that was not you, set a new password at once: that ends all sessions of your account."
    ),
    action=_l("See your account"),
    icon="mail",
)
PASSKEY_ADDED = Kind(
    name="auth.passkey_added",
    subject=_l("A passkey was added to your account"),
    body=_l(
        "Since %(at)s, the passkey “%(name)s” signs in to your account.\n"
        "If that was not you, remove it, set a new password and write to the administrators."
    ),
    action=_l("See your account"),
    icon="shield",
)
PASSKEY_REMOVED = Kind(
    name="auth.passkey_removed",
    subject=_l("A passkey was removed from your account"),
    body=_l("Since %(at)s, the passkey “%(name)s” does not sign in to your account any more."),
    action=_l("See your account"),
    icon="shield",
)
SECOND_FACTOR_ON = Kind(
    name="auth.second_factor_on",
    subject=_l("The second factor of your account is on"),
    body=_l(
        "Since %(at)s, signing in asks for a code of your app or for a passkey, besides the password.\n"
        "If that was not you, set a new password at once and write to the administrators."
    ),
    action=_l("See your account"),
    icon="shield",
)
SECOND_FACTOR_OFF = Kind(
    name="auth.second_factor_off",
    subject=_l("The second factor of your account is off"),
    body=_l(
        "Since %(at)s, the app and the recovery codes of your account are no longer asked for.\n"
        "If that was not you, set a new password at once: that ends all sessions of your account."
    ),
    action=_l("See your account"),
    icon="alert",
)
PASSWORD_CHANGED = Kind(
    name="auth.password_changed",
    subject=_l("Your password was changed"),
    body=_l(
        "The password of your account was changed on %(at)s.\n"
        "If that was not you, reset your password at once: that ends all sessions of your account."
    ),
    action=_l("See your account"),
    icon="shield",
)

ADDRESS_LEFT = Kind(
    name="auth.address_left",
    subject=_l("This address no longer belongs to your account"),
    body=_l(
        "Your account is reached by another address from now on. If you did not change that, write to the "
        "administrators of ClubInterview at once."
    ),
)
