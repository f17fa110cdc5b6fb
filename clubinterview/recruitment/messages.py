"""What applicants are told about their applications."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

SEE = _l("See your application")

SUBMITTED = Kind(
    "application_submitted",
    _l("%(club)s has your application"),
    _l(
        "Your application to “%(drive)s” is in. Your receipt is %(reference)s.\n"
        "You will hear from us as soon as something happens."
    ),
    SEE,
    icon="check",
)
INVITED = Kind(
    "application_invited",
    _l("%(club)s would like to talk to you"),
    _l("Good news: “%(drive)s” goes on for you with “%(stage)s”.\nOpen your application and choose a time."),
    _l("Choose a time"),
    icon="calendar",
)
WAITLISTED = Kind(
    "application_waitlisted",
    _l("You are on the waiting list of %(club)s"),
    _l(
        "All places of “%(drive)s” are taken for now, and you are next in line.\n"
        "You need not do anything: we will tell you when a place becomes free."
    ),
    SEE,
    icon="clock",
)
REJECTED = Kind(
    "application_rejected",
    _l("About your application to %(club)s"),
    _l(
        "Thank you for applying to “%(drive)s” and for the time you gave it. This time we cannot offer you a place.\n"
        "That says little about you: there were more good people than places. We would be glad to see you again."
    ),
    SEE,
    icon="mail",
)
OFFERED = Kind(
    "application_offered",
    _l("%(club)s offers you a place"),
    _l(
        "Congratulations! %(department)s would like to have you.\n"
        "Please accept or decline until %(deadline)s. After that the place goes to somebody else."
    ),
    _l("Answer the offer"),
    icon="star",
)
JOINED = Kind(
    "application_joined",
    _l("Welcome to %(club)s"),
    _l("You have accepted the place in %(department)s. The club will be in touch with you."),
    SEE,
    icon="star",
)
WITHDRAWN = Kind(
    "application_withdrawn",
    _l("Your application to %(club)s is withdrawn"),
    _l("You have withdrawn your application to “%(drive)s”. The club will not go on with it."),
    SEE,
    icon="x",
)
DECLINED = Kind(
    "application_declined",
    _l("You have declined the place at %(club)s"),
    _l("The place in %(department)s goes to somebody else. Thank you for telling the club."),
    SEE,
    by_mail=False,
    icon="x",
)
EXPIRED = Kind(
    "application_expired",
    _l("The offer of %(club)s has expired"),
    _l("The place in %(department)s was not accepted until %(deadline)s, so it goes to somebody else."),
    SEE,
    icon="clock",
)
