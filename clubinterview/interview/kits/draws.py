"""Verbs: questions are drawn for one candidate or for all who are booked. What is drawn stays; see redraws.py."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.interview.kits.draw_table import Table
from clubinterview.interview.kits.models import InterviewKit, KitDraw
from clubinterview.interview.kits.redraws import redraw_beside_neighbours
from clubinterview.interview.kits.services import check_running, delete_draws, drive_facts
from clubinterview.recruitment.models import Status


class NotBooked(DomainError):
    """The candidate has no interview time, or is not in the interviews any more."""


def draw_for(stage_id: int, application_id: int, *, by: By) -> KitDraw:
    """Draw the questions of a booked candidate, or return what is drawn already. Returns the draw, flushed.

    The caller checks who may do that. Audited. Raises NotFound without a kit, NotBooked, KitClosed,
    BankTooSmall. Locks the kit, so that two who press at once get one draw.
    """
    kit = _locked_kit(stage_id)
    drawn = db.session.scalar(
        select(KitDraw).where(KitDraw.kit_id == kit.id, KitDraw.application_id == application_id)
    )
    if drawn is not None:
        return drawn
    club_id, status = drive_facts(stage_id)
    check_running(status)
    table = Table(kit, club_id)
    seat = next((seat for seat in table.seats if seat.application_id == application_id), None)
    if seat is None or seat.status != Status.INTERVIEW:
        raise NotBooked(_l("Only candidates who have booked a time can be given questions. This one hasn't."))
    draw = table.draw(seat)
    _record(by, club_id, f"application {application_id}", 1)
    return draw


def draw_for_everybody(stage_id: int, *, by: By) -> int:
    """Draw for all who are booked, whose interview is not over, and who have not drawn. Returns for how many it was.

    Those who have a question in common with a neighbour are drawn again first, and count too. Audited once, and each new draw.
    Raises NotFound without a kit, KitClosed, BankTooSmall (then nobody's is drawn). Locks the kit, then what
    `redraw_beside_neighbours` does.
    """
    kit = _locked_kit(stage_id)
    club_id, status = drive_facts(stage_id)
    check_running(status)
    redrawn = redraw_beside_neighbours(stage_id, now=by.now)
    table = Table(kit, club_id)
    waiting = [
        seat
        for seat in table.seats
        if seat.status == Status.INTERVIEW
        and seat.ends_at > by.now
        and seat.application_id not in table.asked
    ]
    for seat in waiting:
        table.draw(seat)
    if waiting:
        _record(by, club_id, f"stage {stage_id}", len(waiting))
    return redrawn + len(waiting)


def _locked_kit(stage_id: int) -> InterviewKit:
    kit_id = db.session.scalar(select(InterviewKit.id).where(InterviewKit.stage_id == stage_id))
    kit = lock(InterviewKit, kit_id) if kit_id is not None else None
    if kit is None:
        raise NotFound("")
    return kit


def _record(by: By, club_id: int, target: str, how_many: int) -> None:
    audit("kit.draw", by=by, club_id=club_id, target=target, new=str(how_many))


def forget_draws(application_ids: Sequence[int]) -> None:
    """Forget what was drawn for these applications."""
    draws = select(KitDraw.id).where(KitDraw.application_id.in_(application_ids))
    delete_draws(list(db.session.scalars(draws)))
