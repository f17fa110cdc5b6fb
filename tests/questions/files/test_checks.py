"""What a file says is checked before anything is written."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.club.models import Club
from clubinterview.extensions import db
from clubinterview.questions.models import Question, QuestionStatus
from clubinterview.questions.starter import starter_files
from clubinterview.questions.tables import question_lines
from clubinterview.recruitment.models import DriveStatus
from tests import factories
from tests.questions.acts import acts, fresh, make_category, make_question, question_fields
from tests.questions.files.acts import HEADER, PLATFORM, check, confirm, counts, export, problems, refusal


def test_nothing_is_written_before_the_confirmation(window: Any) -> None:
    make_category(slug="a")

    page = check(window, f"{HEADER}\nx-1,a,teamwork,2,为什么？\n")
    assert db.session.scalars(select(Question)).all() == []
    confirm(window, page)

    [question] = db.session.scalars(select(Question))
    assert (question.ref, question.text_zh, question.status) == ("x-1", "为什么？", QuestionStatus.DRAFT)
    assert len(question.writer_ids) == 1
    assert "question.import" in acts()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(window: Any, encoding: str) -> None:
    make_category(slug="a")

    confirm(window, check(window, f"{HEADER}\nx-1,a,teamwork,2,为什么？\n".encode(encoding)))

    assert db.session.scalars(select(Question.text_zh)).all() == ["为什么？"]


def test_the_first_texts_are_shown_before_they_are_imported(window: Any) -> None:
    make_question(ref="x-0", category=make_category(slug="a"))
    rows = [f"x-{number},a,teamwork,2,第{number}题<b>" for number in range(5)]

    page = check(window, "\n".join([HEADER, *rows]))

    assert re.findall(r"<li><span>(.*?)</span>", page.text) == [
        f"第{number}题&lt;b&gt;" for number in (1, 2, 3)
    ]


def test_a_damaged_utf8_file_is_refused_with_its_line(window: Any) -> None:
    make_category(slug="a")
    damaged = "说说你的团队".encode()[:-2]

    for mark in (b"", b"\xef\xbb\xbf"):
        page = check(window, mark + f"{HEADER}\nx-1,a,teamwork,2,好\nx-2,a,teamwork,2,".encode() + damaged)
        assert re.search(r"\b3\b", refusal(page))


def test_every_starter_question_alone_is_read_in_both_encodings() -> None:
    for file in starter_files():
        for raw in file["questions"]:
            text = raw["zh"]["text"]
            for encoding in ("utf-8", "gb18030"):
                assert question_lines(f'{HEADER}\nx,a,teamwork,2,"{text}"'.encode(encoding))[1][1][4] == text


@pytest.mark.parametrize("text", ["好", "联通", "为什么？", "说说你的团队", "Café、“你好”"])
def test_short_texts_in_gb18030_are_not_taken_for_damaged_utf8(text: str) -> None:
    assert question_lines(f"{HEADER}\nx,a,teamwork,2,{text}".encode("gb18030"))[1][1][4] == text


def test_columns_that_a_file_lacks_stay(window: Any) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), sample_zh="例子")
    version = question.version

    page = check(window, f"{HEADER}\nx-1,a,teamwork,5,换了\n")
    confirm(window, page)

    assert counts(page) == [0, 1, 0]
    assert (fresh(question.id).text_zh, question.sample_zh, len(question.points)) == ("换了", "例子", 3)
    assert (question.status, question.difficulty) == (QuestionStatus.LIVE, 5)
    assert question.version != version


def test_errors_name_line_and_column_and_nothing_is_written(window: Any) -> None:
    make_category(slug="a")
    lines = [
        "ref,category,kind,difficulty,text_zh,tags,point1_weight,point1_zh",
        "good,a,teamwork,1,好,,,",
        'two,a,teamwork,1,"两\n行",,,',
        "x y,a,teamwork,1,字,,,",
        "a3,zzz,teamwork,1,字,,,",
        "a4,a,joke,1,字,,,",
        "a5,a,teamwork,6,字,,,",
        "a6,a,teamwork,1,,,,",
        f"a7,a,teamwork,1,{'长' * 501},,,",
        f"a8,a,teamwork,1,字,{'长' * 31},,",
        "a9,a,teamwork,1,字,,9,点",
        "b1,a,teamwork,1,字,,2,",
        "good,a,teamwork,1,字,,,",
        "b2,a,teamwork,1,字,,,,多",
        "b3,a,teamwork,1,字\x01,,,",
    ]

    page = check(window, "\n".join(lines))

    assert problems(page) == [
        ("5", "ref"), ("6", "category"), ("7", "kind"), ("8", "difficulty"), ("9", "text_zh"), ("10", "text_zh"),
        ("11", "tags"), ("12", "point1_weight"), ("13", "point1_zh"), ("14", "ref"), ("15", ""), ("16", "text_zh"),
    ]  # fmt: skip
    assert db.session.scalars(select(Question)).all() == []


@pytest.mark.parametrize(
    "item", ["C;D", "C；D", "C\tD", "C\x85D"], ids=["semicolon", "wide", "tab", "control"]
)
def test_an_item_that_a_form_would_not_keep_is_refused(window: Any, item: str) -> None:
    make_category(slug="a")

    assert problems(check(window, f"{HEADER},tags\nx-1,a,teamwork,2,字,{item} | e\n")) == [("2", "tags")]


def test_an_item_of_a_form_that_a_file_would_not_keep_is_refused(window: Any) -> None:
    fields = question_fields(make_category(slug="a"), follow_ups_zh="后来呢\t？")

    assert window.submit(f"{PLATFORM}/new", fields).status_code == 422


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_export_of_what_a_form_has_written_changes_nothing(window: Any, kind: str) -> None:
    lists = {"tags": "团队；团队；a,b", "follow_ups_zh": "先想；再做。\r\n后来呢？\r\n后来呢？"}
    window.submit(f"{PLATFORM}/new", question_fields(make_category(slug="a"), **lists))

    assert counts(check(window, export(window, kind))) == [0, 0, 1]
    [question] = db.session.scalars(select(Question))
    assert (question.tags, question.follow_ups_zh) == (["团队", "a,b"], ["先想；再做。", "后来呢？"])


@pytest.mark.parametrize(
    ("header", "column"),
    [("ref,category,kind,text_zh", "difficulty"), (f"{HEADER},points", "points"), (f"{HEADER},ref", "ref")],
)
def test_a_header_that_does_not_fit(window: Any, header: str, column: str) -> None:
    assert ("1", column) in problems(check(window, f"{header}\n1,2,3,4,5\n"))


def test_a_live_question_is_not_made_incomplete_by_a_file(window: Any) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"))

    page = check(window, f"{HEADER},point1_weight,point1_zh\nx-1,a,teamwork,2,字,3,点\n")

    assert problems(page) == [("2", "")]
    assert len(fresh(question.id).points) == 3


def test_a_retired_question_is_not_changed_by_a_file(window: Any) -> None:
    make_question(ref="x-1", category=make_category(slug="a"), status=QuestionStatus.RETIRED)

    assert problems(check(window, f"{HEADER}\nx-1,a,teamwork,2,字\n")) == [("2", "")]


def test_a_file_opens_no_panel_question_while_a_drive_runs(officers_window: Any, club: Club) -> None:
    factories.make_drive(club=club, status=DriveStatus.OPEN)
    make_question(club=club, ref=f"{club.slug}/x", category=make_category(slug="a"), is_for_panels=True)
    base = f"/manage/{club.slug}/questions"

    page = check(officers_window, f"{HEADER},for_panels\nx,a,teamwork,3,字,no\n", base)

    assert problems(page) == [("2", "")]


def test_a_file_does_not_publish(window: Any) -> None:
    make_category(slug="a")
    points = ",".join(f"point{number}_zh" for number in (1, 2, 3))

    confirm(window, check(window, f"{HEADER},status,{points}\nx-1,a,teamwork,2,字,live,甲,乙,丙\n"))

    assert db.session.scalars(select(Question.status)).all() == [QuestionStatus.IN_REVIEW]
