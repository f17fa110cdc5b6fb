"""How questions are answered is shown only when enough people have answered them."""

from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.models import AnswerStatus
from clubinterview.practice.queries import practised
from clubinterview.practice.report import question_statistics as statistics
from clubinterview.practice.report.question_statistics import refresh_statistics
from clubinterview.questions.models import Question, QuestionStatus
from tests import factories
from tests.questions.acts import fresh, make_question, make_scored_answer


@pytest.fixture
def people(club: Club) -> list[User]:
    return [factories.make_user(school=club.school) for _ in range(5)]


def figures(question: Question) -> tuple[int, float | None, float | None]:
    row = fresh(question.id)
    return row.asked, row.average, row.spread


def test_five_people_make_figures(people: list[User]) -> None:
    question = make_question()
    for user, score in zip(people, (40, 50, 60, 70, 80), strict=True):
        make_scored_answer(question=question, user=user, score=score)

    assert refresh_statistics() == 1

    assert figures(question) == (5, 60.0, 15.0)


def test_four_people_make_none_however_often_they_answer(people: list[User]) -> None:
    question = make_question()
    for user in [*people[:4], *people[:4]]:
        make_scored_answer(question=question, user=user, score=50)

    refresh_statistics()

    assert figures(question) == (0, None, None)


@pytest.mark.parametrize(
    ("score", "status"), [(None, AnswerStatus.DONE), (50, AnswerStatus.OPEN), (50, AnswerStatus.SKIPPED)]
)
def test_only_finished_answers_with_a_score_count(
    people: list[User], score: int | None, status: AnswerStatus
) -> None:
    question = make_question()
    for user in people[:4]:
        make_scored_answer(question=question, user=user, score=50)
    make_scored_answer(question=question, user=people[4], score=score, status=status)

    refresh_statistics()

    assert figures(question) == (0, None, None)


def test_answers_to_follow_ups_do_not_count(people: list[User]) -> None:
    question = make_question()
    for user in people:
        make_scored_answer(question=question, user=user, score=80)
        make_scored_answer(question=question, user=user, score=10, follow_up=0)

    refresh_statistics()

    assert figures(question) == (5, 80.0, 0.0)


def test_answers_to_follow_ups_do_not_count_for_a_person_either(candidate: User) -> None:
    question = make_question()
    make_scored_answer(question=question, user=candidate, score=80)
    make_scored_answer(question=question, user=candidate, score=10, follow_up=0)

    result = practised(candidate.id)[question.category_id]

    assert (result.mean, result.count) == (80.0, 1)


def test_figures_go_when_people_are_gone(people: list[User]) -> None:
    question = make_question(asked=7, average=50.0, spread=3.0)

    assert refresh_statistics() == 1

    assert figures(question) == (0, None, None)


def test_answers_to_a_merged_question_count_for_the_other(people: list[User]) -> None:
    target = make_question()
    source = make_question(status=QuestionStatus.RETIRED, merged_into_id=target.id)
    for user in people[:3]:
        make_scored_answer(question=source, user=user, score=60)
    for user in people[3:]:
        make_scored_answer(question=target, user=user, score=60)

    refresh_statistics()

    assert (figures(target), figures(source)) == ((5, 60.0, 0.0), (0, None, None))


def test_many_questions_are_counted_some_at_a_time(
    people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "AT_ONCE", 2)
    questions = [make_question() for _ in range(5)]
    for question in questions:
        for user in people:
            make_scored_answer(question=question, user=user, score=10)

    assert refresh_statistics() == 5
    assert refresh_statistics() == 0


def test_the_time_of_the_last_change_stays(people: list[User]) -> None:
    question = make_question(asked=7, average=50.0, spread=3.0)
    before = fresh(question.id).updated_at

    refresh_statistics()

    assert fresh(question.id).updated_at == before


def test_pages_show_figures_or_say_that_there_are_too_few(browser: Any, club: Club, officer: User) -> None:
    known = make_question(club=club, asked=12, average=63.4, spread=8.2)
    unknown = make_question(club=club)
    window, base = browser(officer), f"/manage/{club.slug}/questions"
    with transaction():
        db.session.get_one(User, officer.id).locale = "en"

    assert "Statistics appear once 5 people" in window.get(f"{base}/{unknown.id}").text
    assert "63" in window.get(f"{base}/{known.id}").text
    assert "12 · Ø 63" in window.get(base).text
