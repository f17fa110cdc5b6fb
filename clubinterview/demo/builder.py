"""Fills an empty database with the demo, by the same verbs that people's acts use, at times that lie in the past."""

import hashlib
import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import delete, select

from clubinterview.auth.hashing import hash_password
from clubinterview.auth.models import Authenticator, User
from clubinterview.auth.second_factor import seal_name
from clubinterview.club.models import Club, Department, Membership, Role
from clubinterview.config import NOTICE_VERSION
from clubinterview.core.by import By
from clubinterview.core.clock import from_local, to_local
from clubinterview.core.crypto import seal
from clubinterview.core.transaction import transaction
from clubinterview.demo.accounts import ACCOUNTS, PASSWORD, SECOND_FACTOR
from clubinterview.demo.documents import resume_of
from clubinterview.demo.people import Person, make_people
from clubinterview.demo.practice import add_practice
from clubinterview.demo.seasons import OpenDrive, run_computing, run_debate, run_exchange, run_photography
from clubinterview.demo.texts import COMPUTING, DEBATE, EXCHANGE, PHOTOGRAPHY, ClubText
from clubinterview.extensions import db, tasks
from clubinterview.messaging.models import OutboxMessage
from clubinterview.profile.consents import Purpose, give
from clubinterview.profile.models import School, SchoolDomain
from clubinterview.recruitment.drives.services import DrivePlan, publish_drive, write_drive
from clubinterview.recruitment.models import FormField, Stage
from clubinterview.resume.models import Resume, ResumeKind, TextStatus
from clubinterview.storage import files

SEED = 20260926
SCHOOL = "浙江大学"
SCHOOL_DOMAIN = "zju.edu.cn"
STAFF = ("沈嘉树", "周晓", "林知远", "方若溪", "Daniel Okafor", "许清如")


def fill(now: datetime) -> None:
    """Fill the database, whose schools, majors and questions are loaded, with one season. The same one for the same day."""
    chance = random.Random(SEED)
    password_hash = hash_password(PASSWORD)
    people = make_people(chance, to_local(now).year)
    with transaction():
        school = db.session.scalars(select(School).where(School.name == SCHOOL)).one()
        staff = _add_staff(school, password_hash, now)
        students = _add_students(school, people, password_hash, chance, now)
        clubs = [_add_club(text, school, staff) for text in (COMPUTING, PHOTOGRAPHY, DEBATE, EXCHANGE)]
        db.session.add(SchoolDomain(school_id=school.id, domain=SCHOOL_DOMAIN))
        for user in db.session.scalars(select(User)).all():
            give(user, Purpose.NOTICE, now=now)
    demo_student, others = students[0], students[1:]
    with transaction():
        drive = _open_drive(clubs[0], COMPUTING, staff, opened=_evening(now, -14), closes=_evening(now, -6))
        run_computing(drive, COMPUTING, [demo_student, *others[:51]], staff, chance, now)
    with transaction():
        drive = _open_drive(clubs[1], PHOTOGRAPHY, staff, opened=_evening(now, -4), closes=_evening(now, 6))
        run_photography(drive, PHOTOGRAPHY, others[40:84], staff, chance, now)
    with transaction():
        drive = _open_drive(clubs[2], DEBATE, staff, opened=_evening(now, -34), closes=_evening(now, -26))
        run_debate(drive, DEBATE, [demo_student, *others[78:]], staff, chance, now)
    with transaction():
        drive = _open_drive(clubs[3], EXCHANGE, staff, opened=_evening(now, -3), closes=_evening(now, 9))
        run_exchange(drive, EXCHANGE, others[20:36], chance, now)
    add_practice(demo_student[0], now)
    _send_no_mail()


def _evening(now: datetime, days: int) -> datetime:
    """Return 22:00 on the club's clock, so many days from today."""
    return from_local(datetime.combine(to_local(now).date() + timedelta(days=days), time(22)))


def _account(
    school: School, email: str, name: str, password_hash: str, now: datetime, **fields: object
) -> User:
    return User(
        email=email, name=name, school=school, password_hash=password_hash, consented_at=now,
        notice_version=NOTICE_VERSION, **fields,
    )  # fmt: skip


