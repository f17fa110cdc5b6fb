"""Finding passages: the right ones first, the same each time, and nothing that is somebody else's."""

from datetime import timedelta
from typing import Any

import pytest
from flask_babel import force_locale

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Role
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.practice.coach.answering import answer_turn
from clubinterview.practice.coach.bm25 import Counted, ranked, words_of
from clubinterview.practice.coach.collection import Passage
from clubinterview.practice.coach.retrieval import find_passages
from clubinterview.practice.models import AnswerStatus, MockInterview, MockStatus
from clubinterview.questions.models import QuestionStatus
from clubinterview.recruitment.models import Drive, DriveStatus
from tests.counting import counted
from tests.factories import (
    make_application,
    make_club,
    make_drive,
    make_membership,
    make_resume,
    make_school,
    make_user,
)
from tests.practice import acts as practice
from tests.practice.coach_acts import asked_turn, make_answer, make_question, reread
from tests.practice.fake_model import FakeModel

MARK = "xylophonewhale"  # a word that stands nowhere else


def found(user: User, question: str = MARK) -> list[Passage]:
    with force_locale(user.locale):
        return find_passages(user, question)


def paths(user: User, question: str = MARK) -> list[str]:
    return [passage.path for passage in found(user, question)]


def drive_saying(body: str, club: Club, **fields: Any) -> Drive:
    drive = make_drive(club=club, **fields)
    with transaction():
        drive.body = body
    return drive


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("怎么组织比赛", 0),
        ("Which database do I know?", 1),
        ("视频剪辑", 2),
        ("DATABASES", 1),
        ("ｄａｔａｂａｓｅ", 1),
    ],
)
def test_the_best_text_comes_first(question: str, best: int) -> None:
    texts = ["我组织了一次算法比赛，一百人参加。", "I know the database MySQL.", "我会视频剪辑和拍摄。"]

    assert ranked(words_of(question), [Counted.of(text) for text in texts])[0][0] == best


def test_a_question_of_words_that_stand_everywhere_finds_nothing() -> None:
    assert (
        ranked(words_of("这是什么？ what is the"), [Counted.of("这是一个什么"), Counted.of("what is the")])
        == []
    )


@pytest.mark.parametrize("text", ["the IT department", "IT部", "ＩＴ 部门"])
def test_a_field_that_looks_like_a_pronoun_is_a_word(text: str) -> None:
    assert "IT" in words_of(text)
    assert "IT" not in words_of("It is what it does, and IT'S ITEM 1.")


def test_equal_texts_keep_their_order() -> None:
    texts = [Counted.of("Python 很好")] * 3

    assert [index for index, _ in ranked(words_of("Python"), texts)] == [0, 1, 2]


def test_the_collection_holds_what_is_the_persons_and_what_is_public(candidate: User, club: Club) -> None:
    make_resume(user=candidate, text=f"{MARK} 简历")
    answer = make_answer(user=candidate, text=f"{MARK} 回答")
    with transaction():
        club.description = f"{MARK} 社团"
    drive = drive_saying(MARK, club)
    question = make_question(text=f"{MARK} 问题？")

    assert set(paths(candidate)) == {
        "/resume",
        f"/practice/sessions/{answer.mock_id}/report",
        f"/clubs/{club.slug}",
        f"/drives/{drive.id}",
        f"/practice/questions/{question.id}",
    }


def test_what_an_answer_left_out_is_found(candidate: User) -> None:
    answer = make_answer(user=candidate)

    texts = [passage.text for passage in found(candidate, "最后的结果") if passage.kind == "practice"]

    assert len(texts) == 1
    assert texts[0].endswith("最后的结果")
    assert answer.text in texts[0]


def test_the_same_question_finds_the_same_each_time(candidate: User) -> None:
    for number in range(8):
        make_answer(user=candidate, text=f"{MARK} {number}")

    assert len({tuple(found(candidate)) for _ in range(3)}) == 1


def test_titles_come_in_the_persons_language(candidate: User) -> None:
    make_resume(user=candidate, text=MARK)
    with transaction():
        candidate.locale = "en"

    assert found(candidate)[0].title == "My resume"


def test_long_texts_are_found_in_pieces(candidate: User) -> None:
    make_resume(user=candidate, text="别的话。" * 300 + f"\n{MARK} 在后面。\n" + "还有话。" * 300)

    passage = found(candidate)[0]

    assert MARK in passage.text
    assert len(passage.text) <= 500


def test_one_kind_leaves_room_for_the_others(candidate: User) -> None:
    for number in range(10):
        make_question(text=f"{MARK} {number}？")
    make_resume(user=candidate, text=f"很多别的话在这里面，{MARK} 只有一次，所以它排在后面。")

    kinds = [passage.kind for passage in found(candidate)]

    assert kinds.count("question") == 5
    assert kinds.count("resume") == 1


def test_the_kept_bank_of_a_member_is_not_shown_to_others(candidate: User, other_candidate: User) -> None:
    club = make_club()
    make_membership(club=club, user=candidate)
    question = make_question(text=f"{MARK}？", club=club)

    assert paths(candidate) == [f"/practice/questions/{question.id}"]
    assert paths(other_candidate) == []


def test_the_bank_is_read_anew_when_a_question_changes(candidate: User) -> None:
    question = make_question(text="一个老问题？")
    assert paths(candidate) == []
    with transaction():
        question.text_zh = f"{MARK}？"

    assert paths(candidate) == [f"/practice/questions/{question.id}"]
    with transaction():
        question.status = QuestionStatus.RETIRED
    assert paths(candidate) == []


