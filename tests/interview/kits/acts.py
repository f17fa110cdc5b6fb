"""What tests of interview kits do again and again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count, cycle, islice
from typing import Any

from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.interview.kits.models import InterviewKit, KitDraw, KitDrawQuestion
from clubinterview.interview.kits.services import KitPlan, PartPlan, write_kit
from clubinterview.questions.models import Question, QuestionCategory, QuestionKind, QuestionStatus
from clubinterview.recruitment.models import Application, Drive, Stage, Status
from tests import factories
from tests.acting import by

_number = count(1)
ANCHORS = {"1": "说不清", "3": "说得清", "5": "有例子"}


def make_category(*, parent: QuestionCategory | None = None, name: str = "团队") -> QuestionCategory:
    number = next(_number)
    row = QuestionCategory(slug=f"category-{number}", name_zh=name, name_en=f"Category {number}")
    with transaction():
        row.parent_id = parent.id if parent else None
        db.session.add(row)
    return row


def make_question(
    *,
    category: QuestionCategory,
    club: Club | None = None,
    difficulty: int = 3,
    kind: QuestionKind = QuestionKind.BEHAVIOURAL,
    status: QuestionStatus = QuestionStatus.LIVE,
    is_for_panels: bool | None = None,
    text: str = "",
) -> Question:
    """A live question: of a club for its panels, or of the platform for everybody."""
    number = next(_number)
    row = Question(
        ref=f"question-{number}",
        club_id=club.id if club else None,
        category_id=category.id,
        kind=kind,
        difficulty=difficulty,
        status=status,
        is_for_panels=club is not None if is_for_panels is None else is_for_panels,
        text_zh=text or f"第{number}题：讲一次你的经历。",
        points=[{"weight": 3, "zh": f"要点{number}", "en": f"Point {number}", "also_zh": [], "also_en": []}],
        follow_ups_zh=[f"追问{number}"],
    )
    with transaction():
        db.session.add(row)
    return row


def make_bank(
    club: Club, category: QuestionCategory, difficulties: Sequence[int] = (3,) * 20
) -> list[Question]:
    """Panel questions of the club, one of each difficulty given."""
    return [make_question(club=club, category=category, difficulty=each) for each in difficulties]


def plan_for(stage: Stage, parts: int = 4, **fields: Any) -> KitPlan:
    """A plan whose parts take any question; `fields` go into each part."""
    return KitPlan(
        opening="欢迎你来",
        closing="有什么想问我们的吗",
        opening_minutes=2,
        closing_minutes=3,
        parts=[
            PartPlan(**{"criterion_id": criterion.id, "minutes": 4, "anchors": ANCHORS, **fields})
            for criterion in islice(cycle(stage.criteria), parts)
        ],
    )


def make_kit(stage: Stage, officer: User, parts: int = 4, **fields: Any) -> InterviewKit:
    with transaction():
        kit, _voided = write_kit(stage.id, plan_for(stage, parts, **fields), by=by(officer.id))
    return kit


def book(
    drive: Drive, *, panel: tuple[User, ...] = (), starts_at: datetime | None = None, user: User | None = None
) -> Application:
    """An application in the interview stage with a booked slot of its own."""
    application = factories.make_application(drive=drive, user=user, status=Status.INTERVIEW)
    slot = factories.make_slot(stage=drive.stages[-1], panel=panel, starts_at=starts_at)
    factories.make_booking(application=application, slot=slot)
    return application


def book_evening(drive: Drive, panel: tuple[User, ...], how_many: int) -> list[Application]:
    """Applications booked one after another with one panel."""
    begin = utcnow() + timedelta(days=1)
    return [
        book(drive, panel=panel, starts_at=begin + timedelta(minutes=20 * number))
        for number in range(how_many)
    ]


def drawn_for(application: Application) -> list[int]:
    """The ids of the questions that the application drew, in the order of the parts."""
    db.session.commit()
    return list(
        db.session.scalars(
            select(KitDrawQuestion.question_id)
            .join(KitDraw, KitDraw.id == KitDrawQuestion.draw_id)
            .where(KitDraw.application_id == application.id)
            .order_by(KitDrawQuestion.position)
        )
    )


def form_of(stage: Stage, parts: int = 4, **fields: Any) -> dict[str, Any]:
    """What the form of a kit sends."""
    sent: dict[str, Any] = {
        "opening": "欢迎你来", "opening_minutes": "2", "closing": "有什么想问我们的吗", "closing_minutes": "3",
    }  # fmt: skip
    for number, criterion in enumerate(islice(cycle(stage.criteria), parts)):
        row = {
            "criterion_id": criterion.id, "minutes": "4", "category_id": "0", "difficulty": "0",
            "anchor_1": "说不清", "anchor_3": "说得清", "anchor_5": "有例子",
        }  # fmt: skip
        sent |= {f"parts-{number}-{name}": value for name, value in row.items()}
    return sent | fields
