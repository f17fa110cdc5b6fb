"""Questions and their banks; what a person has practised; what they have asked the coach."""

import enum
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Dialect,
    Float,
    ForeignKey,
    Index,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)  # fmt: skip
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clubinterview.core.database import Base, UTCDateTime, text_enum

if TYPE_CHECKING:
    from clubinterview.club.models import Club

LONGEST_QUESTION = 500
LONGEST_SAMPLE = 2000
LONGEST_ANSWER = 6000
MOST_POINTS = 6
LONGEST_TITLE = 120
POSITION_STEP = 10  # between the positions of drawn questions; a follow-up stands between two

LongText = Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")


class Lines(TypeDecorator[list[str]]):
    """A list of short texts, kept with a line for each: plain text, which every database searches alike."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if any("\n" in text for text in value):
            raise ValueError("each text of the list has one line")
        return "\n".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str] | None:
        return None if value is None else value.split("\n") if value else []


class QuestionKind(enum.StrEnum):
    SELF_INTRODUCTION = "self_introduction"
    MOTIVATION = "motivation"
    BEHAVIOURAL = "behavioural"
    SITUATIONAL = "situational"
    TEAMWORK = "teamwork"
    TECHNICAL = "technical"
    GROUP_DISCUSSION = "group_discussion"
    CLOSING = "closing"


class QuestionStatus(enum.StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    LIVE = "live"
    RETIRED = "retired"


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
    """What became of the model's words on an answer. `none`: nobody asked it."""

    NONE = "none"
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class RecordingStatus(enum.StrEnum):
    RECEIVING = "receiving"
    WHOLE = "whole"


class QuestionCategory(Base):
    """What questions are about: a tree of two levels, the platform's for all banks."""

    __tablename__ = "question_category"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("question_category.id"))
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(default=0)

    def name_in(self, locale: str) -> str:
        """Return the name in a language ("en", anything else is Chinese)."""
        return self.name_en if locale.startswith("en") else self.name_zh


class Question(Base):
    """A question of the platform's bank (`club_id` NULL) or of a club's own.

    Students practise with live questions that are not `is_for_panels`; those are kept for the club's interviews.
    `asked` to `spread` are made anew by `statistics`: of finished answers, and only once enough people gave them.
    """

    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_club_id_id", "club_id", "id"),
        Index("ix_question_status_category_id", "status", "category_id"),
        CheckConstraint("difficulty BETWEEN 1 AND 5", name="difficulty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(
        String(80), unique=True
    )  # its name in imports; a club's begin with "<slug>/"
    club_id: Mapped[int | None] = mapped_column(ForeignKey("club.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("question_category.id"))
    kind: Mapped[QuestionKind] = mapped_column(text_enum(QuestionKind))
    difficulty: Mapped[int]
    status: Mapped[QuestionStatus] = mapped_column(text_enum(QuestionStatus), default=QuestionStatus.DRAFT)
    is_for_panels: Mapped[bool] = mapped_column(default=False)
    tags: Mapped[list[str]] = mapped_column(Lines(255), default=list)  # facts.MOST_TAGS of facts.LONGEST_TAG
    text_zh: Mapped[str] = mapped_column(String(LONGEST_QUESTION))
    text_en: Mapped[str] = mapped_column(String(LONGEST_QUESTION), default="")
    sample_zh: Mapped[str] = mapped_column(String(LONGEST_SAMPLE), default="")
    sample_en: Mapped[str] = mapped_column(String(LONGEST_SAMPLE), default="")
    follow_ups_zh: Mapped[list[str]] = mapped_column(JSON, default=list)
    follow_ups_en: Mapped[list[str]] = mapped_column(JSON, default=list)
    # [{"weight": 1–5, "zh": …, "en": …, "also_zh": […], "also_en": […]}, …], at most MOST_POINTS
    points: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    source: Mapped[str] = mapped_column(String(200), default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    # who has written what was not live yet, who changed it last at the end; empty once it is live
    writer_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    asked: Mapped[int] = mapped_column(default=0)
    average: Mapped[float | None] = mapped_column(Float)
    spread: Mapped[float | None] = mapped_column(Float)  # standard deviation

    club: Mapped["Club | None"] = relationship(lazy="raise_on_sql")
    category: Mapped[QuestionCategory] = relationship(lazy="raise_on_sql")

    @property
    def version(self) -> str:
        """What forms carry, to find out whether the question was changed since they were drawn."""
        return self.updated_at.isoformat()

    def text_in(self, locale: str) -> str:
        """Return the question in a language; a club's that was written in Chinese only comes in Chinese."""
        return (self.text_en if locale.startswith("en") else "") or self.text_zh

    def as_asked(self) -> dict[str, Any]:
        """Return what an answer keeps of its question, so that later edits change no report."""
        return {
            "kind": self.kind.value,
            "difficulty": self.difficulty,
            "category_id": self.category_id,
            "zh": {"text": self.text_zh, "sample": self.sample_zh, "follow_ups": self.follow_ups_zh},
            "en": {"text": self.text_en, "sample": self.sample_en, "follow_ups": self.follow_ups_en},
            "points": self.points,
        }


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
    )  # as "计算机协会 · 技术部", kept when those change
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
    size_bytes: of all that has arrived.  seconds: 0 until it is whole, and afterwards when nobody said how long it is.
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
    """A piece of a recording, kept as a file of its own until it is joined."""

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
    reason: Mapped[str] = mapped_column(String(40), default="")  # why there is no answer by the model

    talk: Mapped[CoachTalk] = relationship(lazy="raise_on_sql", back_populates="turns")
