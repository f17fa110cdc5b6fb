"""What people are notified of: in the application, and by mail."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clubinterview.core.database import Base, UTCDateTime, text_enum


class MailStatus(enum.StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    VOID = "void"  # its life was over before it could be delivered
    FAILED = "failed"  # given up; administrators see it


class Channel(enum.StrEnum):
    MAIL = "mail"
    SMS = "sms"


class Notification(Base):
    """A message inside the application. `kind` and `parameters` are rendered in the reader's language."""

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_user_id_id", "user_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(40))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    path: Mapped[str] = mapped_column(String(200), default="")  # where it leads, a path of this site
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OutboxMessage(Base):
    """A mail or text message on its way, written in the transaction of what it reports and delivered later.

    The worker renders `kind` and `parameters` in the language `locale`. Parameters that only the recipient may read
    are sealed. All are emptied when the message is done with, unless it may be sent again.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_status_due_at", "status", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(80), unique=True)
    channel: Mapped[Channel] = mapped_column(text_enum(Channel), default=Channel.MAIL, server_default="mail")
    recipient: Mapped[str] = mapped_column(String(254))
    kind: Mapped[str] = mapped_column(String(40))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    path: Mapped[str] = mapped_column(String(200), default="")  # where it leads, a path of this site
    locale: Mapped[str] = mapped_column(String(16))
    is_secret: Mapped[bool] = mapped_column(default=False)  # holds a code: it is not sent again
    status: Mapped[MailStatus] = mapped_column(text_enum(MailStatus), default=MailStatus.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str] = mapped_column(String(200), default="")
