"""Questions, what they are about, and where they stand."""

import enum
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Dialect,
    Float,
    ForeignKey,
    Index,
    String,
    TypeDecorator,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clubinterview.core.database import Base, text_enum

if TYPE_CHECKING:
    from clubinterview.club.models import Club


LONGEST_QUESTION = 500
LONGEST_SAMPLE = 2000
MOST_POINTS = 6
FEWEST_PEOPLE = 5  # who must have answered before a question shows its figures


class Lines(TypeDecorator[list[str]]):
    """A list of short texts, stored with a line for each: plain text, which every database searches alike."""

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

    Students practise with live questions that are not `is_for_panels`; those are reserved for the club's interviews.
    `asked` to `spread` are recomputed by `statistics`: of finished answers, and only once enough people gave them.
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
        """Return what an answer stores of its question, so that later edits change no report."""
        return {
            "kind": self.kind.value,
            "difficulty": self.difficulty,
            "category_id": self.category_id,
            "zh": {"text": self.text_zh, "sample": self.sample_zh, "follow_ups": self.follow_ups_zh},
            "en": {"text": self.text_en, "sample": self.sample_en, "follow_ups": self.follow_ups_en},
            "points": self.points,
        }
