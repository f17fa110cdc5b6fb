"""Resumes and their versions."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.orm import Mapped, mapped_column

from clubinterview.core.database import Base, UTCDateTime, text_enum


class ResumeKind(enum.StrEnum):
    PDF = "pdf"
    DOCX = "docx"


class TextStatus(enum.StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Resume(Base):
    """One uploaded version of a person's resume.

    `is_current` is True for at most one version of a person and NULL for the others, so that the unique key
    counts only the current one. A version that an application refers to outlives its replacement.
    """

    __tablename__ = "resume"
    __table_args__ = (
        UniqueConstraint("user_id", "is_current"),
        Index("ix_resume_text_status", "text_status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    is_current: Mapped[bool | None]
    kind: Mapped[ResumeKind] = mapped_column(text_enum(ResumeKind))
    filename: Mapped[str] = mapped_column(String(120))  # as given, cleaned; for showing only
    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb"), default="")
    text_status: Mapped[TextStatus] = mapped_column(text_enum(TextStatus), default=TextStatus.WAITING)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
