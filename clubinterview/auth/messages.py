"""What people are told about their account."""

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
