"""Clubs, their departments, and who works in them."""

import enum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clubinterview.core.database import Base, text_enum

if TYPE_CHECKING:
    from clubinterview.auth.models import User
    from clubinterview.profile.models import School


LONGEST_CLUB_NAME = 60


class Role(enum.StrEnum):
    OWNER = "owner"
    OFFICER = "officer"
    INTERVIEWER = "interviewer"


class Club(Base):
    """A student society of one school."""

    __tablename__ = "club"
    __table_args__ = (Index("ix_club_school_id_name", "school_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    tagline: Mapped[str] = mapped_column(String(120), default="")
    description: Mapped[str] = mapped_column(Text, default="")  # Markdown
    needs_second_factor: Mapped[bool] = mapped_column(
        default=False, server_default=text("0")
    )  # of owners and officers

    school: Mapped["School"] = relationship(lazy="raise_on_sql")
    departments: Mapped[list["Department"]] = relationship(
        lazy="raise_on_sql", order_by="Department.position, Department.id", back_populates="club"
    )

    @property
    def initials(self) -> str:
        return self.name[:1]


class Department(Base):
    """A part of a club."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("club_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    name: Mapped[str] = mapped_column(String(40))
    description: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int] = mapped_column(default=0)

    club: Mapped[Club] = relationship(lazy="raise_on_sql", back_populates="departments")


class Membership(Base):
    """A user's role in a club; one role each."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("club_id", "user_id"), Index("ix_membership_user_id", "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[Role] = mapped_column(text_enum(Role))

    club: Mapped[Club] = relationship(lazy="raise_on_sql")
    user: Mapped["User"] = relationship(lazy="raise_on_sql")

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER

    @property
    def is_officer(self) -> bool:
        """Whether the person does officers' work; owners do."""
        return self.role in {Role.OWNER, Role.OFFICER}
