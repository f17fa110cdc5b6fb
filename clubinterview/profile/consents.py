"""What people agreed to: a dated row for each purpose and version."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from clubinterview.auth.gates import add_gate
from clubinterview.auth.models import User
from clubinterview.config import NOTICE_VERSION
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.profile.models import Consent


class Purpose(enum.StrEnum):
    """What a person agrees to."""

    NOTICE = "notice"
    ID_NUMBER = "id_number"


@dataclass(frozen=True)
class Terms:
    """The present words for a purpose: their version, and what lists call them."""

    version: str
    title: LazyString


TERMS = {
    Purpose.NOTICE: Terms(NOTICE_VERSION, _l("Privacy notice")),
    Purpose.ID_NUMBER: Terms("2026-11", _l("Storing the ID number")),
}


def give(user: User, purpose: Purpose, *, now: datetime) -> None:
    """Record that the person agrees to the present version. Twice is once. Runs in a transaction.  user: locked."""
    version = TERMS[purpose].version
    if purpose == Purpose.NOTICE:
        user.consented_at, user.notice_version = now, version
    if not has_consent(user.id, purpose):
        db.session.add(Consent(user_id=user.id, purpose=purpose, version=version, given_at=now))


def withdraw(user_id: int, purpose: Purpose, *, now: datetime) -> None:
    """Record that the person withdraws the consent. Runs in a transaction."""
    db.session.execute(
        update(Consent)
        .where(Consent.user_id == user_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def has_consent(user_id: int, purpose: Purpose) -> bool:
    """Whether the person has agreed to the present version and not taken it back. One statement."""
    return (
        db.session.scalar(
            select(Consent.id).where(
                Consent.user_id == user_id,
                Consent.purpose == purpose,
                Consent.version == TERMS[purpose].version,
                Consent.withdrawn_at.is_(None),
            )
        )
        is not None
    )


def consents_of(user_id: int) -> Sequence[Consent]:
    """Return what a person agreed to, newest first. One statement."""
    mine = select(Consent).where(Consent.user_id == user_id).order_by(Consent.id.desc())
    return db.session.scalars(mine).all()


def title_of(purpose: str) -> str:
    """Return what a purpose is called."""
    return str(TERMS[Purpose(purpose)].title) if purpose in list(Purpose) else purpose


def agree_to_notice(user_id: int, *, now: datetime) -> None:
    """Record that a person agrees to a newer notice. Locks the user."""
    user = lock(User, user_id)
    if user is not None:
        give(user, Purpose.NOTICE, now=now)


def consent_counts() -> list[tuple[str, str, int, int]]:
    """Return (purpose, version, how many agree, how many took it back), newest version first. One statement."""
    rows = db.session.execute(
        select(Consent.purpose, Consent.version, func.count(Consent.id), func.count(Consent.withdrawn_at))
        .group_by(Consent.purpose, Consent.version)
        .order_by(Consent.purpose, Consent.version.desc())
    )
    return [(purpose, version, given - withdrawn, withdrawn) for purpose, version, given, withdrawn in rows]


add_gate(
    50,
    lambda user: user.notice_version != NOTICE_VERSION,
    "profile.agree",
    "profile.privacy",
    "profile.erase",
    "profile.ask_for_export",
    "profile.export",
    "auth.password_again",
)
