"""What tests of the account page do again and again."""

from typing import Any

from clubinterview.auth.models import User
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from tests.auth.acts import ADDRESS, PASSWORD

SCHOOL = "浙江大学"


def make_uncompleted(email: str = ADDRESS) -> User:
    """An account whose address was confirmed, and nothing more."""
    with transaction():
        user = User(email=email)
        db.session.add(user)
    return user


def facts(**changed: Any) -> dict[str, Any]:
    """The fields of a complete form, with some of them changed; None leaves one out."""
    fields = {
        "password": PASSWORD,
        "name": "陈一鸣",
        "school": SCHOOL,
        "major": "软件工程",
        "student_number": "3260100001",
        "enrolment_year": "2026",
        "consent": "y",
        **changed,
    }
    return {name: value for name, value in fields.items() if value is not None}


def account(user: User) -> User:
    """The account as it stands in the database now."""
    db.session.commit()
    return db.session.get_one(User, user.id, populate_existing=True)


NAMES = [
    "陈一鸣",
    "欧阳子涵",
    "司马相如",
    "𠮷田太郎",
    "阿卜杜拉·买买提",
    "Zoë O'Brien-Ng",
    "José María Núñez",
    "Nguyễn Thị Ánh",
    "D’Angelo",
    "李 Amy",
    "王",
    "😀",
    "👩‍🔬 Ada",
    "محمد",
    '<b>Bobby</b> & "Tables"',
    "Robert'); DROP TABLE user;--",
    "名" * 60,
]
