"""Drives, their stages and forms, and what becomes of an application."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clubinterview.core.database import Base, UTCDateTime, text_enum
from clubinterview.core.language import N_, Phrase

if TYPE_CHECKING:
    from clubinterview.auth.models import User
    from clubinterview.club.models import Club, Department
    from clubinterview.recruitment.scorecards.models import Criterion
    from clubinterview.resume.models import Resume

MOST_CHOICES = 3


def in_time(now: datetime, deadline: datetime) -> bool:
    """Whether a deadline is met. It includes the whole second that it names."""
    return now.replace(microsecond=0) <= deadline


class DriveStatus(enum.StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class StageKind(enum.StrEnum):
    SCREENING = "screening"
    INTERVIEW = "interview"


class FieldKind(enum.StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"


class Status(enum.StrEnum):
    """Where an application stands. `submitted` is the screening stage, `interview` the interview stage."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INTERVIEW = "interview"
    OFFERED = "offered"
    JOINED = "joined"
    REJECTED = "rejected"
    WAITLISTED = "waitlisted"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    EXPIRED = "expired"

    @property
    def label(self) -> LazyString:
        """How a student's pages and mails name it, in the reader's language."""
        return STATUS_NAMES[self]

    @property
    def officer_label(self) -> LazyString:
        """How officers' pages name it: what was submitted is theirs to review."""
        return TO_REVIEW if self == Status.SUBMITTED else STATUS_NAMES[self]


TO_REVIEW = _l("To review")
STATUS_NAMES: dict[Status, LazyString] = {
    Status.DRAFT: _l("Draft"),
    Status.SUBMITTED: _l("Submitted"),
    Status.INTERVIEW: _l("Interview stage"),
    Status.OFFERED: _l("Offer made"),
    Status.JOINED: _l("Joined"),
    Status.REJECTED: _l("Not selected"),
    Status.WAITLISTED: _l("On the waiting list"),
    Status.WITHDRAWN: _l("Withdrawn"),
    Status.DECLINED: _l("Declined"),
    Status.EXPIRED: _l("Offer expired"),
}


class Outcome(enum.StrEnum):
    ADVANCE = "advance"
    WAITLIST = "waitlist"
    REJECT = "reject"


class Drive(Base):
    """One recruitment season of one club."""

    __tablename__ = "drive"
    __table_args__ = (
        Index("ix_drive_club_id_id", "club_id", "id"),
        Index("ix_drive_status_closes_at", "status", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    title: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text, default="")  # Markdown
    status: Mapped[DriveStatus] = mapped_column(text_enum(DriveStatus), default=DriveStatus.DRAFT)
    opens_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)  # inclusive to the second
    most_choices: Mapped[int] = mapped_column(default=2)  # how many departments one may rank
    needs_campus_confirmation: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    retention_days: Mapped[int] = mapped_column(
        default=180, server_default=text("180")
    )  # how long after the result the applicants' data stays

    club: Mapped["Club"] = relationship(lazy="raise_on_sql")
    departments: Mapped[list["Department"]] = relationship(
        secondary="drive_department", lazy="raise_on_sql", order_by="Department.position, Department.id"
    )
    stages: Mapped[list["Stage"]] = relationship(
        lazy="raise_on_sql", order_by="Stage.position", back_populates="drive"
    )
    fields: Mapped[list["FormField"]] = relationship(
        lazy="raise_on_sql", order_by="FormField.position, FormField.id"
    )

    def is_open_at(self, now: datetime) -> bool:
        """Whether applications are taken at this moment."""
        return self.phase_at(now) == "open"

    def phase_at(self, now: datetime) -> str:
        """Return draft, upcoming, open, closed or archived: the status read together with the dates."""
        if self.status != DriveStatus.OPEN:
            return self.status.value
        if now < self.opens_at:
            return "upcoming"
        return "open" if in_time(now, self.closes_at) else "closed"


