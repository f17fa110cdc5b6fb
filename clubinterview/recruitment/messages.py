"""What applicants are told about their applications."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

SEE = _l("View my application")

SUBMITTED = Kind(
    "application_submitted",
    _l("%(club)s received your application"),
    _l(
        "Your application to “%(drive)s” is in. Your receipt number is %(reference)s.\nWe'll let you know "
        "as soon as there's news."
    ),
    SEE,
    icon="check",
)
INVITED = Kind(
    "application_invited",
    _l("%(club)s invited you to an interview"),
    _l("Good news: you're through to “%(stage)s” in “%(drive)s”.\nOpen your application to choose a time."),
    _l("Choose a time"),
    icon="calendar",
)
WAITLISTED = Kind(
    "application_waitlisted",
    _l("You're on the waiting list of %(club)s"),
    _l(
        "All places in “%(drive)s” are taken for now, and you're on the waiting list.\nThere's nothing "
        "you need to do. We'll let you know as soon as a place opens up."
    ),
    SEE,
    icon="clock",
)
REJECTED = Kind(
    "application_rejected",
    _l("Your application to %(club)s"),
    _l(
        "Thank you for applying to “%(drive)s” and for the time you put into it. Sadly, we can't offer "
        "you a place this time.\nThat says little about you: there were more good people than places. We "
        "would be glad to see you again."
    ),
    SEE,
    icon="mail",
)
OFFERED = Kind(
    "application_offered",
    _l("%(club)s made you an offer"),
    _l(
        "Congratulations! %(department)s would love to have you.\nAccept or decline by %(deadline)s. "
        "After that, the offer expires."
    ),
    _l("Respond to the offer"),
    icon="star",
)
JOINED = Kind(
    "application_joined",
    _l("Welcome to %(club)s"),
    _l("You've accepted your place in %(department)s."),
    SEE,
    icon="star",
)
WITHDRAWN = Kind(
    "application_withdrawn",
    _l("You withdrew your application to %(club)s"),
    _l("You withdrew your application to “%(drive)s”. The club won't process it further."),
    SEE,
    icon="x",
)
DECLINED = Kind(
    "application_declined",
    _l("You declined the offer from %(club)s"),
    _l("Your place in %(department)s can now go to someone else. Thanks for letting the club know."),
    SEE,
    by_mail=False,
    icon="x",
)
EXPIRED = Kind(
    "application_expired",
    _l("Your offer from %(club)s has expired"),
    _l("You didn't respond to the offer from %(department)s by %(deadline)s, so it has expired."),
    SEE,
    icon="clock",
)
