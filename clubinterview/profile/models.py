"""Base data about schools and majors."""

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clubinterview.core.database import Base


class School(Base):
    """A university or college, as the ministry lists it."""

    __tablename__ = "school"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    province: Mapped[str] = mapped_column(String(20))
    city: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(10))


class Major(Base):
    """A field of study, as the ministry lists it."""

    __tablename__ = "major"
    __table_args__ = (UniqueConstraint("category", "class_name", "name"), Index("ix_major_name", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(String(20))
    class_name: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
