"""Base data about schools and majors, and what is stored for a person's rights over their data."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from clubinterview.core.database import Base, UTCDateTime, text_enum

LONGEST_SCHOOL = LONGEST_MAJOR = 60
LONGEST_SEARCH_TEXT = 600


class SchoolStatus(enum.StrEnum):
    LISTED = "listed"
    PENDING = "pending"  # typed by a student; an administrator has not looked at it yet


class School(Base):
    """A university or college, as the ministry lists it, or as a student has typed it."""

    __tablename__ = "school"
    __table_args__ = (Index("ix_school_status_search_text", "status", "search_text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_SCHOOL), unique=True)
    province: Mapped[str] = mapped_column(String(20))
    city: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(10))
    aliases: Mapped[str] = mapped_column(
        String(200), default="", server_default=text("''")
    )  # other names, separated by |
    status: Mapped[SchoolStatus] = mapped_column(
        text_enum(SchoolStatus), default=SchoolStatus.LISTED, server_default="listed"
    )
    search_text: Mapped[str] = mapped_column(
        String(LONGEST_SEARCH_TEXT), default="", server_default=text("''")
    )  # what it is found by, written by profile.search


class SchoolDomain(Base):
    """A domain of mail addresses that only people of the school have."""

    __tablename__ = "school_domain"
    __table_args__ = (UniqueConstraint("school_id", "domain"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    domain: Mapped[str] = mapped_column(String(120))  # in lower case; addresses below it count as well


class Major(Base):
    """A field of study, as the ministry lists it."""

    __tablename__ = "major"
    __table_args__ = (
        UniqueConstraint("category", "class_name", "name"),
        Index("ix_major_name", "name"),
        Index("ix_major_search_text", "search_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(String(20))
    class_name: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(LONGEST_MAJOR))
    search_text: Mapped[str] = mapped_column(
        String(LONGEST_SEARCH_TEXT), default="", server_default=text("''")
    )


class Consent(Base):
    """What a person agreed to: for which purpose, in which version, when, and when they took it back."""

    __tablename__ = "consent"
    __table_args__ = (
        Index("ix_consent_user_id_purpose", "user_id", "purpose"),
        Index("ix_consent_purpose_version", "purpose", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    purpose: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class IdentityNumber(Base):
    """A person's ID number: optional, by its own consent, sealed, and shown masked."""

    __tablename__ = "identity_number"
    __table_args__ = (Index("ix_identity_number_blind_index", "blind_index"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[str] = mapped_column(String(200))  # by core.crypto
    blind_index: Mapped[str] = mapped_column(String(64))  # keyed, so that a whole number finds its rows
    masked: Mapped[str] = mapped_column(String(18))  # its first three and last two characters


class ExportStatus(enum.StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    OVER = "over"  # a day has passed, and the file is deleted


class DataExport(Base):
    """A copy of everything about a person, made by the worker for that person."""

    __tablename__ = "data_export"
    __table_args__ = (
        Index("ix_data_export_user_id_id", "user_id", "id"),
        Index("ix_data_export_status_expires_at", "status", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    status: Mapped[ExportStatus] = mapped_column(text_enum(ExportStatus), default=ExportStatus.WAITING)
    percent: Mapped[int] = mapped_column(default=0)
    storage_key: Mapped[str] = mapped_column(String(80), default="")
    size_bytes: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RetentionReport(Base):
    """What one night's clearing of data has done, in numbers by kind."""

    __tablename__ = "retention_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
