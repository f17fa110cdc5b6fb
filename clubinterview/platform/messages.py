"""The messages that people get about what an administrator did with their account."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

SIGNED_OUT = Kind(
    "platform.signed_out",
    _l("You were signed out on all devices"),
    _l("An administrator signed you out on all devices. Reason: %(reason)s"),
    _l("View my account"),
    icon="logout",
)
PASSWORD_DEMANDED = Kind(
    "platform.password_demanded",
    _l("Choose a new password"),
    _l("An administrator asks you to choose a new password the next time you sign in. Reason: %(reason)s"),
    _l("View my account"),
    icon="shield",
)
