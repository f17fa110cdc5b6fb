"""The messages that people get about their schools and their data."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

SCHOOL_TYPED = Kind(
    "school_typed",
    _l("A student added a missing school"),
    _l("A student added a school that isn't in the list. Approve it, or say which school it is."),
    _l("View new schools"),
    by_mail=False,
    icon="alert",
)
SCHOOL_REFUSED = Kind(
    "school_refused",
    _l("Choose your school again"),
    _l("We couldn't add “%(school)s” as a school: %(reason)s\nChoose your school from the list."),
    _l("Add my school"),
    icon="alert",
)
EXPORT_READY = Kind(
    "profile.export_ready",
    _l("Your data export is ready"),
    _l("You can download it until %(until)s. Then it's deleted."),
    _l("Download my data"),
    icon="download",
)
EXPORT_FAILED = Kind(
    "profile.export_failed",
    _l("Your data export failed"),
    _l("Something went wrong on our side. Export it again."),
    _l("View my data"),
    icon="alert",
)

ERASURE_ASKED = Kind(
    "profile.erasure_asked",
    _l("Your account will be deleted"),
    _l(
        "Your account and data will be deleted in 14 days. Nobody else can see them from now on.\nChanged "
        "your mind, or wasn't it you? Sign in before then and keep your account."
    ),
)
ERASURE_UNDONE = Kind(
    "profile.erasure_undone",
    _l("Your account stays"),
    _l("Your account won't be deleted. Everything works as before."),
)
