"""Questions and their banks; what a person has practised; what they have asked the coach."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)  # fmt: skip
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clubinterview.core.database import Base, UTCDateTime, text_enum

if TYPE_CHECKING:
    pass

LONGEST_ANSWER = 6000
LONGEST_TITLE = 120
POSITION_STEP = 10  # between the positions of drawn questions; a follow-up stands between two

LongText = Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")


class Source(enum.StrEnum):
    """What the questions of a mock interview were drawn for."""

    DRIVE = "drive"
    DEPARTMENT = "department"
    CATEGORY = "category"
    RESUME = "resume"
    SUGGESTED = "suggested"
    AGAIN = "again"  # one question once more


class Mode(enum.StrEnum):
    TEXT = "text"
    VOICE = "voice"


class MockStatus(enum.StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    ABANDONED = "abandoned"


class AnswerStatus(enum.StrEnum):
    WAITING = "waiting"  # not reached yet
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


class CommentStatus(enum.StrEnum):
    """The state of the model's words on an answer. `none`: it was not asked."""

    NONE = "none"
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class RecordingStatus(enum.StrEnum):
    RECEIVING = "receiving"
    WHOLE = "whole"


class MockInterview(Base):
    """One practice session. `is_live` is True for at most one of a person and NULL for the others."""

    __tablename__ = "mock_interview"
    __table_args__ = (
        UniqueConstraint("user_id", "start_key"),
        UniqueConstraint("user_id", "is_live"),
        Index("ix_mock_interview_user_id_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    start_key: Mapped[str] = mapped_column(String(40))  # of the form that started it: sent twice, it is one
    is_live: Mapped[bool | None]
    source: Mapped[Source] = mapped_column(text_enum(Source))
    title_zh: Mapped[str] = mapped_column(
        String(LONGEST_TITLE)
    )  # as "计算机协会 · 技术部", which stays when those change
    title_en: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("question_category.id"))
    mode: Mapped[Mode] = mapped_column(text_enum(Mode))
    seed: Mapped[int]
    seconds_to_prepare: Mapped[int]
    seconds_to_answer: Mapped[int]
    status: Mapped[MockStatus] = mapped_column(text_enum(MockStatus), default=MockStatus.RUNNING)
    paused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    scored_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    score: Mapped[int | None]  # 0–100, the mean of its answers
    share_token: Mapped[str | None] = mapped_column(String(43), unique=True)

    answers: Mapped[list["MockAnswer"]] = relationship(
        lazy="raise_on_sql", order_by="MockAnswer.position, MockAnswer.id", back_populates="mock"
    )

    def title_in(self, locale: str) -> str:
        """Return what it was about, in a language ("en", anything else is Chinese)."""
        return self.title_en if locale.startswith("en") else self.title_zh

    @property
    def is_over(self) -> bool:
        """Whether nothing can be answered any more."""
        return self.status in {MockStatus.FINISHED, MockStatus.ABANDONED}


class MockAnswer(Base):
    """One question of a session and what the person said to it.

    asked: the question as it was (Question.as_asked).  follow_up: the index of the question's follow-up that was posed
    in its place, after an answer that left a key point out.  revision: raised with every save, so that an older window
    does not overwrite a newer one.
    """

    __tablename__ = "mock_answer"
    __table_args__ = (
        Index("ix_mock_answer_mock_id_position", "mock_id", "position"),
        Index("ix_mock_answer_user_id_question_id", "user_id", "question_id"),
        Index("ix_mock_answer_question_id_user_id", "question_id", "user_id"),
        Index("ix_mock_answer_comment_status", "comment_status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mock_id: Mapped[int] = mapped_column(ForeignKey("mock_interview.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    position: Mapped[int]
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    follow_up: Mapped[int | None]
    retry_of_id: Mapped[int | None] = mapped_column(ForeignKey("mock_answer.id"))
    status: Mapped[AnswerStatus] = mapped_column(text_enum(AnswerStatus), default=AnswerStatus.WAITING)
    text: Mapped[str] = mapped_column(LongText, default="")
    revision: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # pauses move it forward
    closed_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime
    )  # by the person; with the session at the latest
    seconds_used: Mapped[int | None]  # without the time to prepare
    score: Mapped[int | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # scoring.Result.to_json
    comment_status: Mapped[CommentStatus] = mapped_column(
        text_enum(CommentStatus), default=CommentStatus.NONE
    )
    comment: Mapped[dict[str, Any] | None] = mapped_column(
        JSON
    )  # comments.Comment, or {"reason": why there is none}

    mock: Mapped[MockInterview] = relationship(lazy="raise_on_sql", back_populates="answers")
    recording: Mapped["Recording | None"] = relationship(lazy="raise_on_sql", back_populates="answer")

    def question_in(self, locale: str) -> str:
        """Return what was asked, in a language; what was written in Chinese only comes in Chinese."""
        return str((self.asked["en"]["text"] if locale.startswith("en") else "") or self.asked["zh"]["text"])


class Recording(Base):
    """The voice of one answer, which arrives in pieces and becomes one file.

    storage_key, sha256: of the file of the first `joined_pieces` pieces. It can be heard also before the rest has come.
    size_bytes: of all that has arrived.  seconds: 0 until it is whole, and afterwards when the browser did not say how long it is.
    """

    __tablename__ = "recording"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("mock_answer.id"), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    media_type: Mapped[str] = mapped_column(String(60))
    status: Mapped[RecordingStatus] = mapped_column(
        text_enum(RecordingStatus), default=RecordingStatus.RECEIVING
    )
    storage_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    joined_pieces: Mapped[int] = mapped_column(default=0)
    size_bytes: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")

    answer: Mapped[MockAnswer] = relationship(lazy="raise_on_sql", back_populates="recording")


class RecordingPiece(Base):
    """A piece of a recording, stored as a file of its own until it is joined."""

    __tablename__ = "recording_piece"
    __table_args__ = (UniqueConstraint("recording_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"))
    number: Mapped[int]  # from 0
    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class CoachTalk(Base):
    """A conversation with the coach."""

    __tablename__ = "coach_talk"
    __table_args__ = (
        UniqueConstraint("user_id", "start_key"),
        Index("ix_coach_talk_user_id_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    start_key: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(80))

    turns: Mapped[list["CoachTurn"]] = relationship(
        lazy="raise_on_sql", order_by="CoachTurn.id", back_populates="talk"
    )


class CoachTurn(Base):
    """One question to the coach and its answer.

    passages: [{"kind", "name", "path", "text"}, …] in the order of their numbers [1], [2] … in the answer.
    """

    __tablename__ = "coach_turn"
    __table_args__ = (
        UniqueConstraint("talk_id", "ask_key"),
        Index("ix_coach_turn_user_id", "user_id"),
        Index("ix_coach_turn_status", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("coach_talk.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    ask_key: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(String(1000))
    passages: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    answer: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[CommentStatus] = mapped_column(text_enum(CommentStatus), default=CommentStatus.WAITING)
    reason: Mapped[str] = mapped_column(String(40), default="")  # why the model gave no answer

    talk: Mapped[CoachTalk] = relationship(lazy="raise_on_sql", back_populates="turns")
