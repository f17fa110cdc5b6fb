"""One factory a model: keyword-only, sensible defaults, committed. A test states what matters to it."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Department, Membership, Role
from clubinterview.config import NOTICE_VERSION
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Slot
from clubinterview.interview.slots.queries import panel_ids
from clubinterview.profile.models import School
from clubinterview.recruitment.models import (
    Application,
    ApplicationAnswer,
    ApplicationChoice,
    Decision,
    Drive,
    DriveCount,
    DriveStatus,
    FieldKind,
    FormField,
    Offer,
    Outcome,
    Stage,
    StageKind,
    Status,
)
from clubinterview.recruitment.scorecards.models import Criterion, Scorecard, ScorecardScore
from clubinterview.recruitment.scorecards.scorers import set_scorers
from clubinterview.resume.models import Resume, ResumeKind, TextStatus

_number = count(1)
PASSWORD_HASH = "$2b$04$" + "." * 53  # stands for a completed account; matches no password


def _save(row: Any) -> Any:
    with transaction():
        db.session.add(row)
    return row


def make_school(*, name: str = "") -> School:
    number = next(_number)
    return _save(
        School(
            code=f"9{number:09d}",
            name=name or f"第{number}大学",
            province="浙江省",
            city="杭州市",
            level="本科",
        )
    )


def make_user(*, school: School | None = None, name: str = "陈一鸣", email: str = "", **fields: Any) -> User:
    """A completed account that nobody can sign in to by password."""
    number = next(_number)
    defaults = {
        "password_hash": PASSWORD_HASH,
        "major": "软件工程",
        "student_number": f"2026{number:06d}",
        "enrolment_year": 2026,
        "consented_at": utcnow(),
        "notice_version": NOTICE_VERSION,
        "has_second_factor": fields.get("is_superuser", False),  # as administrators must
    }
    school = school or make_school()
    return _save(
        User(
            name=name,
            email=email or f"person{number}@example.edu.cn",
            school_id=school.id,
            **{**defaults, **fields},
        )
    )


def make_club(
    *, school: School | None = None, name: str = "", departments: tuple[str, ...] = ("技术部", "宣传部")
) -> Club:
    number = next(_number)
    return _save(
        Club(
            school=school or make_school(),
            slug=f"club-{number}",
            name=name or f"计算机协会{number}",
            tagline="写代码，也写生活",
            departments=[
                Department(name=department, position=position)
                for position, department in enumerate(departments)
            ],
        )
    )


def make_membership(*, club: Club, user: User, role: Role = Role.INTERVIEWER) -> Membership:
    membership = Membership(club_id=club.id, user_id=user.id, role=role)
    with transaction():
        user.is_club_member = True
        db.session.add(membership)
    return membership


def make_drive(
    *,
    club: Club | None = None,
    status: DriveStatus = DriveStatus.OPEN,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    criteria: tuple[tuple[str, int], ...] = (("表达", 40), ("技术", 60)),
    **fields: Any,
) -> Drive:
    """A drive with the stages screening and interview, all departments of its club, and two questions."""
    club = club or make_club()
    now = utcnow()
    drive = Drive(
        club=club,
        title=fields.pop("title", "2026 秋季招新"),
        body="欢迎加入。",
        status=status,
        opens_at=opens_at or now - timedelta(days=1),
        closes_at=closes_at or now + timedelta(days=7),
        departments=list(club.departments),
        stages=[
            Stage(position=1, kind=StageKind.SCREENING, name="简历筛选"),
            Stage(
                position=2,
                kind=StageKind.INTERVIEW,
                name="面试",
                criteria=[
                    Criterion(position=i, name=n, weight_percent=w) for i, (n, w) in enumerate(criteria)
                ],
            ),
        ],
        fields=[
            FormField(position=0, kind=FieldKind.LONG_TEXT, label="为什么想加入我们？"),
            FormField(
                position=1,
                kind=FieldKind.CHOICE,
                label="每周能投入多少时间？",
                options=["2 小时", "5 小时", "10 小时"],
            ),
        ],
        **fields,
    )
    return _save(drive)


def make_application(
    *, drive: Drive | None = None, user: User | None = None, status: Status = Status.SUBMITTED, **fields: Any
) -> Application:
    """A submitted application with the drive's departments as wishes; at the stage that its status says."""
    drive = drive or make_drive()
    user = user or make_user(school=drive.club.school)
    stage = {Status.SUBMITTED: drive.stages[0], Status.DRAFT: None}.get(status, drive.stages[-1])
    application = Application(
        drive=drive,
        user=user,
        status=status,
        stage=stage,
        reference=f"CI-T{next(_number):05d}",
        submitted_at=utcnow(),
        choices=[
            ApplicationChoice(rank=rank, department_id=department.id)
            for rank, department in enumerate(drive.departments[: drive.most_choices], 1)
        ],
        **fields,
    )
    with transaction():
        db.session.add(application)
        counted = db.session.get(DriveCount, (drive.id, status))
        if counted is None:
            db.session.add(DriveCount(drive_id=drive.id, status=status, total=1))
        else:
            counted.total += 1
    return application


