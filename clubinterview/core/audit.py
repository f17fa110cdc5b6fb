"""The audit: every officer's and administrator's act on a person's data. Only ever added to."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clubinterview.core.by import By
from clubinterview.core.database import Base
from clubinterview.extensions import db


class AuditEntry(Base):
    """Who did what to whose data, when and from where."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_club_id_id", "club_id", "id"),
        Index("ix_audit_entry_subject_user_id_id", "subject_user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    act: Mapped[str] = mapped_column(String(40))  # as "application.read", noun and verb
    subject_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    club_id: Mapped[int | None] = mapped_column(ForeignKey("club.id"))
    target: Mapped[str] = mapped_column(String(60), default="")  # as "application 17"
    old: Mapped[str] = mapped_column(String(60), default="")
    new: Mapped[str] = mapped_column(String(60), default="")
    ip: Mapped[str] = mapped_column(String(45), default="")


def audit(
    act: str,
    *,
    by: By,
    subject_user_id: int | None = None,
    club_id: int | None = None,
    target: str = "",
    old: str = "",
    new: str = "",
) -> None:
    """Add an entry to the audit, in the present transaction."""
    db.session.add(
        AuditEntry(
            act=act,
            actor_id=by.actor_id,
            subject_user_id=subject_user_id,
            club_id=club_id,
            target=target,
            old=old,
            new=new,
            ip=by.ip,
        )
    )
