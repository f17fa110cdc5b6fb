"""Tables in files: what is written comes back as it was, runs nothing, and is compared by its header."""

import io
import subprocess
import sys
import zipfile

import pytest
from openpyxl import load_workbook

from clubinterview.core.tables.plans import MOST_PROBLEMS, Header, Plan, Problem
from clubinterview.core.tables.reading import BrokenLine, Line, csv_lines, lines_of
from clubinterview.core.tables.writing import csv_of, xlsx_of

HOSTILE_XML = (
    '<r></is></c><c r="B1"><f>HYPERLINK("https://evil.example")</f></c><c r="C1" t="inlineStr"><is></r>'
)
TEXTS = [
    "=1+1", "'=1+1", "<r><t>x</t></r>", "'<r>x</r>", HOSTILE_XML, "_x0041_", "_x005F_x0041_", "x005F_", "_x000D_",
    "https://example.com", "mailto:a@example.com", "{=A1}", "1e5", "  two  ", "a\nb", "字" * 8000,
]  # fmt: skip


def read(content: bytes) -> list[Line]:
    return lines_of(content, most_rows=3000, too_many="too many")


@pytest.mark.parametrize("write", [lambda rows: xlsx_of(rows, "a"), csv_of], ids=["xlsx", "csv"])
def test_texts_come_back_as_they_were(write) -> None:
    rows = [["a", "b"], *([text, "end"] for text in TEXTS)]

    assert [cells for _, cells in read(write(rows))] == rows


def test_line_ends_of_other_systems_become_ours_in_a_workbook() -> None:
    assert read(xlsx_of([["a\r\nb", "c\rd"]], "a")) == [(1, ["a\nb", "c\nd"])]


@pytest.mark.parametrize("text", TEXTS)
def test_a_workbook_holds_nothing_but_texts(text: str) -> None:
    content = xlsx_of([[text]], "a")

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in archive.namelist() if "rels" in name and "sheet" in name]
    assert "<f" not in sheet
    [cell] = [cell for row in load_workbook(io.BytesIO(content)).active for cell in row]
    assert (cell.data_type in {"s", "inlineStr"}, cell.hyperlink) == (True, None)


def test_rows_and_cells_without_a_text_keep_their_places() -> None:
    assert read(xlsx_of([["a"], [], ["", "b"]], "a")) == [(1, ["a"]), (3, ["", "b"])]


def test_a_cell_that_no_workbook_holds_is_not_cut() -> None:
    with pytest.raises(ValueError, match="row 1, column 2"):
        xlsx_of([["a", "x" * 32_768]], "a")


def test_a_line_is_named_by_where_it_begins() -> None:
    assert list(csv_lines('\ufeffa\n"b\nc"\n\nd\n')) == [(1, ["a"]), (2, ["b\nc"]), (4, []), (5, ["d"])]


def test_a_line_that_is_no_csv_is_named() -> None:
    with pytest.raises(BrokenLine) as broken:
        list(csv_lines('a\n"b'))

    assert (broken.value.line, broken.value.reason) == (2, "unexpected end of data")


def test_a_header_says_what_is_wrong_with_it() -> None:
    header = Header(["b", "x", "b", "y"], columns="abc", needed="ab")

    assert (header.unknown, header.doubled, header.missing) == ([2, 4], ["b"], ["a"])
    assert not header.is_sound


def test_cells_are_named_by_the_header() -> None:
    header = Header(["b", "a"], columns="abc", needed="ab")

    assert header.is_sound
    assert header.by_name(["1"]) == {"b": "1", "a": ""}
    assert header.by_name(["1", "2", "3"]) == {"b": "1", "a": "2"}


def test_the_first_problems_are_shown_in_the_order_of_the_file() -> None:
    plan = Plan()
    for line in range(MOST_PROBLEMS + 10, 1, -1):
        plan.refuse(line, "wrong", "b")
    plan.refuse(2, "wrong", "a")

    plan.sort_problems()

    assert len(plan.problems) == MOST_PROBLEMS
    assert plan.problems[:2] == [Problem(2, "a", "wrong"), Problem(2, "b", "wrong")]


def test_reading_and_writing_csv_loads_no_library_for_workbooks() -> None:
    program = (
        "import sys; from clubinterview.core.tables import reading, writing; "
        "reading.lines_of(writing.csv_of([['a']]), most_rows=1, too_many=''); "
        "print(sorted({'openpyxl', 'xlsxwriter'} & set(sys.modules)))"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)

    assert ended.stdout == "[]\n"
