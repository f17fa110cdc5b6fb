"""Whose role in the club ends is on no panel of a coming interview any more."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Membership
from clubinterview.core.clock import utcnow
from clubinterview.extensions import db
from clubinterview.interview.models import SlotPanel
from tests import factories


def test_coming_panels_lose_them_and_past_ones_keep_them(
    browser: Any, owner: User, interviewer: User, club: Club
) -> None:
    stage = factories.make_drive(club=club).stages[1]
    elsewhere = factories.make_drive().stages[1]
    coming = factories.make_slot(stage=stage, panel=(owner, interviewer))
    past = factories.make_slot(stage=stage, starts_at=utcnow() - timedelta(days=1), panel=(interviewer,))
    other = factories.make_slot(stage=elsewhere, starts_at=utcnow() + timedelta(days=3), panel=(interviewer,))
    member = db.session.scalars(select(Membership).where(Membership.user_id == interviewer.id)).one()

    browser(owner).submit(f"/manage/{club.slug}/members/{member.id}/removal")

    panels = db.session.execute(select(SlotPanel.slot_id, SlotPanel.user_id)).all()
    assert {tuple(row) for row in panels} == {
        (coming.id, owner.id), (past.id, interviewer.id), (other.id, interviewer.id),
    }  # fmt: skip
