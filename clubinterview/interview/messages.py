"""What students are told about their interviews, and interviewers about their panels."""

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
PANEL_ADDED = Kind(
    "interview.panel_added",
    _l("You interview for %(club)s"),
    _l(
        "From: %(time)s\nInterviews: %(count)s\nPlace: %(place)s\nYour list of the evening has everybody who books."
    ),
    _l("See the interviews"),
    icon="calendar",
)
PANEL_CHANGED = Kind(
    "interview.panel_changed",
    _l("An interview of yours at %(club)s is in another place"),
    _l("Time: %(time)s, unchanged\nNew place: %(place)s"),
    _l("See the interviews"),
    icon="pin",
)
PANEL_REMOVED = Kind(
    "interview.panel_removed",
    _l("You have one interview less at %(club)s"),
    _l("On %(time)s you do not interview any more: the time was cancelled, or others take it."),
    _l("See the interviews"),
    icon="x",
)
