"""Questions that lean on the ones before, and those that do not."""

from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.coach.leaning import leans_on_another
from tests.practice.coach.acts import QUESTION, answered, talk_path
from tests.practice.coach_acts import asked_turn, make_answer
from tests.practice.fake_model import FakeModel


def test_earlier_questions_go_along(student: Any, model: FakeModel) -> None:
    model.content = "你写了 Python [1]。"
    first = answered(asked_turn(student, QUESTION))

    answered(asked_turn(student, "再说详细一点 Flask", talk_id=first.talk_id))

    assert QUESTION in model.asked[1]["messages"][1]["content"]


def test_a_question_that_leans_on_the_one_before_finds_its_passages(student: Any) -> None:
    first = answered(asked_turn(student, QUESTION))

    turn = answered(asked_turn(student, "真的？", talk_id=first.talk_id))

    assert [passage["path"] for passage in turn.passages][:1] == ["/resume"]


def test_a_question_about_something_else_gets_no_passages_of_the_one_before(
    student: Any, candidate: User
) -> None:
    with transaction():
        db.session.get_one(User, candidate.id).locale = "en"
    first = answered(asked_turn(student, QUESTION))

    turn = answered(asked_turn(student, "那量子力学呢？", talk_id=first.talk_id))

    assert (turn.reason, turn.passages) == ("nothing", [])
    assert "For example: “What does my resume say about teamwork?”" in student.get(talk_path(turn)).text


def test_a_question_about_it_finds_its_passages_and_not_those_of_the_one_before(
    student: Any, club: Club
) -> None:
    with transaction():
        club.description = "The IT people write the site."
    first = answered(asked_turn(student, "我的简历里有 Flask 吗？"))

    turn = answered(asked_turn(student, "What does the IT department do?", talk_id=first.talk_id))

    assert [passage["kind"] for passage in turn.passages] == ["club"]


def test_a_question_that_leans_on_one_about_the_person_is_about_something_else(
    student: Any, candidate: User, club: Club
) -> None:
    make_answer(user=candidate, text="学过摄影，也做过不少事，比如组织活动、写文章、画画和唱歌。")
    with transaction():
        club.description = "摄影社：摄影，摄影，摄影器材。它负责摄影。"
    first = answered(asked_turn(student, "我会摄影吗？"))
    about, more = (
        answered(asked_turn(student, question, talk_id=first.talk_id))
        for question in ("它有哪些器材？", "还有吗")
    )

    assert [one.passages[0]["kind"] for one in (first, about, more)] == ["practice", "club", "practice"]


def test_what_a_question_is_about_is_not_read_from_the_one_before(
    student: Any, candidate: User, club: Club
) -> None:
    make_answer(user=candidate, text="我会摄影和摄影后期。")
    with transaction():
        club.description = "摄影社：摄影，摄影，摄影器材。它负责摄影。"
    first = answered(asked_turn(student, "我会摄影吗？"))

    turn = answered(asked_turn(student, "它有哪些器材？", talk_id=first.talk_id))

    assert turn.passages[0]["kind"] == "club"


def test_several_questions_may_lean_on_one(student: Any) -> None:
    turn = answered(asked_turn(student, QUESTION))
    for question in ("还有吗", "它是什么时候写的？", "还有吗", "真的？", "再说详细一点", "还有吗"):
        turn = answered(asked_turn(student, question, talk_id=turn.talk_id))

    assert [passage["path"] for passage in turn.passages][:1] == ["/resume"]


def test_the_model_gets_the_last_three_questions(student: Any, model: FakeModel) -> None:
    model.content = "你写了 Python [1]。"
    turn = answered(asked_turn(student, QUESTION))
    for number in range(4):
        turn = answered(asked_turn(student, f"第 {number} 次问 Flask", talk_id=turn.talk_id))

    sent = model.asked[-1]["messages"][1]["content"]
    assert [f"第 {number} 次问" in sent for number in range(4)] == [True] * 4
    assert QUESTION not in sent


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("真的？", True), ("那呢", True), ("那么呢？", True), ("还有吗", True), ("再说详细一点", True), ("能不能举个例子", True),
        ("第二个呢", True), ("它是用什么写的？", True), ("这个怎么改", True), ("and then?", True), ("Why?", True), ("?", True),
        ("Tell me more", True), ("How long did it take?", True), ("再说详细一点 Flask", False), ("那量子力学呢？", False),
        ("今天天气怎么样", False), ("我该先练什么？", False), ("Tell me more about quantum physics", False),
        ("What does the IT department do?", False), ("IT 部做什么？", False), ("What does it do?", True), ("It is what?", True),
        ("他们怎么评价我的团队合作经历", False),
    ],
)  # fmt: skip
def test_what_leans_on_the_question_before(question: str, leans: bool) -> None:
    assert leans_on_another(question) is leans
