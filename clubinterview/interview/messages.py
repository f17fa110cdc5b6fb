"""What students are told about their interviews, and interviewers about their panels."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

BOOKED = Kind(
    "interview.booked",
    _l("Your interview at %(club)s is booked"),
    _l(
        "Time: %(time)s\nPlace: %(place)s\nPlease arrive ten minutes early. You can reschedule or cancel "
        "until the interview starts."
    ),
    _l("View my interview"),
    icon="calendar",
)
CHANGED = Kind(
    "interview.changed",
    _l("Your interview at %(club)s has been rescheduled"),
    _l("New time: %(time)s\nPlace: %(place)s\nYour earlier slot has been released."),
    _l("View my interview"),
    icon="calendar",
)
CANCELLED = Kind(
    "interview.cancelled",
    _l("You cancelled your interview at %(club)s"),
    _l(
        "Your slot on %(time)s has been released.\nYou're still invited: choose another time whenever you "
        "like."
    ),
    _l("Choose a time"),
    icon="x",
)
SLOT_CANCELLED = Kind(
    "interview.slot_cancelled",
    _l("%(club)s cancelled your interview slot"),
    _l("Your interview on %(time)s has been cancelled. You're still invited: choose another time."),
    _l("Choose a time"),
    icon="alert",
)
PLACE_CHANGED = Kind(
    "interview.place_changed",
    _l("Your interview at %(club)s has moved"),
    _l("Time: %(time)s (unchanged)\nNew place: %(place)s"),
    _l("View my interview"),
    icon="pin",
)
PANEL_ADDED = Kind(
    "interview.panel_added",
    _l("You're interviewing for %(club)s"),
    _l(
        "Starts: %(time)s\nInterviews: %(count)s\nPlace: %(place)s\nEveryone who books will appear in your "
        "list for that day."
    ),
    _l("View interviews"),
    icon="calendar",
)
PANEL_CHANGED = Kind(
    "interview.panel_changed",
    _l("An interview you run at %(club)s has moved"),
    _l("Time: %(time)s (unchanged)\nNew place: %(place)s"),
    _l("View interviews"),
    icon="pin",
)
PANEL_REMOVED = Kind(
    "interview.panel_removed",
    _l("You've been taken off an interview at %(club)s"),
    _l("You're no longer interviewing on %(time)s: the slot was cancelled or reassigned."),
    _l("View interviews"),
    icon="x",
)
