"""What becomes of scorecards when a person wants a copy of their data, or goes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.profile.hooks import Section
from clubinterview.recruitment.scorecards.models import Scorecard


def scorecard_sections(user: User) -> Iterable[Section]:
    """Give the notes that the person wrote about candidates as interviewer."""
    written = db.session.execute(
        select(Scorecard.submitted_at, Scorecard.total, Scorecard.note)
        .where(Scorecard.interviewer_id == user.id)
        .order_by(Scorecard.id)
    )
    rows = [{"submitted_at": at, "total": total, "note": note} for at, total, note in written]
    yield Section("scorecards", _l("Scorecards you wrote"), rows)


def forget_notes(ids: Sequence[int]) -> None:
    """Forget what interviewers wrote about these applications; the points stay."""
    db.session.execute(update(Scorecard).where(Scorecard.application_id.in_(ids)).values(note=""))


def forget_own_notes(user: User, now: datetime) -> None:
    """Forget what the person wrote about others. The points that they gave stay in the averages."""
    db.session.execute(update(Scorecard).where(Scorecard.interviewer_id == user.id).values(note=""))
