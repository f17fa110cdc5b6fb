"""What waits for a student: the next interview, offers to answer, and how each application goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import User
from clubinterview.core.clock import to_local
from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Slot
from clubinterview.recruitment.models import Application, Status
from clubinterview.recruitment.queries import applications_of
from clubinterview.recruitment.status import IN_PROGRESS
from clubinterview.resume.models import Resume

AT_MOST = 20


@dataclass(frozen=True)
class Overview:
    """A student's first page. `bookings` maps an application's id to its coming booking, with slot.

    has_draft: a draft can still be submitted.
    """

    applications: Sequence[Application]
    bookings: dict[int, Booking]
    has_resume: bool
    has_draft: bool

    @property
    def next_booking(self) -> Booking | None:
        """The coming interview that begins first."""
        return min(self.bookings.values(), key=lambda booking: booking.slot.starts_at, default=None)

    @property
    def has_open(self) -> bool:
        """Whether a club has still to say something, or an interview is to come."""
        return any(application.status in IN_PROGRESS for application in self.applications)

    @property
    def to_answer(self) -> list[Application]:
        """Applications with an offer that waits for an answer."""
        return [application for application in self.applications if application.status == Status.OFFERED]

    @property
    def to_book(self) -> list[Application]:
        """Applications that are invited to an interview and have no time for it yet."""
        return [
            application
            for application in self.applications
            if application.status == Status.INTERVIEW and application.id not in self.bookings
        ]

    @property
    def others(self) -> list[Application]:
        """All applications that are not shown above already."""
        shown = {application.id for application in (*self.to_answer, *self.to_book)}
        if self.next_booking is not None:
            shown.add(self.next_booking.application_id)
        return [application for application in self.applications if application.id not in shown]


def overview_of(user: User, *, now: datetime) -> Overview:
    """Return what the student's first page shows. Three statements."""
    applications = applications_of(user, newest=AT_MOST)
    bookings = db.session.scalars(
        select(Booking)
        .join(Booking.slot)
        .options(joinedload(Booking.slot))
        .where(
            Booking.application_id.in_([application.id for application in applications]),
            Booking.is_live.is_(True),
            Slot.ends_at >= now,
        )
    )
    has_resume = db.session.scalar(
        select(exists().where(Resume.user_id == user.id, Resume.is_current.is_(True)))
    )
    return Overview(
        applications,
        {booking.application_id: booking for booking in bookings},
        has_resume=bool(has_resume),
        has_draft=any(each.status == Status.DRAFT and each.drive.is_open_at(now) for each in applications),
    )


def part_of_day(now: datetime) -> str:
    """Return morning, afternoon or evening, by the club's clock."""
    hour = to_local(now).hour
    return "morning" if 5 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
