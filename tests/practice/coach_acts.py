"""What tests of the model and the coach begin with: sessions, answers, questions."""

from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.models import (
    AnswerStatus,
    CoachTurn,
    CommentStatus,
    MockAnswer,
    MockInterview,
    MockStatus,
    Mode,
    Source,
)
from clubinterview.questions.models import Question, QuestionCategory, QuestionKind, QuestionStatus
from tests.browser_client import BrowserClient

_number = count(1)
RESULT = {
    "score": 61,
    "verdict": "scored",
    "parts": [{"name": "coverage", "points": 20.0, "maximum": 40.0}],
    "losses": [{"part": "coverage", "points": 20.0, "reason": "point_missing", "sentence": "", "point": 1, "detail": ""}],
    "covered": [0],
    "missing": [1],
    "version": "1",
}  # fmt: skip


def make_question(
    *, text: str = "说一次你解决冲突的经历。", club: Club | None = None, **fields: Any
) -> Question:
    """A live question that students practise with."""
    number = next(_number)
    with transaction():
        category = db.session.scalar(select(QuestionCategory).where(QuestionCategory.slug == "teamwork"))
        if category is None:
            category = QuestionCategory(slug="teamwork", name_zh="团队", name_en="Teamwork")
            db.session.add(category)
            db.session.flush()
        defaults: dict[str, Any] = {
            "kind": QuestionKind.TEAMWORK, "difficulty": 2, "status": QuestionStatus.LIVE, "text_en": "",
            "points": [
                {"weight": 3, "zh": "说清冲突的起因", "en": "How the conflict began", "also_zh": [], "also_en": []},
                {"weight": 2, "zh": "最后的结果", "en": "What came of it", "also_zh": [], "also_en": []},
            ],
        }  # fmt: skip
        question = Question(
            ref=f"q-{number}", club_id=club.id if club else None, category_id=category.id, text_zh=text,
            **{**defaults, **fields},
        )  # fmt: skip
        db.session.add(question)
    return question


def make_answer(
    *, user: User, text: str = "我组织了四个人的小组。", question: Question | None = None, **fields: Any
) -> MockAnswer:
    """A scored answer of a finished session of its own."""
    question = question or make_question()
    with transaction():
        mock = MockInterview(
            user_id=user.id, start_key=f"start-{next(_number)}", source=Source.CATEGORY, title_zh="团队",
            title_en="Teamwork", mode=Mode.TEXT,
            seed=1, seconds_to_prepare=0, seconds_to_answer=180, status=MockStatus.FINISHED,
            finished_at=utcnow(), scored_at=utcnow(), score=61,
        )  # fmt: skip
        db.session.add(mock)
        db.session.flush()
        answer = MockAnswer(
            mock_id=mock.id, user_id=user.id, question_id=question.id, position=1, asked=question.as_asked(),
            text=text, **{"status": AnswerStatus.DONE, "score": 61, "result": RESULT, **fields},
        )  # fmt: skip
        db.session.add(answer)
    return answer


def waiting_answer(user: User, **fields: Any) -> MockAnswer:
    """A scored answer that waits for the model's words."""
    return make_answer(user=user, comment_status=CommentStatus.WAITING, **fields)


def reread(row: Any) -> Any:
    """The row as the database has it now."""
    db.session.rollback()
    return db.session.get(type(row), row.id, populate_existing=True)


def asked_turn(
    browser: BrowserClient, question: str, *, talk_id: int | None = None, key: str = ""
) -> CoachTurn:
    """Ask the coach over the site and return the newest turn there is."""
    path = f"/practice/coach/{talk_id}" if talk_id else "/practice/coach"
    ask_key = key or f"a-key-of-the-form-{next(_number)}"
    response = browser.submit(path, {"question": question, "ask_key": ask_key})
    assert response.status_code == 303, response.text
    return newest_turn()


def newest_turn() -> CoachTurn:
    db.session.rollback()
    return db.session.scalars(select(CoachTurn).order_by(CoachTurn.id.desc()).limit(1)).one()


def make_older(row: MockAnswer | CoachTurn, moment: datetime) -> None:
    """Let a row be as old as if it was last touched at the moment."""
    with transaction():
        row.created_at = row.updated_at = moment


def change(user: User, fields: dict[str, Any]) -> None:
    """Give a person other values, in a transaction."""
    with transaction():
        for field, value in fields.items():
            setattr(user, field, value)
