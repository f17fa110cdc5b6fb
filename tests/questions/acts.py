"""What tests of question banks make and do again and again."""

import re
from itertools import count
from typing import Any

from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.audit import AuditEntry
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.models import AnswerStatus, MockAnswer, MockInterview, Mode, Source
from clubinterview.questions.models import Question, QuestionCategory, QuestionKind, QuestionStatus

_number = count(1)

POINTS = [
    {"weight": 3, "zh": "说清分工", "en": "Says the part", "also_zh": ["我负责"], "also_en": ["my part"]},
    {"weight": 2, "zh": "说出结果", "en": "Tells the result", "also_zh": ["最后"], "also_en": []},
    {"weight": 1, "zh": "有所反思", "en": "Looks back", "also_zh": [], "also_en": ["next time"]},
]


def save(row: Any) -> Any:
    with transaction():
        db.session.add(row)
    return row


def make_category(
    *, slug: str = "", parent: QuestionCategory | None = None, **fields: Any
) -> QuestionCategory:
    number = next(_number)
    return save(
        QuestionCategory(
            slug=slug or f"category-{number}",
            parent_id=parent.id if parent else None,
            **{"name_zh": f"类别{number}", "name_en": f"Category {number}", **fields},
        )
    )


def make_question(
    *,
    club: Club | None = None,
    category: QuestionCategory | None = None,
    status: QuestionStatus = QuestionStatus.LIVE,
    writer: User | None = None,
    **fields: Any,
) -> Question:
    """A live question with three key points and both languages; of the platform's bank without a club."""
    number = next(_number)
    category = category or make_category()
    defaults = {
        "ref": f"{club.slug}/q-{number}" if club else f"q-{number}",
        "kind": QuestionKind.TEAMWORK,
        "difficulty": 3,
        "text_zh": f"你在团队里做过什么{number}？",
        "text_en": f"What did you do in a team {number}?",
        "points": POINTS,
        "tags": ["role"],
    }
    return save(
        Question(
            club_id=club.id if club else None,
            category_id=category.id,
            status=status,
            **{**defaults, "writer_ids": [writer.id] if writer else [], **fields},
        )
    )


def make_scored_answer(
    *,
    question: Question,
    user: User,
    score: int | None,
    status: AnswerStatus = AnswerStatus.DONE,
    follow_up: int | None = None,
) -> MockAnswer:
    number = next(_number)
    mock = save(
        MockInterview(
            user_id=user.id,
            start_key=f"key-{number}",
            source=Source.CATEGORY,
            title_zh="练习",
            title_en="Practice",
            mode=Mode.TEXT,
            seed=1,
            seconds_to_prepare=30,
            seconds_to_answer=120,
        )
    )
    return save(
        MockAnswer(
            mock_id=mock.id, user_id=user.id, question_id=question.id, position=1, asked=question.as_asked(),
            status=status, score=score, follow_up=follow_up,
        )
    )  # fmt: skip


def question_fields(category: QuestionCategory, **changes: Any) -> dict[str, Any]:
    """What a browser sends for a complete question; a test changes what matters to it."""
    return {
        "text_zh": "说说你带过的一个团队。",
        "text_en": "Tell us about a team you led.",
        "category_id": str(category.id),
        "kind": "teamwork",
        "difficulty": "2",
        "tags": "team, 角色",
        "points-0-weight": "3",
        "points-0-zh": "说清分工",
        "points-0-en": "Says the part",
        "points-0-also_zh": "我负责，由我来",
        "points-0-also_en": "my part, i did",
        "points-1-weight": "2",
        "points-1-zh": "说出结果",
        "points-2-weight": "1",
        "points-2-zh": "有所反思",
        "sample_zh": "我带过一个五人小组。",
        "follow_ups_zh": "后来呢？\r\n还会这样做吗？",
        "source": "学长",
        **changes,
    }


def fresh(question_id: int) -> Question:
    db.session.commit()
    return db.session.get_one(Question, question_id, populate_existing=True)


def acts() -> list[str]:
    db.session.commit()
    return list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def ids_listed(page: Any) -> list[int]:
    """The questions that a list page links to, in their order."""
    return [int(found) for found in re.findall(r'questions/(\d+)"', page.text)]
