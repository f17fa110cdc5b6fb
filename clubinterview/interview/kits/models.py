"""Interview kits: what is asked at an interview stage, and which questions each candidate drew."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clubinterview.core.database import Base, UTCDateTime
from clubinterview.questions.models import Question, QuestionKind

if TYPE_CHECKING:
    from clubinterview.recruitment.scorecards.models import Criterion

FEWEST_PARTS, MOST_PARTS = 4, 6
ANCHORED = ("1", "3", "5")  # the points of a criterion that a part describes
LONGEST_WORDS = 1000  # of opening and closing
LONGEST_ANCHOR = 300


class InterviewKit(Base):
    """How the interviews of one stage go. `version` is raised whenever other questions can be drawn for its parts."""

    __tablename__ = "interview_kit"

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"), unique=True)
    opening: Mapped[str] = mapped_column(Text, default="")
    closing: Mapped[str] = mapped_column(Text, default="")
    opening_minutes: Mapped[int]
    closing_minutes: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    parts: Mapped[list["KitPart"]] = relationship(
        lazy="raise_on_sql", order_by="KitPart.position", back_populates="kit"
    )


class KitPart(Base):
    """One question of a kit: what it is scored on, how long it takes, and which questions fit.

    kinds: values of QuestionKind, any when empty.  category_id: with the categories below it.  difficulty: 1 to 5, or
    None.  anchors: {"1": …, "3": …, "5": …}, what an answer worth that many points is like.
    """

    __tablename__ = "kit_part"
    __table_args__ = (
        UniqueConstraint("kit_id", "position"),
        CheckConstraint("difficulty BETWEEN 1 AND 5", name="difficulty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("interview_kit.id"))
    position: Mapped[int]  # from 0
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    minutes: Mapped[int]
    category_id: Mapped[int | None] = mapped_column(ForeignKey("question_category.id"))
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    difficulty: Mapped[int | None]
    anchors: Mapped[dict[str, Any]] = mapped_column(JSON)

    kit: Mapped[InterviewKit] = relationship(lazy="raise_on_sql", back_populates="parts")
    criterion: Mapped["Criterion"] = relationship(lazy="raise_on_sql")

    def takes(self, kind: QuestionKind, category_ids: set[int | None]) -> bool:
        """Whether a question of this kind fits.  category_ids: the question's category and the one above it."""
        return (not self.kinds or kind in self.kinds) and (
            self.category_id is None or self.category_id in category_ids
        )


class KitDraw(Base):
    """The questions that one candidate is asked.

    seed: of the draw, which depended as well on the bank, on what the neighbours are asked and on the others' sums.
    difficulty: the sum over its questions when they were drawn.  version: of the kit at that time.  created_at: when
    the candidate drew first.  redrawn_at: when these questions took the place of earlier ones.
    """

    __tablename__ = "kit_draw"
    __table_args__ = (UniqueConstraint("kit_id", "application_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("interview_kit.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    seed: Mapped[int]
    difficulty: Mapped[int]
    version: Mapped[int]
    redrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    questions: Mapped[list["KitDrawQuestion"]] = relationship(
        lazy="raise_on_sql", order_by="KitDrawQuestion.position"
    )


class KitDrawQuestion(Base):
    """The question that was drawn for the part at `position`.

    asked: the question as it was then (Question.as_asked), so that later edits do not change what was drawn.
    """

    __tablename__ = "kit_draw_question"

    draw_id: Mapped[int] = mapped_column(ForeignKey("kit_draw.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)

    question: Mapped[Question] = relationship(lazy="raise_on_sql")
