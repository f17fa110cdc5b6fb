"""The open drives of a club, on its page."""

from sqlalchemy import select
from sqlalchemy.orm import defer

from clubinterview.auth.models import User
from clubinterview.club.hooks import Fragment
from clubinterview.club.models import Club
from clubinterview.core.clock import utcnow
from clubinterview.extensions import db
from clubinterview.recruitment.models import Drive, DriveStatus

MOST_SHOWN = 5


def drives_fragment(club: Club, reader: User) -> Fragment | None:
    """Return the part of the page with the club's drives that are open or will be, soonest closing first. One statement."""
    now = utcnow()
    drives = db.session.scalars(
        select(Drive)
        .options(defer(Drive.body))
        .where(
            Drive.club_id == club.id,
            Drive.status == DriveStatus.OPEN,
            Drive.closes_at >= now.replace(microsecond=0),
        )
        .order_by(Drive.closes_at)
        .limit(MOST_SHOWN)
    ).all()
    if not drives:
        return None
    return "recruitment/_club_drives.html", {
        "drives": [(drive, drive.phase_at(now)) for drive in drives],
        "may_apply": reader.school_id == club.school_id,
    }
