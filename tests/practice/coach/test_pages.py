"""The coach's pages and forms: conversations that are one's own, listed, renamed and deleted."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.models import CoachTurn, CommentStatus
from tests.counting import counted
from tests.practice.coach.acts import KEY, QUESTION, answered, talk_path
from tests.practice.coach_acts import asked_turn, newest_turn
from tests.practice.fake_model import FakeModel
from tests.servers import dead_port


@pytest.mark.parametrize("question", ["", "   ", "长" * 1001])
def test_a_question_of_a_wrong_length_is_refused_and_kept(student: Any, question: str) -> None:
    response = student.submit("/practice/coach", {"question": question, "ask_key": KEY})

    assert response.status_code == 422
    assert question.strip() in response.text
    assert db.session.scalar(select(func.count(CoachTurn.id))) == 0


@pytest.mark.parametrize("key", ["", "short", "a" * 41, "not a key of a form"])
def test_a_key_that_no_form_made_is_refused(student: Any, key: str) -> None:
    response = student.submit("/practice/coach", {"question": QUESTION, "ask_key": key})

    assert response.status_code == 422


def test_a_thousand_characters_are_taken_whole(student: Any) -> None:
    question = "😀𠮷" * 500

    assert asked_turn(student, question).question == question


def test_sixty_questions_an_hour_are_all(app: Flask, student: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "COACH_QUESTIONS_PER_HOUR", 2)
    first = asked_turn(student, QUESTION, key=KEY)
    asked_turn(student, QUESTION)

    refused = student.submit("/practice/coach", {"question": QUESTION, "ask_key": KEY + "-3"})

    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    asked_turn(student, QUESTION, key=KEY)  # the form sent again asks nothing new
    assert newest_turn().id == first.id + 1


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_question_beyond_the_limit_is_kept_on_the_page(
    app: Flask, student: Any, monkeypatch: pytest.MonkeyPatch, goes_on: bool
) -> None:
    monkeypatch.setitem(app.config, "COACH_QUESTIONS_PER_HOUR", 1)
    path = talk_path(asked_turn(student, "第一个问题"))

    refused = student.submit(
        path if goes_on else "/practice/coach", {"question": "一只蓝色的鲸鱼", "ask_key": KEY}
    )

    assert (refused.status_code, 0 < int(refused.headers["Retry-After"]) <= 3600) == (429, True)
    assert ">\n一只蓝色的鲸鱼</textarea>" in refused.text.replace("\r", "")
    assert "太频繁" in refused.text


def test_a_form_of_before_with_another_question_asks_that(student: Any) -> None:
    first = asked_turn(student, QUESTION, key=KEY)
    path = talk_path(first)
    other = asked_turn(student, "另一个问题", key=KEY)
    more = asked_turn(student, "第三个问题", talk_id=first.talk_id, key=KEY)
    again = asked_turn(student, "第三个问题", talk_id=first.talk_id, key=KEY)

    assert (other.question, more.question, again.id) == ("另一个问题", "第三个问题", more.id)
    assert (other.talk_id != first.talk_id, talk_path(more)) == (True, path)


def test_a_question_that_is_refused_leaves_the_title_in_its_field(student: Any) -> None:
    turn = asked_turn(student, "一只蓝色的鲸鱼")

    refused = student.submit(talk_path(turn), {"question": "", "ask_key": KEY})

    assert refused.status_code == 422
    assert 'value="一只蓝色的鲸鱼"' in refused.text


@pytest.mark.parametrize("title", ["长" * 81])
def test_a_title_that_is_refused_stays_in_its_field(student: Any, title: str) -> None:
    turn = asked_turn(student, "一只蓝色的鲸鱼")

    refused = student.submit(f"{talk_path(turn)}/title", {"title": title})

    assert refused.status_code == 422
    assert f'value="{title}"' in refused.text


def test_a_conversation_has_an_end(student: Any, candidate: User) -> None:
    turn = asked_turn(student, QUESTION)
    with transaction():
        db.session.add_all(
            CoachTurn(talk_id=turn.talk_id, user_id=candidate.id, ask_key=f"k{n}", question="?")
            for n in range(199)
        )

    refused = student.submit(talk_path(turn), {"question": QUESTION, "ask_key": KEY})

    assert refused.status_code == 422
    assert db.session.scalar(select(func.count(CoachTurn.id))) == 200


def test_conversations_are_listed_newest_first(student: Any) -> None:
    asked_turn(student, "第一个问题")
    asked_turn(student, "第二个问题")

    page = student.get("/practice/coach").text

    assert page.index("第二个问题") < page.index("第一个问题")


def test_a_conversation_is_renamed(student: Any) -> None:
    turn = asked_turn(student, QUESTION)

    response = student.submit(f"{talk_path(turn)}/title", {"title": "关于技术"})

    assert response.status_code == 303
    assert "关于技术" in student.get("/practice/coach").text


def test_a_title_that_is_too_long_is_refused(student: Any) -> None:
    turn = asked_turn(student, QUESTION)

    response = student.submit(f"{talk_path(turn)}/title", {"title": "长" * 81})

    assert response.status_code == 422
    assert "长" * 81 in response.text


def test_a_conversation_is_deleted_with_its_questions(student: Any) -> None:
    turn, other = asked_turn(student, QUESTION), asked_turn(student, "另一个")

    path, kept = talk_path(turn), other.id
    db.session.expunge_all()

    response = student.submit(f"{path}/deletion")

    assert response.status_code == 303
    assert student.get(path).status_code == 404
    assert list(db.session.scalars(select(CoachTurn.id))) == [kept]


def test_older_questions_are_on_earlier_pages(student: Any, candidate: User) -> None:
    turn = asked_turn(student, "第一个问题")
    with transaction():
        for number in range(25):
            db.session.add(
                CoachTurn(
                    talk_id=turn.talk_id, user_id=candidate.id, ask_key=f"k{number}", question=f"问题 {number}。",
                    status=CommentStatus.FAILED, reason="nothing",
                )
            )  # fmt: skip
            db.session.flush()

    newest = student.get(talk_path(turn)).text
    earlier_url = newest.split('class="btn compact" href="')[1].split('"')[0]
    earlier = student.get(earlier_url).text

    assert "问题 24。" in newest
    assert "问题 2。" not in newest
    assert "问题 2。" in earlier


def test_pages_cost_the_same_for_one_and_for_many(student: Any, candidate: User) -> None:
    turn = answered(asked_turn(student, QUESTION))
    for _ in range(3):
        asked_turn(student, QUESTION)
    with transaction():
        for number in range(40):
            db.session.add(
                CoachTurn(
                    talk_id=turn.talk_id, user_id=candidate.id, ask_key=f"k{number}", question="?",
                    status=CommentStatus.READY, answer="一 [1]", passages=turn.passages,
                )
            )  # fmt: skip

    for path in ("/practice/coach", talk_path(turn), f"/practice/coach/turns/{turn.id}"):
        with counted() as count:
            assert student.get(path).status_code == 200
        assert (count.sql <= 6, count.redis, count.written) == (True, 1, []), path


@pytest.mark.parametrize(
    "path", ["/practice/coach", "/practice/coach/{talk}", "/practice/coach/turns/{turn}"]
)
def test_nobody_else_reads_a_conversation(
    student: Any, browser: Any, other_candidate: User, officer: User, path: str
) -> None:
    turn = answered(asked_turn(student, "一只蓝色的简历鲸鱼"))
    place = path.format(talk=turn.talk_id, turn=turn.id)

    for other in (other_candidate, officer):
        response = browser(other).get(place)
        assert "鲸鱼" not in response.text
        assert response.status_code == (200 if "{" not in path else 404)


@pytest.mark.parametrize("act", ["", "/title", "/deletion"])
def test_nobody_else_changes_a_conversation(
    student: Any, browser: Any, other_candidate: User, act: str
) -> None:
    turn = asked_turn(student, QUESTION)

    response = browser(other_candidate).submit(
        f"{talk_path(turn)}{act}", {"question": "?", "ask_key": KEY, "title": "mine"}
    )

    assert response.status_code == 404
    assert student.get(talk_path(turn)).status_code == 200
    assert db.session.scalar(select(func.count(CoachTurn.id))) == 1


def test_a_dead_model_leaves_the_page_as_quick(
    app: Flask, student: Any, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MODEL_URL", f"http://127.0.0.1:{dead_port()}/v1")

    response = student.submit("/practice/coach", {"question": QUESTION, "ask_key": KEY})

    assert response.status_code == 303
    assert model.asked == []


def test_json_is_not_kept_by_browsers(student: Any) -> None:
    turn = asked_turn(student, QUESTION)

    response = student.get(f"/practice/coach/turns/{turn.id}")

    assert response.headers["Cache-Control"] == "no-store"
    assert json.loads(response.text)["done"] is False


def test_a_club_of_the_school_is_cited_with_its_page(student: Any, club: Club) -> None:
    turn = answered(asked_turn(student, f"{club.name} 有哪些部门？"))

    assert f"/clubs/{club.slug}" in [passage["path"] for passage in turn.passages]
