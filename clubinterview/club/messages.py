"""What people are told about their roles in clubs."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

ADDED = Kind(
    "club_member_added",
    _l("You now work for %(club)s"),
    _l("You were added to %(club)s. Open “Manage” to see what waits for you there."),
    _l("Open the club"),
    icon="users",
)
FACTOR_DEMANDED = Kind(
    "club_factor_demanded",
    _l("%(club)s asks for a second factor"),
    _l(
        "The officers of %(club)s sign in with a second factor from now on. Set yours up; it takes two minutes."
    ),
    _l("Set it up"),
    icon="shield",
)
ROLE_CHANGED = Kind(
    "club_role_changed",
    _l("Your role in %(club)s has changed"),
    _l("What you may do in %(club)s has changed. Open “Manage” to see it."),
    _l("Open the club"),
    icon="users",
)
REMOVED = Kind(
    "club_member_removed",
    _l("You no longer work for %(club)s"),
    _l("An owner of %(club)s has ended your role there. Thank you for what you did."),
    icon="users",
)
