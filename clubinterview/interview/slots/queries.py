"""Reads of slots that pages need."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Membership
from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Slot, SlotPanel
from clubinterview.recruitment.models import Application


def slots_of(stage_id: int, *, after: datetime | None = None) -> Sequence[Slot]:
    """Return the stage's slots that are not cancelled, by time; those that begin later than `after`. One statement."""
    statement = select(Slot).where(Slot.stage_id == stage_id, Slot.cancelled_at.is_(None))
    if after is not None:
        statement = statement.where(Slot.starts_at > after)
    statement = statement.order_by(Slot.starts_at, Slot.id).execution_options(populate_existing=True)
    return db.session.scalars(statement).all()


def members_of(club_id: int) -> Sequence[tuple[int, str]]:
    """Return (user id, name) of all who work in the club, those who joined first in front. One statement."""
    rows = db.session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.club_id == club_id)
        .order_by(Membership.id)
    )
    return [(user_id, name) for user_id, name in rows]


def candidates_in(slot_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Return (application id, name) of those who are booked, by slot, as they booked. One statement."""
    rows = db.session.execute(
        select(Booking.slot_id, Application.id, User.name_for_others())
        .join(Booking.application)
        .join(Application.user)
        .where(Booking.slot_id.in_(slot_ids), Booking.is_live.is_(True))
        .order_by(Booking.id)
    )
    by_slot = defaultdict(list)
    for slot_id, application_id, name in rows:
        by_slot[slot_id].append((application_id, name))
    return by_slot


def panels_of(slot_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the interviewers' names by slot. One statement."""
    rows = db.session.execute(
        select(SlotPanel.slot_id, User.name_for_others())
        .join(User, User.id == SlotPanel.user_id)
        .where(SlotPanel.slot_id.in_(slot_ids))
        .order_by(User.id)
    )
    by_slot = defaultdict(list)
    for slot_id, name in rows:
        by_slot[slot_id].append(name)
    return by_slot


def panel_ids(slot_id: int) -> set[int]:
    """Return the ids of the slot's interviewers. One statement."""
    return set(db.session.scalars(select(SlotPanel.user_id).where(SlotPanel.slot_id == slot_id)))
