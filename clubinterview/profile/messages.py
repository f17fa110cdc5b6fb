"""What people are told about their schools."""

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
