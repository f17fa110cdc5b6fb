"""Reads of the pages about a person's own data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.audit import AuditEntry
from clubinterview.extensions import db

# The acts that the person is shown. Others, as a decision that is not published yet, would give too much away.
LOOKS = {
    "resume.open": _l("opened your resume"),
    "account.read": _l("viewed your account"),
    "account.disable": _l("disabled your account"),
    "account.enable": _l("enabled your account"),
}


@dataclass(frozen=True)
class Look:
    """One look at a person's data, or a change to it: when, by whom, and what was done."""

    at: datetime
    who: str
    words: str


def looks_at(user_id: int, *, how_many: int | None = None) -> Sequence[Look]:
    """Return who looked at a person's data, newest first. One statement."""
    rows = db.session.execute(
        select(AuditEntry.created_at, User.name, AuditEntry.act)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.subject_user_id == user_id, AuditEntry.act.in_(LOOKS))
        .order_by(AuditEntry.id.desc())
        .limit(how_many)
    )
    return [Look(at, name or "–", str(LOOKS[act])) for at, name, act in rows]
