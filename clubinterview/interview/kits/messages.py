"""What interviewers are told about interview kits."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

REDRAWN = Kind(
    "kit.redrawn",
    _l("An interview of yours at %(club)s has other questions"),
    _l(
        "Time: %(time)s\nSeats changed, and a candidate beside had one of the questions too. So they were drawn anew.\n"
        "If you have printed the kit, please print it again."
    ),
    _l("See the interview kit"),
    icon="file",
)
