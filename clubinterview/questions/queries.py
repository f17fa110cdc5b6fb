"""Reads of questions: lists by filters, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from flask import abort
from sqlalchemy import ColumnElement, Select, String, func, or_, select, type_coerce
from sqlalchemy.orm import aliased, defer, joinedload

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Membership
from clubinterview.core.fields import unstorable
from clubinterview.core.pagination import PAGE_SIZE, Cursor, Page, page_of
from clubinterview.extensions import db
from clubinterview.questions.banks import Bank
from clubinterview.questions.categories import Labelled
from clubinterview.questions.models import Question, QuestionKind, QuestionStatus
from clubinterview.questions.names import DIFFICULTIES

LONGEST_SEARCH = 60
READ_AT_ONCE = 10  # questions with all their texts

LONG_COLUMNS = (
    Question.sample_zh, Question.sample_en, Question.follow_ups_zh, Question.follow_ups_en, Question.points,
)  # fmt: skip


@dataclass(frozen=True)
class QuestionFilters:
    """What a list shows.  category: with the ids of what is below it.  query: words to find, or ""."""

    status: QuestionStatus | None = None
    category: Labelled | None = None
    kind: QuestionKind | None = None
    difficulty: int | None = None
    query: str = ""

    @classmethod
    def from_arguments(cls, arguments: Any, categories: Sequence[Labelled]) -> "QuestionFilters":
        """Read ?status=, ?category= (a short name), ?kind=, ?difficulty= and ?q=. What there is not is 404."""
        status, kind = arguments.get("status"), arguments.get("kind")
        difficulty, slug = arguments.get("difficulty"), arguments.get("category")
        found = next((row for row in categories if row.slug == slug), None)
        if (
            (status and status not in set(QuestionStatus))
            or (kind and kind not in set(QuestionKind))
            or (difficulty and difficulty not in {str(number) for number in DIFFICULTIES})
            or (slug and found is None)
        ):
            abort(404)
        query = arguments.get("q", "").strip()
        return cls(
            QuestionStatus(status) if status else None,
            found,
            QuestionKind(kind) if kind else None,
            int(difficulty) if difficulty else None,
            "" if unstorable(query) else normalize("NFC", query)[:LONGEST_SEARCH],
        )

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the address that say this."""
        return {
            "status": self.status.value if self.status else None,
            "category": self.category.slug if self.category else None,
            "kind": self.kind.value if self.kind else None,
            "difficulty": self.difficulty,
            "q": self.query or None,
        }

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions that a question fits."""
        fits: list[ColumnElement[bool]] = []
        if self.status:
            fits.append(Question.status == self.status)
        if self.category:
            fits.append(Question.category_id.in_(self.category.ids))
        if self.kind:
            fits.append(Question.kind == self.kind)
        if self.difficulty:
            fits.append(Question.difficulty == self.difficulty)
        if self.query:
            fits.append(_holds(self.query))
        return fits


def public_questions(user: User) -> Select[Question]:
    """Return the query of the questions that the person practises with and may read.

    These are live and not reserved for panels: the platform's, those of the clubs of the person's school, and those of
    the clubs that the person is a member of.
    """
    of_school = select(Club.id).where(Club.school_id == user.school_id)
    of_member = select(Membership.club_id).where(Membership.user_id == user.id)
    return select(Question).where(
        Question.status == QuestionStatus.LIVE,
        Question.is_for_panels.is_(False),
        or_(Question.club_id.is_(None), Question.club_id.in_(of_school), Question.club_id.in_(of_member)),
    )


def _holds(query: str) -> ColumnElement[bool]:
    """Return the condition that a question has the words in a text, its name or a tag, whatever their case.

    Within one bank only, which has a few thousand questions at most.
    """
    texts = [Question.text_zh, Question.text_en, Question.ref, type_coerce(Question.tags, String)]
    return or_(*(func.lower(text).contains(query.lower(), autoescape=True) for text in texts))


def bank_page(bank: Bank, filters: QuestionFilters, cursor: Cursor, *, whole: bool = False) -> Page[Question]:
    """Return a page of the questions of a bank, newest first. One statement.

    whole: with their long texts, and fewer at once.
    """
    return _page(select(Question.id).where(bank.holds, *filters.conditions), cursor, whole=whole)


def practice_page(reader: User, filters: QuestionFilters, cursor: Cursor) -> Page[Question]:
    """Return a page of the questions that a student may practise with, as `bank_page`, their clubs loaded."""
    return _page(public_questions(reader).with_only_columns(Question.id).where(*filters.conditions), cursor)


def question_for_practice(reader: User, question_id: int) -> Question | None:
    """Return a question that the student may practise with, its club loaded; else None. One statement."""
    query = public_questions(reader).options(joinedload(Question.club))
    return db.session.scalar(query.where(Question.id == question_id))


def question_in(bank: Bank, question_id: int) -> tuple[Question, Question | None]:
    """Return (a question of the bank, the one that it was merged into or None); else 404. One statement."""
    target = aliased(Question)
    found = db.session.execute(
        select(Question, target)
        .outerjoin(target, target.id == Question.merged_into_id)
        .options(*(defer(getattr(target, column.key)) for column in LONG_COLUMNS))
        .where(Question.id == question_id, bank.holds)
    ).one_or_none()
    if found is None:
        abort(404)
    question, merged_into = found
    return question, merged_into


def id_of_ref(bank: Bank, ref: str) -> int | None:
    """Return the id of the question of this name in the bank, or None. One statement."""
    if unstorable(ref):
        return None
    return db.session.scalar(select(Question.id).where(bank.holds, Question.ref == ref))


def _page(ids: Select[Any], cursor: Cursor, *, whole: bool = False) -> Page[Question]:
    left_out = () if whole else LONG_COLUMNS
    rows = select(Question).options(joinedload(Question.club), *(defer(column) for column in left_out))
    return page_of(rows, ids, cursor, size=READ_AT_ONCE if whole else PAGE_SIZE)
