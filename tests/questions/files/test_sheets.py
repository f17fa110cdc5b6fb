"""The rows, places and formulas of a workbook."""

import io
from typing import Any

import pytest
from openpyxl import Workbook

from clubinterview.core.tables.packages import DAMAGED, MAIN, TableRefused
from clubinterview.questions.tables import question_lines
from tests.questions.acts import make_category, make_question
from tests.questions.files.acts import (
    HEADER,
    check,
    refusal,
)
from tests.questions.files.workbook_acts import SHEET, members_of, workbook_of, workbook_with, zip_of


def _cells(**values: Any) -> bytes:
    """A workbook with something in these cells."""
    book, file = Workbook(), io.BytesIO()
    for place, value in values.items():
        book.active[place] = value
    book.save(file)
    return file.getvalue()


def test_rows_are_read_however_many_are_empty_between() -> None:
    assert question_lines(_cells(A1="ref", A99999="x")) == [(1, ["ref"]), (99999, ["x"])]


def test_rows_are_read_whatever_the_sheet_says_of_its_size() -> None:
    content = workbook_with(SHEET, 'ref="A1:A3"', 'ref="A1:A1"', content=_cells(A1="ref", A3="x"))

    assert question_lines(content) == [(1, ["ref"]), (3, ["x"])]


def test_formatted_rows_without_text_do_not_count() -> None:
    content = workbook_with(
        SHEET, "</sheetData>", '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    )

    assert question_lines(content) == [(1, HEADER.split(","))]


@pytest.mark.parametrize("place", ["A100001", "XFD1048576", "BI2"])
def test_a_text_far_away_is_not_left_out_silently(place: str) -> None:
    with pytest.raises(TableRefused, match="100,000|60"):
        question_lines(_cells(A1="ref", **{place: "x"}))


def test_rows_of_other_parts_may_stand_in_any_order() -> None:
    link = f'<externalLink xmlns="{MAIN}"><row r="2"/><row r="1"/></externalLink>'.encode()
    members = members_of(workbook_of(HEADER.split(",")))

    lines = question_lines(zip_of({**members, "xl/externalLinks/externalLink1.xml": link}))

    assert lines == [(1, HEADER.split(","))]


@pytest.mark.parametrize("row", ['<row r="1">', '<row r="-1">', '<row r="x">'])
def test_a_row_out_of_its_place_is_not_left_out_silently(row: str) -> None:
    text = '<c t="inlineStr"><is><t>x</t></is></c>'

    with pytest.raises(TableRefused) as refusal:
        question_lines(workbook_with(SHEET, "</sheetData>", f"{row}{text}</row></sheetData>"))

    assert refusal.value.message is DAMAGED


FOOTER = "<headerFooter><oddFooter>Page</oddFooter></headerFooter>"
FORMULA = '<row r="2"><c r="C2" {}><f>UPPER("x")</f>{}</c></row></sheetData>'


@pytest.mark.parametrize(
    "cell",
    [("", ""), ("", "<v/>"), ('t="e"', "<v>#NAME?</v>")],
    ids=["no value", "an empty value", "an error"],
)
def test_a_formula_without_its_result_is_named(cell: tuple[str, str]) -> None:
    with pytest.raises(TableRefused, match=r"2.*\bC\b"):
        question_lines(workbook_with(SHEET, "</sheetData>", FORMULA.format(*cell) + FOOTER))


@pytest.mark.parametrize(
    ("cell", "result"),
    [(('t="str"', "<v>X</v>"), "X"), (("", "<v>4</v>"), "4"), (('t="str"', "<v></v>"), "")],
    ids=["text", "number", "empty text"],
)
def test_a_formula_is_read_as_its_result(cell: tuple[str, str], result: str) -> None:
    content = workbook_with(
        SHEET, "</sheetData>", FORMULA.format(*cell).replace("</c>", '</c><c r="D2"><v>1</v></c>')
    )

    assert question_lines(content)[1] == (2, ["", "", result, "1"])


def test_a_formula_that_no_program_has_reckoned_blanks_no_text(window: Any) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), text_en="keep me")
    row = ["x-1", "a", "teamwork", 3, question.text_zh, '=UPPER("keep me")']

    assert refusal(check(window, workbook_of([*HEADER.split(","), "text_en"], row)))
