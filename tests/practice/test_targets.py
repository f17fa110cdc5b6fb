"""What can be practised for, what is suggested, and which questions are drawn for it."""

from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.extensions import db
from clubinterview.practice.mock.drawing import Wish, draw
from clubinterview.practice.mock.queries import drawables, subjects_of
from clubinterview.practice.mock.recommending import suggestions
from clubinterview.practice.mock.targets import Target, target_of, targets_of
from clubinterview.practice.models import Source
from clubinterview.questions.models import QuestionCategory, QuestionStatus
from tests import factories
from tests.questions.acts import make_category, make_question


@pytest.fixture
def teamwork() -> QuestionCategory:
    """A category that suits every drive, with many questions of the platform."""
    category = make_category(slug="teamwork", parent=make_category())
    for _ in range(30):
        make_question(category=category)
    return category


def drawn(user: User, target: Target, count: int = 5) -> set[int]:
    """What a session for the target asks somebody who has never practised."""
    pool = drawables(user, club_id=target.club_id)
    wish = Wish(count, target.category_weights, is_whole_interview=target.is_whole_interview)
    return set(draw(pool, wish, seed=1, seen={}, levels={}))


@pytest.mark.usefixtures("teamwork")
@pytest.mark.parametrize("kind", ["drive", "department"])
def test_a_club_asks_its_own_questions_of_any_category(candidate: User, club: Club, kind: str) -> None:
    drive = factories.make_drive(club=club)
    own = make_question(club=club, category=make_category(slug="robotics"))
    numbers = {"drive": drive.id, "department": drive.departments[0].id}

    target = target_of(candidate, f"{kind}:{numbers[kind]}")

    assert own.id in drawn(candidate, target)


def test_the_questions_of_another_club_are_not_asked_for_a_drive(candidate: User, club: Club) -> None:
    drive = factories.make_drive(club=club)
    make_question(club=factories.make_club(school=club.school), category=make_category(slug="teamwork"))

    assert drawn(candidate, target_of(candidate, f"drive:{drive.id}")) == set()


def test_a_subject_is_a_category_with_questions_on_either_level(candidate: User, club: Club) -> None:
    top, empty = make_category(), make_category()
    below, bare = make_category(parent=empty), make_category(parent=empty)
    for category in (top, below):
        make_question(category=category)
    make_question(category=bare, status=QuestionStatus.DRAFT)
    make_question(category=bare, club=factories.make_club())

    targets = [target for group in targets_of(candidate).values() for target in group]

    subjects = [target.value for target in targets if target.source == Source.CATEGORY]
    assert subjects == [f"category:{top.id}", f"category:{below.id}"]


def test_only_what_has_questions_is_suggested(candidate: User) -> None:
    parent = make_category()
    make_category(parent=parent)
    asked = make_question(category=make_category(parent=parent, position=9))

    found = suggestions(candidate, subjects_of(candidate))

    assert [one.category.id for one in found] == [asked.category_id]


@pytest.mark.usefixtures("teamwork")
def test_what_is_practised_has_a_name_in_both_languages(candidate: User, club: Club) -> None:
    drive = factories.make_drive(club=club)
    factories.make_resume(user=candidate, text="熟悉 Python。")
    subject = db.session.scalars(select(QuestionCategory).where(QuestionCategory.slug == "teamwork")).one()

    names = {
        target.value: (target.title_in("zh_Hans_CN"), target.title_in("en"))
        for group in targets_of(candidate).values()
        for target in group
    }

    assert names["resume"] == ("我的简历", "My resume")
    assert names["suggested"] == ("推荐练习", "Recommended practice")
    assert names[f"category:{subject.id}"] == (subject.name_zh, subject.name_en)
    assert names[f"drive:{drive.id}"] == (f"{club.name} · {drive.title}",) * 2


@pytest.mark.parametrize("path", ["/practice", "/practice/new"])
def test_pages_stand_without_any_question(browser: Any, candidate: User, path: str) -> None:
    make_category(parent=make_category())

    assert browser(candidate).get(path).status_code == 200