def make_slot(
    *,
    stage: Stage,
    starts_at: datetime | None = None,
    minutes: int = 20,
    capacity: int = 1,
    place: str = "教三 201",
    panel: tuple[User, ...] = (),
    **fields: Any,
) -> Slot:
    starts_at = starts_at or utcnow() + timedelta(days=1)
    return _save(
        Slot(
            stage=stage,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            place=place,
            capacity=capacity,
            panel=list(panel),
            **fields,
        )
    )


def make_booking(*, application: Application, slot: Slot, **fields: Any) -> Booking:
    """A live booking, counted in its slot."""
    booking = Booking(application=application, slot=slot, stage_id=slot.stage_id, **fields)
    with transaction():
        slot.booked = Slot.booked + 1
        set_scorers(slot.stage_id, [application.id], panel_ids(slot.id))
        db.session.add(booking)
    return booking


def make_decision(
    *,
    application: Application,
    stage: Stage,
    officer: User,
    outcome: Outcome = Outcome.ADVANCE,
    **fields: Any,
) -> Decision:
    """A decision, unpublished unless `published_at` says when."""
    return _save(
        Decision(
            application_id=application.id,
            stage_id=stage.id,
            outcome=outcome,
            decided_by_id=officer.id,
            **fields,
        )
    )


def make_scorecard(
    *,
    application: Application,
    stage: Stage,
    interviewer: User,
    points: int = 4,
    submitted: bool = True,
    note: str = "",
) -> Scorecard:
    """A scorecard that gives the same points for each criterion."""
    return _save(
        Scorecard(
            application=application,
            stage_id=stage.id,
            interviewer=interviewer,
            note=note,
            total=points,
            submitted_at=utcnow() if submitted else None,
            scores=[ScorecardScore(criterion_id=criterion.id, points=points) for criterion in stage.criteria],
        )
    )


def make_resume(*, user: User, text: str = "熟悉 Python 与 Flask。", **fields: Any) -> Resume:
    """A current resume with extracted text; there is no file behind it."""
    number = next(_number)
    return _save(
        Resume(
            user_id=user.id,
            is_current=True,
            kind=ResumeKind.PDF,
            filename="简历.pdf",
            storage_key=fields.pop("storage_key", f"resume/{number}"),
            size_bytes=1234,
            sha256="0" * 64,
            text=text,
            text_status=TextStatus.READY,
            **fields,
        )
    )


def make_answer(*, application: Application, field: FormField, text: str) -> ApplicationAnswer:
    return _save(ApplicationAnswer(application_id=application.id, form_field_id=field.id, text=text))


def make_offer(*, application: Application, deadline_at: datetime | None = None) -> Offer:
    """An open offer of the application's first wish."""
    return _save(
        Offer(
            application_id=application.id,
            department_id=application.choices[0].department_id,
            deadline_at=deadline_at or utcnow() + timedelta(days=1),
        )
    )
