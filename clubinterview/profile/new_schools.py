"""Schools that are missing: a student types one, belongs to it at once, and an administrator looks at it."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from clubinterview.auth.models import User, UserStatus
from clubinterview.core.errors import DomainError, TooMany
from clubinterview.core.limits import limits
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.messaging.services import notify
from clubinterview.profile import messages
from clubinterview.profile.models import School, SchoolStatus

NEW_SCHOOLS_A_DAY = (3, 86_400)
QUIET = timedelta(hours=1)  # administrators are notified of new schools at most once in this time
PENDING_CODE = "pending-"


class SchoolGone(DomainError):
    """An administrator deleted the school, or merged it into another one, since it was chosen."""

    status = 422


def within_limit(field: Any, school: School, user_id: int) -> bool:
    """Count a school that is not saved yet; False, with the form's field saying why, after three in a day."""
    if school.id is not None:
        return True
    try:
        limits.hit(NEW_SCHOOLS_A_DAY, "new schools", str(user_id))
    except TooMany:
        field.errors = [_l("You've added several schools today. Choose one from the list.")]
        return False
    return True


def saved_school(school: School, *, now: datetime) -> School:
    """Return the school as it is saved: a new one is put before the administrators, who are notified.

    school: a saved one, or one that only has its name.  Two people who type the same name get the same school: the
    unique name decides. A saved one is locked, shared. Raises SchoolGone.
    """
    if school.id is not None:
        present = lock(School, school.id, shared=True)
        if present is None:
            raise SchoolGone(_l("This school is no longer in the list. Choose yours again."))
        return present
    known = select(School).where(School.name == school.name)
    if (found := db.session.scalar(known)) is not None:
        return found
    is_quiet = _were_notified_since(now - QUIET)
    new = School(
        code=f"{PENDING_CODE}{secrets.token_hex(6)}", name=school.name, province="", city="", level="",
        status=SchoolStatus.PENDING,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(new)
    except IntegrityError:
        return db.session.scalars(known).one()
    structlog.get_logger(__name__).info("school typed", school_id=new.id)
    if not is_quiet:
        _notify_administrators(now)
    return new


def _were_notified_since(moment: datetime) -> bool:
    recent = select(School.id).where(School.code.startswith(PENDING_CODE), School.created_at > moment)
    return db.session.scalar(recent.limit(1)) is not None


def _notify_administrators(now: datetime) -> None:
    administrators = select(User).where(
        User.is_superuser.is_(True), User.status == UserStatus.ACTIVE, User.deleted_at.is_(None)
    )
    for administrator in db.session.scalars(administrators.order_by(User.id)):
        notify(administrator, messages.SCHOOL_TYPED, now=now, path="/platform/schools/pending")