def _add_staff(school: School, password_hash: str, now: datetime) -> list[User]:
    """Add those who work in the clubs, and the administrator; returns the former, in the order of STAFF."""
    addresses = {account.name: account.email for account in ACCOUNTS}
    staff = [
        _account(
            school, addresses.get(name, f"staff{number}@example.edu.cn"), name, password_hash, now,
            major="汉语言文学", student_number=f"{to_local(now).year - 2}210{number:04d}",
            enrolment_year=to_local(now).year - 2, is_club_member=True,
        )
        for number, name in enumerate(STAFF, 1)
    ]  # fmt: skip
    administrator = ACCOUNTS[-1]
    db.session.add_all(staff)
    head = _account(
        school,
        administrator.email,
        administrator.name,
        password_hash,
        now,
        is_superuser=True,
        has_second_factor=True,
    )
    db.session.add(head)
    db.session.flush()
    db.session.add(
        Authenticator(
            user_id=head.id, sealed_secret=seal(SECOND_FACTOR, for_what=seal_name(head.id)), last_step=0
        )
    )
    return staff


def _add_students(
    school: School, people: Sequence[Person], password_hash: str, chance: random.Random, now: datetime
) -> list[tuple[User, Person]]:
    """Add the applicants with their resumes; the first is the one that visitors sign in as."""
    demo = ACCOUNTS[0]
    first = Person(
        demo.name, demo.email, f"{to_local(now).year}110342", "计算机科学与技术", to_local(now).year, 0.8
    )
    everybody = [first, *people[1:]]
    students = []
    for person in everybody:
        user = _account(
            school, person.email, person.name, password_hash, now, major=person.major,
            student_number=person.student_number, enrolment_year=person.enrolment_year,
            locale="en" if person.name.isascii() else "zh_Hans_CN",
        )  # fmt: skip
        db.session.add(user)
        students.append((user, person))
    db.session.flush()
    for user, person in students:
        content, text = resume_of(person, school.name, chance)
        db.session.add(
            Resume(
                user_id=user.id, is_current=True, kind=ResumeKind.DOCX, filename=f"{person.name}-简历.docx",
                storage_key=files.save("resume", content), size_bytes=len(content),
                sha256=hashlib.sha256(content).hexdigest(), text=text, text_status=TextStatus.READY,
            )
        )  # fmt: skip
    return students


def _add_club(text: ClubText, school: School, staff: Sequence[User]) -> Club:
    """Add a club with its departments and members: the interviewer, the officer, the owner, and three more."""
    club = Club(
        school=school, slug=text.slug, name=text.name, tagline=text.tagline, description=text.description,
        departments=[
            Department(name=name, description=description, position=position)
            for position, (name, description) in enumerate(text.departments)
        ],
    )  # fmt: skip
    db.session.add(club)
    db.session.flush()
    roles = (Role.INTERVIEWER, Role.OFFICER, Role.OWNER, Role.INTERVIEWER, Role.INTERVIEWER, Role.OFFICER)
    for user, role in zip(staff, roles, strict=True):
        db.session.add(Membership(club_id=club.id, user_id=user.id, role=role))
    return club


def _open_drive(
    club: Club, text: ClubText, staff: Sequence[User], *, opened: datetime, closes: datetime
) -> OpenDrive:
    """Write and publish the club's drive."""
    plan = DrivePlan(
        title=text.title, body=text.body, opens_at=opened, closes_at=closes,
        department_ids=[department.id for department in club.departments], most_choices=2, needs_campus_confirmation=False,
        retention_days=180,
        screening_name="", interview_name="", fields=text.fields, criteria=text.criteria,
    )  # fmt: skip
    owner = By(staff[2].id, "", opened)
    drive = write_drive(club.id, plan, by=owner)
    publish_drive(drive.id, by=owner)
    field_ids = select(FormField.id).where(FormField.drive_id == drive.id).order_by(FormField.position)
    stages = select(Stage).where(Stage.drive_id == drive.id).order_by(Stage.position)
    return OpenDrive(
        id=drive.id, club_id=club.id, opens_at=opened, closes_at=closes,
        department_ids=list(plan.department_ids), field_ids=list(db.session.scalars(field_ids)),
        stages=list(db.session.scalars(stages)),
    )  # fmt: skip


def _send_no_mail() -> None:
    """No one in the demo has a mailbox: what the verbs put into the outbox is taken out again."""
    with transaction():
        db.session.execute(delete(OutboxMessage))
    tasks.flush()
