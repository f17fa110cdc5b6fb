"""Reads of the officers' shell."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import defer

from clubinterview.extensions import db
from clubinterview.interview.models import Slot, SlotPanel
from clubinterview.recruitment.models import Drive, Stage

SHOWN = 5


def newest_drives(club_id: int) -> Sequence[Drive]:
    """Return the club's newest drives, without their texts. One statement."""
    return db.session.scalars(
        select(Drive)
        .options(defer(Drive.body))
        .where(Drive.club_id == club_id)
        .order_by(Drive.id.desc())
        .limit(SHOWN)
    ).all()


def coming_interviews(user_id: int, club_id: int, now: datetime) -> Sequence[Slot]:
    """Return the next slots of the club whose panel the user is in. One statement."""
    return db.session.scalars(
        select(Slot)
        .join(SlotPanel, SlotPanel.slot_id == Slot.id)
        .join(Slot.stage)
        .join(Stage.drive)
        .where(
            SlotPanel.user_id == user_id,
            Drive.club_id == club_id,
            Slot.cancelled_at.is_(None),
            Slot.ends_at >= now,
        )
        .order_by(Slot.starts_at)
        .limit(SHOWN)
    ).all()
