"""What interviewers are told about interview kits."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

REDRAWN = Kind(
    "kit.redrawn",
    _l("An interview you run at %(club)s has new questions"),
    _l(
        "Time: %(time)s\nInterview times changed, and a neighbouring candidate had one of the same "
        "questions, so new ones were drawn.\nIf you printed the kit, print it again."
    ),
    _l("View interview kit"),
    icon="file",
)
