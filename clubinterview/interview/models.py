"""Slots, their panels, and who has a seat in them."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clubinterview.core.database import Base, UTCDateTime

if TYPE_CHECKING:
    from clubinterview.auth.models import User
    from clubinterview.recruitment.models import Application, Stage


class Slot(Base):
    """A time and a place in an interview stage. `booked` equals its live bookings and never exceeds `capacity`."""

    __tablename__ = "slot"
    __table_args__ = (
        CheckConstraint("booked >= 0 AND booked <= capacity", name="seats"),
        Index("ix_slot_stage_id_starts_at", "stage_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(String(80))
    capacity: Mapped[int]
    booked: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    stage: Mapped["Stage"] = relationship(lazy="raise_on_sql")
    panel: Mapped[list["User"]] = relationship(
        secondary="slot_panel", lazy="raise_on_sql", order_by="User.id"
    )
    bookings: Mapped[list["Booking"]] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        order_by="Booking.id",
        primaryjoin="and_(Slot.id == Booking.slot_id, Booking.is_live.is_(True))",
    )

    @property
    def free(self) -> int:
        """How many seats are left."""
        return self.capacity - self.booked

    @property
    def is_full(self) -> bool:
        return self.booked >= self.capacity


class SlotPanel(Base):
    """An interviewer of a slot."""

    __tablename__ = "slot_panel"
    __table_args__ = (Index("ix_slot_panel_user_id", "user_id"),)

    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)


class Booking(Base):
    """One application's seat. `is_live` is True or NULL, so that the unique key counts only live ones."""

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("application_id", "stage_id", "is_live"),
        Index("ix_booking_slot_id_is_live", "slot_id", "is_live"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    is_live: Mapped[bool | None] = mapped_column(default=True)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checked_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    began_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    slot: Mapped[Slot] = relationship(lazy="raise_on_sql")
    application: Mapped["Application"] = relationship(lazy="raise_on_sql")