def test_finding_costs_the_same_for_one_and_for_many(candidate: User, club: Club) -> None:
    make_resume(user=candidate, text=MARK)
    for number in range(5):
        make_answer(user=candidate, text=f"{MARK} {number}")
        drive_saying(MARK, club)
        make_club(school=club.school)

    with counted() as count:
        assert found(candidate)

    assert count.sql <= 9
    assert count.written == []


def hide(kind: str, candidate: User, other: User, club: Club) -> None:
    """Write the mark where the candidate may not read it."""
    elsewhere = make_club(school=make_school())
    if kind == "resume of another":
        make_resume(user=other, text=MARK)
    elif kind == "practice of another":
        make_answer(user=other, text=MARK)
    elif kind == "resume of before":
        make_resume(user=candidate, text=MARK)
        with transaction():
            resume = candidate_resume(candidate)
            resume.is_current, resume.deleted_at = None, utcnow()
    elif kind == "answer of another's session":
        answer = make_answer(user=other)
        with transaction():
            answer.user_id, answer.text = candidate.id, MARK
    elif kind == "session that goes on":
        answer = make_answer(user=candidate, text=MARK)
        with transaction():
            session_of(answer.mock_id).status = MockStatus.RUNNING
    elif kind == "skipped answer":
        make_answer(user=candidate, text=MARK, status=AnswerStatus.SKIPPED)
    elif kind == "club of another school":
        with transaction():
            elsewhere.description = MARK
    elif kind == "drive of another school":
        drive_saying(MARK, elsewhere)
    elif kind == "draft of a drive":
        drive_saying(MARK, club, status=DriveStatus.DRAFT)
    elif kind == "archived drive":
        drive_saying(MARK, club, status=DriveStatus.ARCHIVED)
    elif kind == "draft of a question":
        make_question(text=MARK, status=QuestionStatus.DRAFT)
    elif kind == "question for panels":
        make_question(text=MARK, club=club, is_for_panels=True)
    elif kind == "question of another school's club":
        make_question(text=MARK, club=elsewhere)
    elif kind == "application of another":
        make_application(drive=make_drive(club=club), user=other, resume=make_resume(user=other, text=MARK))


def candidate_resume(user: User) -> Any:
    from clubinterview.resume.services import current_resume

    return current_resume(user.id)


def session_of(mock_id: int) -> MockInterview:
    from clubinterview.extensions import db

    return db.session.get_one(MockInterview, mock_id)


HIDDEN = [
    "resume of another", "practice of another", "resume of before", "answer of another's session",
    "session that goes on", "skipped answer", "club of another school", "drive of another school",
    "draft of a drive", "archived drive", "draft of a question", "question for panels",
    "question of another school's club", "application of another",
]  # fmt: skip


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_is_not_the_persons_is_never_found(
    candidate: User, other_candidate: User, club: Club, kind: str
) -> None:
    hide(kind, candidate, other_candidate, club)

    assert found(candidate) == []


@pytest.mark.parametrize("role", ["student", "officer", "administrator", "owner"])
def test_nobody_finds_or_sends_what_another_has_practised(
    browser: Any, candidate: User, club: Club, model: FakeModel, role: str
) -> None:
    make_resume(user=candidate, text=f"{MARK} 的简历 Python")
    make_answer(user=candidate, text=f"{MARK} 的回答 Python")
    asked_turn(browser(candidate), f"{MARK} 的问题 Python")
    make_application(drive=make_drive(club=club), user=candidate, resume=candidate_resume(candidate))
    reader = make_user(school=club.school, name="读者", is_superuser=role == "administrator")
    if role in {"officer", "owner"}:
        make_membership(club=club, user=reader, role=Role(role))
    make_resume(user=reader, text="我的 Python 简历")
    model.content = "你会 Python [1]"
    student = browser(reader)

    turn = asked_turn(student, "谁的简历和回答里有 Python 鲸鱼 xylophone？")
    answer_turn(turn.id)
    turn = reread(turn)

    assert turn.passages
    assert MARK not in str(turn.passages)
    assert MARK not in model.sent
    assert MARK not in student.get(f"/practice/coach/{turn.talk_id}").text
    assert MARK not in student.get("/practice/coach").text


def test_old_talks_of_the_person_stay_within_their_conversation(
    browser: Any, candidate: User, model: FakeModel
) -> None:
    make_resume(user=candidate, text="我会 Python")
    student = browser(candidate)
    answer_turn(asked_turn(student, f"Python {MARK}").id)
    model.asked.clear()

    answer_turn(asked_turn(student, "Python？").id)

    assert MARK not in model.sent


def test_rjieba_is_not_loaded_by_the_web() -> None:
    import subprocess
    import sys

    code = "import sys; from clubinterview.app import create_app; create_app(); assert 'rjieba' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"CLUBINTERVIEW_ENV": "testing", "PATH": "/usr/bin:/bin"}, timeout=60,
        capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr


def test_a_drive_that_is_closed_is_still_found(candidate: User, club: Club) -> None:
    drive = drive_saying(MARK, club, status=DriveStatus.CLOSED, closes_at=utcnow() - timedelta(days=1))

    assert paths(candidate) == [f"/drives/{drive.id}"]


def test_a_question_about_oneself_finds_the_own_practice_first(candidate: User) -> None:
    practice.finished(candidate)
    for number in range(5):
        practice.make_question(text_zh=f"团队合作中缺少分工怎么办，团队合作{number}？")

    assert found(candidate, "我的团队合作回答缺了什么？")[0].kind == "practice"
    assert found(candidate, "团队合作缺少分工怎么办？")[0].kind == "question"
