"""What people are told about their roles in clubs."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

ADDED = Kind(
    "club_member_added",
    _l("You're on the team of %(club)s"),
    _l("%(club)s added you to its team. Open “Manage” to see what's waiting for you."),
    _l("Open club"),
    icon="users",
)
FACTOR_DEMANDED = Kind(
    "club_factor_demanded",
    _l("%(club)s now requires two-step verification"),
    _l("Officers of %(club)s now need two-step verification to sign in. Set it up in two minutes."),
    _l("Set it up"),
    icon="shield",
)
ROLE_CHANGED = Kind(
    "club_role_changed",
    _l("Your role in %(club)s has changed"),
    _l("Your permissions in %(club)s have changed. Open “Manage” to see."),
    _l("Open club"),
    icon="users",
)
REMOVED = Kind(
    "club_member_removed",
    _l("You're no longer on the team of %(club)s"),
    _l("An owner of %(club)s has removed you from the team. Thank you for your work."),
    icon="users",
)
