"""What is sent with a verify code, and what is sent instead to an address that gets none: one table for every flow."""

from flask_babel import lazy_gettext as _l

from clubinterview.auth.codes.store import Purpose
from clubinterview.messaging.kinds import Kind

REGISTER_CODE = Kind(
    name="auth.code.register",
    subject=_l("Your code for registering at ClubInterview"),
    body=_l("Enter this code on the page where you began. It is good for %(minutes)d minutes."),
    secret=("code",),
)
LOGIN_CODE = Kind(
    name="auth.code.login",
    subject=_l("Your code for signing in"),
    body=_l(
        "Enter this code on the page where you began. It is good for %(minutes)d minutes.\n"
        "If you are not signing in just now, somebody else has typed your address. Tell the code to nobody."
    ),
    secret=("code",),
)
RESET_CODE = Kind(
    name="auth.code.reset",
    subject=_l("Your code for a new password"),
    body=_l(
        "Enter this code on the page where you began. It is good for %(minutes)d minutes.\n"
        "If you did not ask for it, you need not do anything: your password stays as it is."
    ),
    secret=("code",),
)
CHANGE_CODE = Kind(
    name="auth.code.change",
    subject=_l("Your code for this address"),
    body=_l("Enter this code to use this address for your account. It is good for %(minutes)d minutes."),
    secret=("code",),
)
CAMPUS_CODE = Kind(
    name="auth.code.campus",
    subject=_l("Your code for the campus check"),
    body=_l("Enter this code to show that you are of your school. It is good for %(minutes)d minutes."),
    secret=("code",),
)
DEVICE_CODE = Kind(
    name="auth.code.device",
    subject=_l("Your code for signing in on a new device"),
    body=_l(
        "Somebody has tried many passwords for your account. To keep it yours, new devices confirm by a code.\n"
        "Enter this code to sign in. It is good for %(minutes)d minutes. If you are not signing in just now, "
        "set a new password."
    ),
    secret=("code",),
)
ALREADY_REGISTERED = Kind(
    name="auth.already_registered",
    subject=_l("You already have an account"),
    body=_l(
        "Somebody, probably you, tried to register with this address, which already has an account.\n"
        "Sign in with it. If you have forgotten the password, you can set a new one from the sign-in page."
    ),
    action=_l("Sign in"),
)
ADDRESS_WANTED = Kind(
    name="auth.address_wanted",
    subject=_l("Somebody wanted to use your address"),
    body=_l(
        "Somebody wanted to give this address to another account. It stays yours, and nothing has changed.\n"
        "If that was you, sign in to this account instead."
    ),
    action=_l("Sign in"),
)
CAMPUS_ADDRESS_WANTED = Kind(
    name="auth.campus_address_wanted",
    subject=_l("Somebody wanted to use your campus address"),
    body=_l(
        "Somebody wanted to confirm another account by this address. It stays yours, and nothing has changed."
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
