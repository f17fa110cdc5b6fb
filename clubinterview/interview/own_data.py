"""What becomes of interviews when a person wants a copy of their data, or goes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Slot
from clubinterview.profile.hooks import Section, erasing, personal_data
from clubinterview.recruitment.hooks import clearing
from clubinterview.recruitment.models import Application
from clubinterview.recruitment.scorecards.models import Scorecard


def interview_sections(user: User) -> Iterable[Section]:
    """Give the interviews that were booked, and the notes that the person wrote about candidates as interviewer."""
    bookings = db.session.scalars(
        select(Booking)
        .join(Booking.application)
        .options(joinedload(Booking.slot))
        .where(Application.user_id == user.id)
        .order_by(Booking.id)
    ).all()
    yield Section("interviews", _l("Interviews"), [_row(booking, booking.slot) for booking in bookings])
    written = db.session.execute(
        select(Scorecard.submitted_at, Scorecard.total, Scorecard.note)
        .where(Scorecard.interviewer_id == user.id)
        .order_by(Scorecard.id)
    )
    rows = [{"submitted_at": at, "total": total, "note": note} for at, total, note in written]
    yield Section("scorecards", _l("Scorecards that you wrote"), rows)


def forget_notes(ids: Sequence[int]) -> None:
    """Forget what interviewers wrote about these applications; the points stay."""
    db.session.execute(update(Scorecard).where(Scorecard.application_id.in_(ids)).values(note=""))


def forget_own_notes(user: User, now: datetime) -> None:
    """Forget what the person wrote about others. The points that they gave stay in the averages."""
    db.session.execute(update(Scorecard).where(Scorecard.interviewer_id == user.id).values(note=""))


def _row(booking: Booking, slot: Slot) -> dict[str, object]:
    return {
        "starts_at": slot.starts_at, "ends_at": slot.ends_at, "place": slot.place,
        "cancelled_at": booking.cancelled_at, "checked_in_at": booking.checked_in_at,
        "began_at": booking.began_at, "ended_at": booking.ended_at,
    }  # fmt: skip


personal_data.append(interview_sections)
clearing.append(forget_notes)
erasing.append(forget_own_notes)
