"""Answers to offers: accepted or declined in time, expired after it."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import User
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock, lock_all
from clubinterview.extensions import db
from clubinterview.messaging.kinds import Kind
from clubinterview.messaging.services import notify
from clubinterview.recruitment import messages
from clubinterview.recruitment.models import Application, Drive, Offer, Status
from clubinterview.recruitment.status import WrongState, change_status

EXPIRED_AT_ONCE = 100
KINDS = {
    Status.JOINED: messages.JOINED,
    Status.DECLINED: messages.DECLINED,
    Status.EXPIRED: messages.EXPIRED,
}


class OfferExpired(DomainError):
    """The answer comes too late."""


def accept_offer(user_id: int, application_id: int, *, now: datetime) -> Application:
    """Take the place. Accepting twice is accepting once. Raises as `_answer` does."""
    return _answer(user_id, application_id, Status.JOINED, now=now)


def decline_offer(user_id: int, application_id: int, *, now: datetime) -> Application:
    """Leave the place to others. Declining twice is declining once. Raises as `_answer` does."""
    return _answer(user_id, application_id, Status.DECLINED, now=now)


def _answer(user_id: int, application_id: int, to: Status, *, now: datetime) -> Application:
    """Move an offered application to JOINED or DECLINED, and notify the applicant.

    Locks the user, then the application. Raises NotFound for another person's, OfferExpired, WrongState.
    """
    user = lock(User, user_id)
    application = lock(Application, application_id)
    if user is None or application is None or application.user_id != user_id:
        raise NotFound("")
    if application.status == to:
        return application
    offer = _offer_of(application_id)
    expired = application.status == Status.OFFERED and offer is not None and not offer.is_open_at(now)
    if expired or application.status == Status.EXPIRED:
        raise OfferExpired(_l("This offer has expired."))
    if offer is None:
        raise WrongState(application.status)
    application = change_status(application, to, now=now, actor_id=user_id)
    offer.answered_at = now
    _notify(user, application, offer, KINDS[to], now=now)
    return application


def expire_some(*, now: datetime) -> int:
    """Let some of the offers expire whose deadline has passed, and return how many; 0 when none is left.

    Locks the people, then their applications. An offer that is answered in this moment is left as it is.
    """
    due = db.session.execute(
        select(Application.id, Application.user_id)
        .join(Offer, Offer.application_id == Application.id)
        .where(
            Offer.deadline_at < now.replace(microsecond=0),
            Offer.answered_at.is_(None),
            Application.status == Status.OFFERED,
        )
        .order_by(Offer.deadline_at)
        .limit(EXPIRED_AT_ONCE)
    ).all()
    if not due:
        return 0
    users = lock_all(User, (row.user_id for row in due))
    for application in lock_all(Application, (row.id for row in due)).values():
        offer = _offer_of(application.id)
        if application.status == Status.OFFERED and offer is not None:
            change_status(application, Status.EXPIRED, now=now, actor_id=None)
            _notify(users[application.user_id], application, offer, messages.EXPIRED, now=now)
    return len(due)


def _offer_of(application_id: int) -> Offer | None:
    return db.session.scalar(
        select(Offer)
        .options(joinedload(Offer.department))
        .where(Offer.application_id == application_id)
        .execution_options(populate_existing=True)
    )


def _notify(user: User, application: Application, offer: Offer, kind: Kind, *, now: datetime) -> None:
    drive = db.session.get_one(
        Drive, application.drive_id, options=[joinedload(Drive.club)], populate_existing=True
    )
    notify(
        user,
        kind,
        now=now,
        path=f"/applications/{application.id}",
        dedupe_key=f"{kind.name}-{application.id}",
        club=drive.club.name,
        drive=drive.title,
        department=offer.department.name,
        deadline=offer.deadline_at,
    )
