"""What becomes of roles in clubs when a person wants a copy of their data, or goes."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l

from clubinterview.auth.models import User
from clubinterview.club.queries import clubs_i_work_in
from clubinterview.club.services import remove_member
from clubinterview.core.by import By
from clubinterview.profile.hooks import Section


def club_sections(user: User) -> Iterable[Section]:
    """Give the roles that the person has in clubs."""
    rows = [{"club": m.club.name, "role": m.role, "since": m.created_at} for m in clubs_i_work_in(user)]
    yield Section("roles", _l("Club roles"), rows)


def leave_clubs(user: User, now: datetime) -> None:
    """End all roles of a person who goes. Raises LastOwner: a club cannot be left without an owner."""
    for membership in clubs_i_work_in(user):
        remove_member(membership.club_id, membership.id, by=By(user.id, "", now))
