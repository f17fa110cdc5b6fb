"""The messages that people get about their schools and their data."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

SCHOOL_TYPED = Kind(
    "school_typed",
    _l("A school is missing in the list"),
    _l("Somebody has added their school. Please look at it: approve it, or say which school it is."),
    _l("See the new schools"),
    by_mail=False,
    icon="alert",
)
SCHOOL_REFUSED = Kind(
    "school_refused",
    _l("Please choose your school again"),
    _l(
        "An administrator could not accept “%(school)s” as a school: %(reason)s\nPlease choose your school from the list."
    ),
    _l("Choose my school"),
    icon="alert",
)
EXPORT_READY = Kind(
    "profile.export_ready",
    _l("The copy of your data is ready"),
    _l("You can download it until %(until)s. Then it is deleted."),
    _l("Download it"),
    icon="download",
)
EXPORT_FAILED = Kind(
    "profile.export_failed",
    _l("The copy of your data could not be made"),
    _l("Something went wrong on our side. Please ask for it again."),
    _l("See your data"),
    icon="alert",
)

ERASURE_ASKED = Kind(
    "profile.erasure_asked",
    _l("Your account will be erased"),
    _l(
        "Your account and your data will be erased in 14 days, and nobody else sees them from now on.\n"
        "If you change your mind, or if this was not you: sign in before then and keep the account."
    ),
)
ERASURE_UNDONE = Kind(
    "profile.erasure_undone",
    _l("Your account stays"),
    _l("Your account will not be erased. Everything is open to you again."),
)
