"""A question is answered once, by a worker that may be killed."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from clubinterview.auth.models import User, UserStatus
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db, model_tasks, redis_store
from clubinterview.practice.coach.answering import ANSWER_COACH_TURN, AT_ONCE, answer_turn, partial_text
from clubinterview.practice.models import CoachTalk, CoachTurn, CommentStatus
from tests.auth.acts import in_threads
from tests.practice.coach.acts import KEY, QUESTION, answered, talk_path
from tests.practice.coach_acts import asked_turn, change, make_older, newest_turn, reread
from tests.practice.fake_model import FakeModel


def test_a_page_that_waits_shows_what_is_written_so_far(app: Flask, student: Any, model: FakeModel) -> None:
    model.modes, model.content = ["events"], "你写了 Python 和 Flask，也做过平台 [1]。"
    turn = asked_turn(student, QUESTION)
    turn_id, path = turn.id, talk_path(turn)
    waiting = student.get(f"/practice/coach/turns/{turn_id}").json
    seen: dict[str, Any] = {}

    def look() -> None:
        model.events_written.wait(5)
        with app.app_context():
            while not partial_text(db.session.get_one(CoachTurn, turn_id)):
                pass
        seen["turn"] = student.get(f"/practice/coach/turns/{turn_id}").json
        seen["page"] = student.get(path).text
        model.go_on.set()

    def work() -> None:
        with app.app_context():
            answer_turn(turn_id)

    works = iter([look, work])
    in_threads(lambda: next(works)(), 2)

    assert waiting["done"] is False
    assert seen["turn"]["done"] is False
    assert "你写了 Python" in seen["turn"]["html"]
    assert "你写了 Python" in seen["page"]
    assert f'<meta http-equiv="refresh" content="2; url={path}?look=1#turn-{turn_id}">' in seen["page"]
    done = student.get(f"/practice/coach/turns/{turn_id}").json
    assert done["done"] is True
    assert "也做过平台" in done["html"]


def test_the_task_answers(student: Any) -> None:
    turn = asked_turn(student, QUESTION)
    assert model_tasks.pending_count() == 1

    ANSWER_COACH_TURN.run(turn.id)

    assert reread(turn).passages


def test_the_same_form_sent_twice_is_one_question(student: Any) -> None:
    first = asked_turn(student, QUESTION, key=KEY)
    second = asked_turn(student, QUESTION, key=KEY)
    more = asked_turn(student, "还有呢", talk_id=first.talk_id, key=KEY + "-2")
    again = asked_turn(student, "还有呢", talk_id=first.talk_id, key=KEY + "-2")

    assert first.id == second.id
    assert more.id == again.id
    assert db.session.scalar(select(func.count(CoachTalk.id))) == 1


def test_a_race_of_the_same_form_is_one_question(student: Any, browser: Any, candidate: User) -> None:
    clients = [browser(candidate) for _ in range(5)]
    tokens = [client.token() for client in clients]
    fields = {"question": QUESTION, "ask_key": KEY}
    works = iter(list(zip(clients, tokens, strict=True)))

    def send() -> None:
        client, token = next(works)
        assert client.post("/practice/coach", data={"csrf_token": token, **fields}).status_code == 303

    in_threads(send, 5)

    db.session.rollback()
    assert db.session.scalar(select(func.count(CoachTurn.id))) == 1
    assert model_tasks.pending_count() == 1


def test_twice_answered_is_once(student: Any, model: FakeModel) -> None:
    model.content = "第一次 [1]"
    turn = answered(asked_turn(student, QUESTION))
    model.content = "第二次 [1]"

    assert answered(turn).answer == "第一次 [1]"
    assert len(model.asked) == 1


def test_two_workers_ask_once(app: Flask, student: Any, model: FakeModel) -> None:
    turn_id = asked_turn(student, QUESTION).id

    def work() -> None:
        with app.app_context():
            answer_turn(turn_id)

    in_threads(work, 3)

    assert len(model.asked) == 1


def test_what_a_killed_worker_left_is_taken_up(student: Any) -> None:
    old, new = asked_turn(student, QUESTION), asked_turn(student, QUESTION)
    make_older(old, utcnow() - timedelta(minutes=3))

    ANSWER_COACH_TURN.take_up()

    assert reread(old).status == CommentStatus.FAILED
    assert reread(new).status == CommentStatus.WAITING


@pytest.mark.parametrize(
    "closed",
    [{"erase_at": utcnow() + timedelta(days=14)}, {"deleted_at": utcnow()}, {"status": UserStatus.DISABLED}],
)
def test_nothing_is_asked_for_a_closed_account_until_it_is_kept(
    student: Any, candidate: User, model: FakeModel, closed: dict[str, Any]
) -> None:
    model.content = "你写了 Python [1]。"
    turn = asked_turn(student, QUESTION)
    make_older(turn, utcnow() - timedelta(minutes=3))
    kept = {field: getattr(candidate, field) for field in closed}
    change(candidate, closed)

    answer_turn(turn.id)
    ANSWER_COACH_TURN.take_up()

    assert (model.asked, reread(turn).status) == ([], CommentStatus.WAITING)
    change(candidate, kept)
    ANSWER_COACH_TURN.take_up()
    assert reread(turn).status == CommentStatus.READY


def test_questions_of_closed_accounts_do_not_stand_in_the_way(
    student: Any, browser: Any, candidate: User, other_candidate: User
) -> None:
    moment = utcnow() - timedelta(minutes=3)
    first = asked_turn(student, QUESTION)
    make_older(first, moment)
    with transaction():
        for number in range(AT_ONCE):
            db.session.add(
                CoachTurn(
                    talk_id=first.talk_id, user_id=candidate.id, ask_key=f"k{number}", question="?", created_at=moment,
                )
            )  # fmt: skip
    turn = asked_turn(browser(other_candidate), QUESTION)
    make_older(turn, moment)
    change(candidate, {"erase_at": utcnow() + timedelta(days=14)})

    ANSWER_COACH_TURN.take_up()

    assert reread(turn).status == CommentStatus.FAILED


def test_after_three_workers_it_is_given_up(student: Any, model: FakeModel) -> None:
    turn = asked_turn(student, QUESTION)
    redis_store.client.set(f"coach:tries:{turn.id}:{turn.ask_key}", 3)

    assert answered(turn).reason == "given_up"
    assert model.asked == []


def test_a_conversation_deleted_while_it_is_answered_stays_deleted(student: Any, model: FakeModel) -> None:
    turn = asked_turn(student, QUESTION)
    token = student.token()

    def deleting(body: dict[str, Any]) -> str:
        student.post(f"{talk_path(turn)}/deletion", data={"csrf_token": token})
        return "太晚了 [1]"

    model.content = deleting
    answer_turn(turn.id)

    db.session.rollback()
    assert db.session.scalar(select(func.count(CoachTurn.id))) == 0


def test_an_answer_never_reaches_the_question_that_got_the_number_of_a_deleted_one(
    student: Any, browser: Any, other_candidate: User, model: FakeModel
) -> None:
    turn = asked_turn(student, QUESTION)
    turn_id, path, token = turn.id, talk_path(turn), student.token()
    other = browser(other_candidate)
    other_token = other.token()

    def replacing(body: dict[str, Any]) -> str:
        student.post(f"{path}/deletion", data={"csrf_token": token})
        other.post("/practice/coach", data={"csrf_token": other_token, "question": "?", "ask_key": KEY})
        return "熟悉 Python [1]"

    model.content = replacing
    answer_turn(turn_id)

    db.session.rollback()
    row = db.session.execute(select(CoachTurn.question, CoachTurn.status, CoachTurn.answer)).one()
    assert tuple(row) == ("?", CommentStatus.WAITING, "")
    assert "Python" not in other.get(f"/practice/coach/turns/{newest_turn().id}").text
