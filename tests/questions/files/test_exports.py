"""Questions to files and back: a file of a bank changes nothing in it."""

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.tables.writing import xlsx_of
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.questions.models import Question, QuestionStatus
from clubinterview.questions.starter import load_starter_bank
from clubinterview.questions.tables import COLUMNS, question_lines
from tests import factories
from tests.questions.acts import acts, fresh, make_category, make_question, question_fields
from tests.questions.files.acts import (
    HEADER,
    PLATFORM,
    check,
    confirm,
    counts,
    export,
    problems,
    upload,
)

RISKY = ["=1+1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", "'=1", "''-1"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_importing_the_export_of_the_starter_bank_changes_nothing(window: Any, kind: str) -> None:
    with transaction():
        many = load_starter_bank()

    page = check(window, export(window, kind))

    assert counts(page) == [0, 0, many]
    assert counts(confirm(window, page)) == [0, 0, many]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_any_text_comes_back_as_it_was(window: Any, kind: str) -> None:
    text = '第一行\n第二行，“引号" ; 逗号,😀𠮷'
    question = make_question(
        text_zh=text,
        tags=RISKY[:8],
        source="'=SUM(A1)",
        points=[{"weight": 5, "zh": risky, "en": "", "also_zh": RISKY, "also_en": []} for risky in RISKY[:4]],
    )
    make_question(text_zh="=cmd|' /C calc'!A0", status=QuestionStatus.DRAFT, points=[])

    assert counts(check(window, export(window, kind))) == [0, 0, 2]
    assert fresh(question.id).text_zh == text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_platform_export_goes_into_a_club_and_twice_is_once(
    window: Any, officers_window: Any, club: Club, kind: str
) -> None:
    make_question(ref="teamwork-01")
    base, content = f"/manage/{club.slug}/questions", export(window, kind)

    first = check(officers_window, content, base)
    confirm(officers_window, first, base)

    assert counts(first) == [1, 0, 0]
    assert counts(check(officers_window, content, base)) == [0, 0, 1]
    [copy] = db.session.scalars(select(Question).where(Question.club_id == club.id))
    assert (copy.ref, copy.status) == (f"{club.slug}/teamwork-01", QuestionStatus.IN_REVIEW)


def test_a_club_export_goes_into_the_platform_and_twice_is_once(
    window: Any, officers_window: Any, club: Club
) -> None:
    make_question(club=club, ref=f"{club.slug}/x")
    content = export(officers_window, "csv", f"/manage/{club.slug}/questions")

    confirm(window, check(window, content))

    assert counts(check(window, content)) == [0, 0, 1]


def test_an_export_holds_only_the_bank(officers_window: Any, club: Club) -> None:
    mine = make_question(club=club)
    make_question()
    make_question(club=factories.make_club())

    content = export(officers_window, "csv", f"/manage/{club.slug}/questions")

    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["ref"] for row in rows] == [mine.ref]
    assert "question.export" in acts()


@pytest.mark.parametrize("risky", RISKY)
def test_no_cell_of_an_export_runs(window: Any, risky: str) -> None:
    make_question(text_zh=risky, tags=[risky])

    book = load_workbook(io.BytesIO(export(window, "xlsx")))
    table = list(csv.reader(io.StringIO(export(window, "csv").decode("utf-8-sig"))))

    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} <= {"s", "inlineStr"}
    values = [str(cell.value) for cell in cells if cell.value] + [cell for row in table for cell in row]
    assert f"'{risky}" in values
    assert [value for value in values if value[:1] and value[0] in "=+-@＝＋－＠"] == []


@pytest.mark.parametrize("text", ["12", "1e5", "#N/A", "<b>&amp;", " 两边 ", "TRUE", "2026-01-01"])
def test_a_workbook_holds_texts_whatever_they_look_like(text: str) -> None:
    rows = [["ref", text, ""], [text, "", text]]
    content = xlsx_of(rows, "a & b")

    book = load_workbook(io.BytesIO(content))

    assert (book.active.title, question_lines(content)) == ("a & b", [(1, rows[0][:2]), (2, rows[1])])
    assert {cell.data_type for row in book.active for cell in row if cell.value} <= {"s", "inlineStr"}


@pytest.mark.parametrize("character", ["\uffff", "\ufffe", "\x01"], ids=["ffff", "fffe", "control"])
def test_what_xml_cannot_hold_is_left_out_of_a_workbook(window: Any, character: str) -> None:
    make_question(text_zh=f"介绍{character}自己")

    rows = question_lines(export(window, "xlsx"))

    assert rows[1][1][COLUMNS.index("text_zh")] == "介绍自己"


@pytest.mark.parametrize("character", ["\uffff", "\ufffe"], ids=["ffff", "fffe"])
def test_a_question_with_what_xml_cannot_hold_is_not_saved(window: Any, character: str) -> None:
    fields = question_fields(make_category(slug="a"), text_zh=f"介绍{character}自己")

    assert window.submit(f"{PLATFORM}/new", fields).status_code == 422
    assert problems(check(window, f"{HEADER}\nx-1,a,teamwork,2,介{character}绍\n")) == [("2", "text_zh")]
    assert db.session.scalars(select(Question)).all() == []


def test_an_export_is_a_file_to_keep(window: Any) -> None:
    answer = window.submit(f"{PLATFORM}/export/csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="questions-platform-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_ten_exports_an_hour(window: Any) -> None:
    for _ in range(10):
        export(window, "csv")

    assert window.submit(f"{PLATFORM}/export/csv").status_code == 429


def test_exports_and_imports_are_for_those_who_work_on_the_bank(
    browser: Any, owner: User, interviewer: User, outsider: User, club: Club
) -> None:
    paths = (PLATFORM, owner, 404), (f"/manage/{club.slug}/questions", interviewer, 403), (
        f"/manage/{club.slug}/questions", outsider, 404,
    )  # fmt: skip
    for base, person, status in paths:
        assert browser(person).submit(f"{base}/export/csv").status_code == status
        assert browser(person).submit(f"{base}/files/confirmation", {"ticket": "x"}).status_code == status
        assert upload(browser(person), "x", base).status_code == status
