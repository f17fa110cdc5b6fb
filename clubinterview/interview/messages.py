"""What students are told about their interviews."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

BOOKED = Kind(
    "interview.booked",
    _l("Your interview at %(club)s is booked"),
    _l(
        "Time: %(time)s\nPlace: %(place)s\n"
        "Please come ten minutes early. Until it begins you can change the time or cancel it."
    ),
    _l("See your interview"),
    icon="calendar",
)
CHANGED = Kind(
    "interview.changed",
    _l("Your interview at %(club)s has a new time"),
    _l("New time: %(time)s\nPlace: %(place)s\nYour seat at the earlier time has been given back."),
    _l("See your interview"),
    icon="calendar",
)
CANCELLED = Kind(
    "interview.cancelled",
    _l("You cancelled your interview at %(club)s"),
    _l(
        "Your seat on %(time)s has been given back.\n"
        "You are still invited: choose another time whenever you like."
    ),
    _l("Choose a time"),
    icon="x",
)
SLOT_CANCELLED = Kind(
    "interview.slot_cancelled",
    _l("%(club)s cancelled your interview time"),
    _l("The interview on %(time)s will not take place. You are still invited: please choose another time."),
    _l("Choose a time"),
    icon="alert",
)
PLACE_CHANGED = Kind(
    "interview.place_changed",
    _l("Your interview at %(club)s is in another place"),
    _l("Time: %(time)s, unchanged\nNew place: %(place)s"),
    _l("See your interview"),
    icon="pin",
)
