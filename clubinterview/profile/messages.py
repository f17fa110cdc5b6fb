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
