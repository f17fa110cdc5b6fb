"""Accounts and the history of their sign-ins."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    and_,
    case,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clubinterview.core.database import Base, UTCDateTime, text_enum
from clubinterview.core.identity import LONGEST_USERNAME

if TYPE_CHECKING:
    from clubinterview.profile.models import School

LONGEST_NAME = 60
LONGEST_USER_AGENT = 255
LONGEST_CREDENTIAL_BYTES = 1023  # of a passkey, as WebAuthn allows
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("MQQBrowser", "QQ Browser"),
    ("QQ/", "QQ"),
    ("Quark", "Quark"),
    ("UCBrowser", "UC"),
    ("HuaweiBrowser", "Huawei"),
    ("SamsungBrowser", "Samsung"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # in this order: WeChat calls itself QQ Browser, all the others Chrome, and Chrome calls itself Safari
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Return what a browser calls itself, in short: Chrome · Windows. Empty when it says nothing known."""
    found = [next((name for sign, name in names if sign in user_agent), "") for names in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in found if name)


class UserStatus(enum.StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"


class User(Base):
    """An account. `password_hash` stays NULL until the person has completed the account."""

    __tablename__ = "user"
    __table_args__ = (
        Index("ix_user_name", "name"),
        Index("ix_user_student_number", "student_number"),
        Index("ix_user_erase_at", "erase_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(String(20), unique=True)
    username: Mapped[str | None] = mapped_column(String(LONGEST_USERNAME), unique=True)  # in lower case
    password_hash: Mapped[str | None] = mapped_column(String(200))  # as auth.hashing writes it
    session_version: Mapped[int] = mapped_column(default=1)
    status: Mapped[UserStatus] = mapped_column(text_enum(UserStatus), default=UserStatus.ACTIVE)
    is_superuser: Mapped[bool] = mapped_column(default=False)
    is_club_member: Mapped[bool] = mapped_column(
        default=False
    )  # maintained by club.services with the memberships
    has_second_factor: Mapped[bool] = mapped_column(
        default=False, server_default=text("0")
    )  # maintained by auth.second_factor with the authenticator and the passkeys
    needs_second_factor: Mapped[bool] = mapped_column(
        default=False, server_default=text("0")
    )  # a club demands it of its officers; maintained by club.services. Administrators always need it
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    unread_notifications: Mapped[int] = mapped_column(
        default=0
    )  # maintained by messaging with the notifications
    locale: Mapped[str] = mapped_column(String(16), default="zh_Hans_CN")

    name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    major: Mapped[str] = mapped_column(String(60), default="")
    student_number: Mapped[str] = mapped_column(String(32), default="")
    enrolment_year: Mapped[int | None]
    bio: Mapped[str] = mapped_column(String(500), default="")
    avatar_key: Mapped[str] = mapped_column(
        String(80), default="", server_default=text("''")
    )  # of storage.files
    campus_email: Mapped[str | None] = mapped_column(String(254), unique=True)
    campus_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # of the present school
    # The newest consent to the privacy notice; profile.models.Consent has the history and all other purposes.
    consented_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    notice_version: Mapped[str] = mapped_column(String(20), default="")
    erase_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime
    )  # asked to be erased; until then it can be undone
    deleted_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime
    )  # erased: nothing personal is left in the row

    school: Mapped["School | None"] = relationship(lazy="raise_on_sql")

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.status == UserStatus.ACTIVE and self.deleted_at is None

    @property
    def address(self) -> str:
        """The mail address, or the phone of an account without one: where codes and notices go."""
        return self.email or self.phone or ""

    @property
    def is_initialised(self) -> bool:
        """Whether the person has chosen a password and completed the account."""
        return self.password_hash is not None

    @property
    def is_hidden(self) -> bool:
        """Whether others see nothing of the person any more: the account is erased, or about to be."""
        return self.erase_at is not None or self.deleted_at is not None

    @property
    def may_be_served(self) -> bool:
        """Whether work may still be done for the person: the account is open, and not about to be erased."""
        return self.is_active and not self.is_hidden

    @classmethod
    def is_served(cls) -> ColumnElement[bool]:
        """Return the condition of `may_be_served`, for queries."""
        return and_(cls.status == UserStatus.ACTIVE, cls.is_shown())

    @classmethod
    def is_shown(cls) -> ColumnElement[bool]:
        """Return the condition of `not is_hidden`, for queries."""
        return and_(cls.erase_at.is_(None), cls.deleted_at.is_(None))

    @classmethod
    def name_for_others(cls) -> ColumnElement[str]:
        """Return the name as a column, a dash for a hidden account."""
        return case((cls.is_shown(), cls.name), else_="–")

    @property
    def shown_name(self) -> str:
        """What others read: the name, or that the account is gone or going."""
        return gettext("Deleted account") if self.is_hidden else self.name

    @property
    def initials(self) -> str:
        """One or two letters for the avatar: 欧阳子涵 → 欧, Zoë O'Brien → ZO."""
        words = [] if self.is_hidden else self.name.split()
        if not words:
            return "?"
        if not words[0][0].isascii() and ord(words[0][0]) > 0x2E7F:
            return words[0][0]
        return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()

    @property
    def awaits_completion(self) -> bool:
        """Whether the address was confirmed by code, and nothing more yet."""
        return self.is_active and not self.is_initialised

    def get_id(self) -> str:
        """Return what Flask-Login stores in the session: the id and the version that was signed in."""
        return f"{self.id}.{self.session_version}"


class LoginSession(Base):
    """One sign-in: when, from where, last seen, and when and why it ended. Ending the row ends the session."""

    __tablename__ = "login_session"
    __table_args__ = (Index("ix_login_session_user_id_ended_at", "user_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    store_key: Mapped[str] = mapped_column(
        String(80), unique=True
    )  # where Redis holds it; a hash, not the id
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(LONGEST_USER_AGENT), default="")
    method: Mapped[str] = mapped_column(String(20), default="password", server_default="password")
    is_remembered: Mapped[bool] = mapped_column(default=True, server_default=text("1"))
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    end_reason: Mapped[str] = mapped_column(String(20), default="")

    @property
    def device(self) -> str:
        """What the browser calls itself, in short: Chrome · Windows. Empty when it says nothing known."""
        return device_of(self.user_agent)

    def has_run_out(self, now: datetime, idle_seconds: int, longest_seconds: int) -> bool:
        """Whether the session is over its limits at `now`, whether or not the browser came back to learn it."""
        idle, age = now - self.last_seen_at, now - self.created_at
        return idle.total_seconds() > idle_seconds or age.total_seconds() > longest_seconds


class SecurityEvent(Base):
    """Something that matters to an account's safety: a sign-in, a failed one, a change. Written by auth.events."""

    __tablename__ = "security_event"
    __table_args__ = (Index("ix_security_event_user_id_id", "user_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None for an address without account
    kind: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(String(120), default="")  # as a masked address; nothing secret
    ip: Mapped[str] = mapped_column(String(45), default="")
    user_agent: Mapped[str] = mapped_column(String(LONGEST_USER_AGENT), default="")

    @property
    def device(self) -> str:
        """What the browser calls itself, in short."""
        return device_of(self.user_agent)


class Authenticator(Base):
    """The app on a person's phone that shows codes of six digits (TOTP)."""

    __tablename__ = "authenticator"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, autoincrement=False)
    sealed_secret: Mapped[str] = mapped_column(String(200))  # by core.crypto
    last_step: Mapped[int] = mapped_column(
        BigInteger, default=0
    )  # of the newest code used; each is good once


class RecoveryCode(Base):
    """A code that stands in for the second factor once, when the phone is lost."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    code_hash: Mapped[str] = mapped_column(String(64))  # keyed
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Passkey(Base):
    """A key on a device of the person's (WebAuthn): signs in by itself, and stands as the second factor."""

    __tablename__ = "passkey"
    __table_args__ = (Index("ix_passkey_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    credential_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the credential's id
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(LONGEST_CREDENTIAL_BYTES))
    public_key: Mapped[bytes] = mapped_column(LargeBinary(2000))
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[str] = mapped_column(String(100), default="")
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
