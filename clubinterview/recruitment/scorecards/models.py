"""What a stage is scored on, and the scorecards."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clubinterview.core.database import Base, UTCDateTime

if TYPE_CHECKING:
    from clubinterview.auth.models import User
    from clubinterview.recruitment.models import Application


class Criterion(Base):
    """One thing that an interview stage is scored on, 1 to 5."""

    __tablename__ = "criterion"
    __table_args__ = (CheckConstraint("weight_percent BETWEEN 1 AND 100", name="weight"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(40))
    guide: Mapped[str] = mapped_column(String(300), default="")  # what a good answer looks like
    weight_percent: Mapped[int]


class Scorer(Base):
    """Who is to score an application in a stage. Panels write it through bookings; blindness asks it alone."""

    __tablename__ = "scorer"
    __table_args__ = (Index("ix_scorer_user_id_stage_id", "user_id", "stage_id"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)


class Scorecard(Base):
    """One interviewer's scores for one application in one stage; others see it once they have submitted theirs."""

    __tablename__ = "scorecard"
    __table_args__ = (
        UniqueConstraint("application_id", "stage_id", "interviewer_id"),
        Index("ix_scorecard_interviewer_id_stage_id", "interviewer_id", "stage_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    interviewer_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    total: Mapped[Decimal | None] = mapped_column(
        Numeric(4, 2)
    )  # weighted, 1.00 to 5.00; None while a draft is incomplete
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    application: Mapped["Application"] = relationship(lazy="raise_on_sql")
    interviewer: Mapped["User"] = relationship(lazy="raise_on_sql")
    scores: Mapped[list["ScorecardScore"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")


class ScorecardScore(Base):
    """The points, 1 to 5, that a scorecard gives for one criterion."""

    __tablename__ = "scorecard_score"
    __table_args__ = (
        UniqueConstraint("scorecard_id", "criterion_id"),
        CheckConstraint("points BETWEEN 1 AND 5", name="points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    points: Mapped[int]

    criterion: Mapped["Criterion"] = relationship(lazy="raise_on_sql")


class StageScore(Base):
    """What the submitted scorecards of an application in a stage come to. Written by `save_scorecard`."""

    __tablename__ = "stage_score"
    __table_args__ = (
        UniqueConstraint("application_id", "stage_id"),
        Index("ix_stage_score_stage_id_average_application_id", "stage_id", "average", "application_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    average: Mapped[Decimal] = mapped_column(Numeric(4, 2))  # 1.00 to 5.00
    scorecards: Mapped[int]
