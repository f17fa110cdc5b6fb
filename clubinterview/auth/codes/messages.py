"""What is sent with a verify code, and what is sent instead to an address that gets none: one table for every flow."""

from flask_babel import lazy_gettext as _l

from clubinterview.auth.codes.store import Purpose
from clubinterview.messaging.kinds import Kind

REGISTER_CODE = Kind(
    name="auth.code.register",
    subject=_l("Your ClubInterview sign-up code"),
    body=_l("Enter this code on the page where you started. It's valid for %(minutes)d minutes."),
    secret=("code",),
)
LOGIN_CODE = Kind(
    name="auth.code.login",
    subject=_l("Your sign-in code"),
    body=_l(
        "Enter this code on the page where you started. It's valid for %(minutes)d minutes.\nNot signing "
        "in right now? Then someone entered your address. Don't share the code with anyone."
    ),
    secret=("code",),
)
RESET_CODE = Kind(
    name="auth.code.reset",
    subject=_l("Your password reset code"),
    body=_l(
        "Enter this code on the page where you started. It's valid for %(minutes)d minutes.\nDidn't "
        "request it? You can ignore this message. Your password hasn't changed."
    ),
    secret=("code",),
)
CHANGE_CODE = Kind(
    name="auth.code.change",
    subject=_l("Your code to confirm this address"),
    body=_l("Enter this code to add this address to your account. It's valid for %(minutes)d minutes."),
    secret=("code",),
)
CAMPUS_CODE = Kind(
    name="auth.code.campus",
    subject=_l("Your student verification code"),
    body=_l("Enter this code to verify that you study at your school. It's valid for %(minutes)d minutes."),
    secret=("code",),
)
DEVICE_CODE = Kind(
    name="auth.code.device",
    subject=_l("Your code for a new device"),
    body=_l(
        "Someone tried many passwords for your account. To protect it, new devices need a code.\nEnter "
        "this code to sign in. It's valid for %(minutes)d minutes. Not signing in right now? Reset your "
        "password."
    ),
    secret=("code",),
)
ALREADY_REGISTERED = Kind(
    name="auth.already_registered",
    subject=_l("You already have an account"),
    body=_l(
        "Someone, probably you, tried to sign up with this email, which already has an account.\nSign in "
        "with it instead. If you've forgotten your password, you can reset it on the sign-in page."
    ),
    action=_l("Sign in"),
)
ADDRESS_WANTED = Kind(
    name="auth.address_wanted",
    subject=_l("Someone tried to use your email or phone"),
    body=_l(
        "Someone tried to add this email or phone to another account. It's still yours and nothing has "
        "changed.\nIf it was you, sign in to this account instead."
    ),
    action=_l("Sign in"),
)
CAMPUS_ADDRESS_WANTED = Kind(
    name="auth.campus_address_wanted",
    subject=_l("Someone tried to use your school email"),
    body=_l(
        "Someone tried to verify another account with this email. It's still yours and nothing has changed."
    ),
    action=_l("Sign in"),
)

CODES = {
    Purpose.REGISTER: REGISTER_CODE,
    Purpose.LOGIN: LOGIN_CODE,
    Purpose.RESET: RESET_CODE,
    Purpose.CHANGE: CHANGE_CODE,
    Purpose.CAMPUS: CAMPUS_CODE,
    Purpose.DEVICE: DEVICE_CODE,
}
"""The message that holds the code."""

NOTICES = {
    Purpose.REGISTER: ALREADY_REGISTERED,
    Purpose.CHANGE: ADDRESS_WANTED,
    Purpose.CAMPUS: CAMPUS_ADDRESS_WANTED,
}
"""The message, without any code, for the owner of an address that an account has already."""
