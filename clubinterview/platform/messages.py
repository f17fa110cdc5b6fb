"""The messages that people get about what an administrator did with their account."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

SIGNED_OUT = Kind(
    "platform.signed_out",
    _l("You were signed out on all devices"),
    _l("An administrator has signed your account out everywhere. The reason: %(reason)s"),
    _l("See your account"),
    icon="logout",
)
PASSWORD_DEMANDED = Kind(
    "platform.password_demanded",
    _l("Please choose a new password"),
    _l("An administrator asks you to choose a new password at your next sign-in. The reason: %(reason)s"),
    _l("See your account"),
    icon="shield",
)
