"""The messages that people get about their account."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

ADDRESS_CHANGED = Kind(
    name="auth.address_changed",
    subject=_l("Your account's email or phone has changed"),
    body=_l(
        "Your account's email or phone was changed on %(at)s.\nNot you? Reset your password now. That "
        "signs you out on all devices."
    ),
    action=_l("View my account"),
    icon="mail",
)
PASSKEY_ADDED = Kind(
    name="auth.passkey_added",
    subject=_l("A passkey was added to your account"),
    body=_l(
        "From %(at)s, the passkey “%(name)s” can sign in to your account.\nNot you? Remove it, reset your "
        "password and contact the platform administrators."
    ),
    action=_l("View my account"),
    icon="shield",
)
PASSKEY_REMOVED = Kind(
    name="auth.passkey_removed",
    subject=_l("A passkey was removed from your account"),
    body=_l("From %(at)s, the passkey “%(name)s” no longer signs in to your account."),
    action=_l("View my account"),
    icon="shield",
)
SECOND_FACTOR_ON = Kind(
    name="auth.second_factor_on",
    subject=_l("Two-step verification is on for your account"),
    body=_l(
        "From %(at)s, signing in requires a code from your app or a passkey as well as your "
        "password.\nNot you? Reset your password now and contact the platform administrators."
    ),
    action=_l("View my account"),
    icon="shield",
)
SECOND_FACTOR_OFF = Kind(
    name="auth.second_factor_off",
    subject=_l("Two-step verification is off for your account"),
    body=_l(
        "From %(at)s, your account no longer asks for your app or recovery codes.\nNot you? Reset your "
        "password now. That signs you out on all devices."
    ),
    action=_l("View my account"),
    icon="alert",
)
PASSWORD_CHANGED = Kind(
    name="auth.password_changed",
    subject=_l("Your password was changed"),
    body=_l(
        "Your password was changed on %(at)s.\nNot you? Reset it now. That signs you out on all devices."
    ),
    action=_l("View my account"),
    icon="shield",
)

ADDRESS_LEFT = Kind(
    name="auth.address_left",
    subject=_l("An email or phone was removed from your account"),
    body=_l(
        "Your account now uses a different email or phone. If you didn't change it, contact the platform "
        "administrators right away."
    ),
)
