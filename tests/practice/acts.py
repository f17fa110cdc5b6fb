"""What tests of practice do again and again."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.mock.beginning import Setup, start_mock
from clubinterview.practice.mock.services import finish_answer, finish_mock
from clubinterview.practice.mock.targets import Target
from clubinterview.practice.models import (
    AnswerStatus,
    CoachTalk,
    CoachTurn,
    MockAnswer,
    MockInterview,
    Mode,
    Source,
)
from clubinterview.practice.report import services as reports
from clubinterview.questions.models import Question, QuestionCategory, QuestionKind, QuestionStatus

_number = count(1)
GOOD = (
    "去年我在校青协负责图书义卖。当时只有五个人和三天时间，我把任务分成征书、定价、宣传三块，自己负责宣传，"
    "做了十二张海报并联系了四个班级。最后我们卖出三百二十本书，筹到两千一百元，全部捐给了山区小学。"
    "我学到的是：先分工，再每天晚上对一次进度。"
)


def make_category(slug: str = "teamwork", *, parent: QuestionCategory | None = None) -> QuestionCategory:
    """A subject below a parent of its own."""
    with transaction():
        if parent is None:
            parent = db.session.scalar(select(QuestionCategory).where(QuestionCategory.slug == "with-others"))
        if parent is None:
            parent = QuestionCategory(slug="with-others", name_zh="与人共事", name_en="Working with others")
            db.session.add(parent)
            db.session.flush()
        category = QuestionCategory(
            slug=slug, parent_id=parent.id, name_zh=f"{slug} 类", name_en=slug.title()
        )
        db.session.add(category)
    return category


def make_question(*, category: QuestionCategory | None = None, **fields: Any) -> Question:
    """A live question of the platform's bank with three points and a follow-up."""
    number = next(_number)
    category = category or db.session.scalar(
        select(QuestionCategory).where(QuestionCategory.parent_id.is_not(None))
    )
    category = category or make_category()
    points = [
        {
            "weight": 3,
            "zh": "说清自己的分工",
            "en": "Own part",
            "also_zh": ["我负责", "自己负责"],
            "also_en": ["my part"],
        },
        {"weight": 2, "zh": "有具体结果", "en": "Result", "also_zh": ["卖出", "筹到"], "also_en": ["raised"]},
        {
            "weight": 1,
            "zh": "遇到过的分歧",
            "en": "A conflict",
            "also_zh": ["分歧", "争执"],
            "also_en": ["disagreed"],
        },
    ]
    question = Question(
        **{
            "ref": f"test-{number}",
            "category_id": category.id,
            "kind": QuestionKind.TEAMWORK,
            "difficulty": 2,
            "status": QuestionStatus.LIVE,
            "text_zh": f"请讲一次团队合作的经历（{number}）。",
            "text_en": f"Tell us about working in a team ({number}).",
            "sample_zh": "示范回答：我负责联络……",
            "sample_en": "A sample answer.",
            "follow_ups_zh": ["你们有过分歧吗？"],
            "follow_ups_en": ["Did you ever disagree?"],
            "points": points,
            **fields,
        }
    )  # fmt: skip
    with transaction():
        db.session.add(question)
    return question


def start(
    user: User, *, questions: int = 2, mode: Mode = Mode.TEXT, start_key: str = "", **setup: Any
) -> MockInterview:
    """A running session with its first question open. Makes questions when there are none."""
    if db.session.scalar(select(Question.id).limit(1)) is None:
        for _ in range(questions):
            make_question()
    user = db.session.get_one(User, user.id)
    target = Target("test", Source.CATEGORY, "团队协作", "Teamwork", is_whole_interview=False)
    seconds = {"seconds_to_prepare": 30, "seconds_to_answer": 120, **setup}
    with transaction():
        return start_mock(
            user,
            target,
            Setup(questions, mode, **seconds),
            start_key=start_key or f"key-{next(_number):016d}",
            now=utcnow(),
        )


def answers_of(mock: MockInterview) -> list[MockAnswer]:
    """The session's answers in their order, freshly read."""
    db.session.commit()
    query = select(MockAnswer).where(MockAnswer.mock_id == mock.id).order_by(MockAnswer.position)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def open_answer(mock: MockInterview) -> MockAnswer:
    return next(answer for answer in answers_of(mock) if answer.status == AnswerStatus.OPEN)


def answer(mock: MockInterview, text: str = GOOD, *, after: timedelta = timedelta(seconds=90)) -> None:
    """Answer the open question."""
    row = open_answer(mock)
    with transaction():
        finish_answer(mock.user_id, row.id, text, revision=row.revision, now=utcnow() + after)


def finished(user: User, *, text: str = GOOD, questions: int = 2) -> MockInterview:
    """A session that was answered, ended and scored."""
    mock = start(user, questions=questions)
    while any(row.status == AnswerStatus.OPEN for row in answers_of(mock)):
        answer(mock, text)
    with transaction():
        finish_mock(user.id, mock.id, now=utcnow())
    reports.score_mock(mock.id, now=utcnow())
    db.session.refresh(mock)
    return mock


def make_turn(user: User, *, question: str = "我该先练什么？", **fields: Any) -> CoachTurn:
    """A conversation with one question to the coach."""
    with transaction():
        talk = CoachTalk(user_id=user.id, start_key=f"talk-{next(_number)}", title=question)
        db.session.add(talk)
        db.session.flush()
        turn = CoachTurn(
            talk_id=talk.id, user_id=user.id, ask_key=f"turn-{next(_number)}", question=question, **fields
        )
        db.session.add(turn)
    return turn