class DriveDepartment(Base):
    """A department that recruits in a drive."""

    __tablename__ = "drive_department"

    drive_id: Mapped[int] = mapped_column(ForeignKey("drive.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), primary_key=True)


class DriveCount(Base):
    """How many applications of a drive have a status. Updated by the one door, so that no list counts rows."""

    __tablename__ = "drive_count"

    drive_id: Mapped[int] = mapped_column(ForeignKey("drive.id"), primary_key=True)
    status: Mapped[Status] = mapped_column(text_enum(Status), primary_key=True)
    total: Mapped[int] = mapped_column(default=0)


class Stage(Base):
    """One step of a drive."""

    __tablename__ = "stage"
    __table_args__ = (UniqueConstraint("drive_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drive.id"))
    position: Mapped[int]
    kind: Mapped[StageKind] = mapped_column(text_enum(StageKind))
    name: Mapped[str] = mapped_column(
        String(40), default=""
    )  # the club's own; "" for the usual one of its kind

    drive: Mapped[Drive] = relationship(lazy="raise_on_sql", back_populates="stages")
    criteria: Mapped[list["Criterion"]] = relationship(
        lazy="raise_on_sql", order_by="Criterion.position, Criterion.id"
    )

    @property
    def label(self) -> str:
        """How pages name it, in the reader's language unless the club gave it a name."""
        return stage_label(self.kind, self.name)

    @property
    def phrase(self) -> str:
        """How messages name it: the club's name, or a Phrase that each reader reads in their language."""
        return self.name or STAGE_NAMES[self.kind]


STAGE_NAMES: dict[StageKind, Phrase] = {
    StageKind.SCREENING: N_("Application review"),
    StageKind.INTERVIEW: N_("Interview"),
}


def stage_label(kind: StageKind, name: str) -> str:
    """Return how pages name a stage of a kind, in the reader's language unless the club gave it a name."""
    return name or STAGE_NAMES[kind].translated()


class FormField(Base):
    """A field of the club's own on the application form."""

    __tablename__ = "form_field"

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drive.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[FieldKind] = mapped_column(text_enum(FieldKind))
    label: Mapped[str] = mapped_column(String(120))
    hint: Mapped[str] = mapped_column(String(200), default="")
    options: Mapped[list[str]] = mapped_column(JSON, default=list)  # of a choice
    is_required: Mapped[bool] = mapped_column(default=True)


class Application(Base):
    """One student's entry to one drive. `status.change_status` is the only door to `status`."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("drive_id", "user_id"),
        Index(
            "ix_application_drive_id_id_status", "drive_id", "id", "status"
        ),  # covers the list without drafts
        Index("ix_application_drive_id_status_id", "drive_id", "status", "id"),
        Index("ix_application_user_id_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drive.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    status: Mapped[Status] = mapped_column(text_enum(Status), default=Status.DRAFT)
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stage.id"))
    resume_id: Mapped[int | None] = mapped_column(ForeignKey("resume.id"))
    reference: Mapped[str] = mapped_column(
        String(12), unique=True
    )  # the receipt that the student sees, CI-7F3K2M
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    drive: Mapped[Drive] = relationship(lazy="raise_on_sql")
    user: Mapped["User"] = relationship(lazy="raise_on_sql")
    stage: Mapped["Stage | None"] = relationship(lazy="raise_on_sql")
    resume: Mapped["Resume | None"] = relationship(lazy="raise_on_sql")
    choices: Mapped[list["ApplicationChoice"]] = relationship(
        lazy="raise_on_sql", order_by="ApplicationChoice.rank", cascade="all, delete-orphan"
    )
    answers: Mapped[list["ApplicationAnswer"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan"
    )
    events: Mapped[list["ApplicationEvent"]] = relationship(
        lazy="raise_on_sql", order_by="ApplicationEvent.id"
    )
    offer: Mapped["Offer | None"] = relationship(lazy="raise_on_sql")


class ApplicationChoice(Base):
    """A department that the applicant would join; rank 1 is the first choice."""

    __tablename__ = "application_choice"
    __table_args__ = (
        UniqueConstraint("application_id", "rank"),
        UniqueConstraint("application_id", "department_id"),
        Index("ix_application_choice_department_id_application_id", "department_id", "application_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    rank: Mapped[int]

    department: Mapped["Department"] = relationship(lazy="raise_on_sql")


class ApplicationAnswer(Base):
    """The answer to one field of the form."""

    __tablename__ = "application_answer"
    __table_args__ = (UniqueConstraint("application_id", "form_field_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    form_field_id: Mapped[int] = mapped_column(ForeignKey("form_field.id"))
    text: Mapped[str] = mapped_column(Text)


class ApplicationEvent(Base):
    """One change of an application: who, when, from where to where, and why. Only ever added."""

    __tablename__ = "application_event"
    __table_args__ = (Index("ix_application_event_application_id_id", "application_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    from_status: Mapped[Status | None] = mapped_column(text_enum(Status))
    to_status: Mapped[Status] = mapped_column(text_enum(Status))
    reason: Mapped[str] = mapped_column(String(200), default="")


class ApplicationGram(Base):
    """Two letters that stand side by side in an applicant's name, pinyin or student number: the search index."""

    __tablename__ = "application_gram"

    drive_id: Mapped[int] = mapped_column(ForeignKey("drive.id"), primary_key=True)
    gram: Mapped[str] = mapped_column(String(2), primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)


class Decision(Base):
    """What the club decided about an application at a stage; the student learns of it when it is published.

    outcome: None once a decision was taken back; its note stays.  version: goes up with each change, so that a form
    says which state it was filled in against.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("application_id", "stage_id"),
        Index("ix_decision_stage_id_published_at", "stage_id", "published_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    outcome: Mapped[Outcome | None] = mapped_column(text_enum(Outcome))
    version: Mapped[int] = mapped_column(default=1)
    department_id: Mapped[int | None] = mapped_column(
        ForeignKey("department.id")
    )  # of the offer, after the last stage
    note: Mapped[str] = mapped_column(String(500), default="")  # for the club's officers only
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    application: Mapped[Application] = relationship(lazy="raise_on_sql")
    department: Mapped["Department | None"] = relationship(lazy="raise_on_sql")

    @classmethod
    def is_waiting(cls) -> ColumnElement[bool]:
        """The condition that it has still to be published."""
        return and_(cls.published_at.is_(None), cls.outcome.is_not(None))


class Offer(Base):
    """A place in one department, made by publishing a decision after the last stage."""

    __tablename__ = "offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    deadline_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)  # inclusive to the second
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    department: Mapped["Department"] = relationship(lazy="raise_on_sql")

    def is_open_at(self, now: datetime) -> bool:
        """Whether the offer can still be answered, as far as the clock is concerned."""
        return in_time(now, self.deadline_at)
