"""Files that are no table, that are damaged or that are too large are refused."""

import random
import re
import tracemalloc
import zipfile
from contextlib import suppress
from typing import Any
from unicodedata import normalize

import pytest
from sqlalchemy import select

from clubinterview.core.tables import reading
from clubinterview.core.tables.packages import DAMAGED, TOO_LARGE, TableRefused
from clubinterview.extensions import db
from clubinterview.questions import tables
from clubinterview.questions.models import LONGEST_SAMPLE, Question
from clubinterview.questions.tables import question_lines
from tests.questions.acts import make_category
from tests.questions.files.acts import (
    HEADER,
    ONE,
    check,
    confirm,
    counts,
    lines_of,
    problems,
    refusal,
    upload,
)
from tests.questions.files.workbook_acts import SHARED, SHEET, members_of, workbook_of, workbook_with, zip_of


def _with_entity() -> bytes:
    return workbook_with(SHEET, "<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet')


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xff\xff", f'{HEADER}\n"x'.encode(), b"PK\x03\x04 nothing", zip_of({"a.xml": b"<a/>"}),
        zip_of({"a": b"0" * 30_000_000}), zip_of({f"{number}.bin": b"" for number in range(300)}), _with_entity(),
        workbook_of(),
    ],
    ids=["no text", "open quotes", "no zip", "no workbook", "bomb", "many members", "entity", "no cells"],
)  # fmt: skip
def test_files_that_are_none_are_refused(window: Any, content: bytes) -> None:
    assert refusal(check(window, content))


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["zlib", "bz2", "lzma"]
)
def test_a_workbook_with_damaged_bytes_is_damaged(method: int) -> None:
    whole = zip_of(members_of(workbook_of(HEADER.split(","), ["字"] * 5)), method)
    chance = random.Random(1)
    for _ in range(60):
        damaged = bytearray(whole)
        for place in chance.sample(range(4, len(damaged)), 3):
            damaged[place] ^= chance.randrange(1, 256)
        with suppress(TableRefused):
            question_lines(bytes(damaged))


def test_a_workbook_in_an_unknown_encoding_is_damaged() -> None:
    members = members_of(workbook_of(HEADER.split(",")))
    content = zip_of({**members, SHEET: b'<?xml version="1.0" encoding="bogus-8"?>' + members[SHEET]})

    with pytest.raises(TableRefused) as refusal:
        question_lines(content)

    assert refusal.value.message is DAMAGED


def test_a_file_on_which_reading_breaks_down_is_refused(
    window: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(_text: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reading, "unguarded", break_down)

    page = check(window, ONE)

    assert refusal(page)
    assert "Refresh" not in page.headers
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("content", [b"", b" \n"], ids=["empty", "blank"])
def test_a_file_with_nothing_in_it_is_refused_at_once(window: Any, content: bytes) -> None:
    page = upload(window, content)

    assert page.status_code == 422
    assert "aria-invalid" in page.text


def test_a_workbook_with_numbers_is_read(window: Any) -> None:
    make_category(slug="a")

    confirm(window, check(window, workbook_of(HEADER.split(","), ["x-1", "a", "teamwork", 2.0, "字"])))

    assert db.session.scalars(select(Question.difficulty)).all() == [2]


def test_a_file_of_sixty_columns_is_looked_at(window: Any) -> None:
    header = ["ref"] * 59 + ["x" * reading.MOST_IN_A_CELL]

    pages = check(window, ",".join(header)), check(window, workbook_of(header))

    assert [problems(page)[0] for page in pages] == [("1", "category")] * 2
    assert [len(page.data) < 50_000 for page in pages] == [True] * 2


@pytest.mark.parametrize("content", [",".join("x" * 61), workbook_of(["x"] * 61)], ids=["csv", "xlsx"])
def test_a_file_of_more_columns_is_refused(window: Any, content: bytes | str) -> None:
    assert "60" in refusal(check(window, content))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", "</cellXfs>", "<xf/>" * 20_000 + "</cellXfs>"),
        ("xl/workbook.xml", "</sheets>", "<sheet/>" * 20_000 + "</sheets>"),
        (SHARED, "</sst>", "<si/>" * 544_000 + "</sst>"),
        (SHARED, "</sst>", "<x/>" * 20_001 + "</sst>"),
        (SHEET, "</row>", "<c/>" * 544_000 + "</row>"),
        (SHEET, "</sheetData>", "</sheetData>" + "<mergeCell/>" * 20_000),
    ],
    ids=["styles", "sheets", "shared texts", "other in shared texts", "cells", "other in a sheet"],
)
def test_a_workbook_of_far_too_many_elements_is_refused_unopened(part: str, old: str, new: str) -> None:
    noise = random.Random(1).randbytes(60_000)  # so that the package is not packed too well
    content = zip_of({**members_of(workbook_with(part, old, new)), "noise.bin": noise})

    with pytest.raises(TableRefused) as refusal:
        question_lines(content)

    assert refusal.value.message is TOO_LARGE


def test_a_part_by_another_name_is_counted_too() -> None:
    members = members_of(workbook_with("xl/workbook.xml", "</sheets>", "<sheet/>" * 20_000 + "</sheets>"))
    members["xl/workbook.bin"] = members.pop("xl/workbook.xml")
    types = members["[Content_Types].xml"].replace(b"/xl/workbook.xml", b"/xl/workbook.bin")

    with pytest.raises(TableRefused) as refusal:
        question_lines(zip_of({**members, "[Content_Types].xml": types}))

    assert refusal.value.message is TOO_LARGE


def _shared(text: str, rows: int) -> bytes:
    """A workbook in which all cells of these rows, thirty in each, share one text."""
    row = "<row>" + '<c t="s"><v>0</v></c>' * 30 + "</row>"
    cells = workbook_with(SHEET, "</sheetData>", row * rows + "</sheetData>")
    content = workbook_with(SHARED, "</sst>", f"<si><t>{text}</t></si></sst>", content=_listed_shared(cells))
    return zip_of({**members_of(content), "noise.bin": random.Random(1).randbytes(400_000)})


def _listed_shared(content: bytes) -> bytes:
    """The workbook, the shared texts of which are named among its parts."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/{SHARED}" ContentType="{kind}"/></Types>'
    return workbook_with("[Content_Types].xml", "</Types>", part, content=content)


@pytest.mark.parametrize("text", ["'=", "x&#13;&#10;", " "], ids=["guarded", "lines", "blank"])
def test_a_text_that_is_too_long_is_refused_before_it_is_copied(text: str) -> None:
    content = _shared(text * 1_000_000, 4000)
    tracemalloc.start()

    with pytest.raises(TableRefused, match=r"2.*\bA\b"):
        question_lines(content)

    most_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most_bytes < 100_000_000


def test_texts_that_are_too_much_together_are_refused() -> None:
    text = "'=" + "x" * (reading.MOST_IN_A_CELL - 2)

    with pytest.raises(TableRefused) as refusal:
        question_lines(_shared(text, 200))

    assert refusal.value.message is TOO_LARGE


def test_a_long_cell_of_a_csv_file_is_named_too() -> None:
    with pytest.raises(TableRefused, match=r"2.*\bD\b"):
        lines_of(f"x,x,x,{'x' * (reading.MOST_IN_A_CELL + 1)}")


def test_as_many_signs_as_a_sample_answer_may_be_written_in_are_read(window: Any) -> None:
    make_category(slug="a")
    sample = normalize("NFD", "ệ" * LONGEST_SAMPLE)

    confirm(window, check(window, f"{HEADER},sample_en\nx-1,a,teamwork,2,字,{sample}\n"))

    assert db.session.scalars(select(Question.sample_en)).all() == ["ệ" * LONGEST_SAMPLE]


def test_marks_stacked_on_one_letter_are_refused_before_they_are_put_in_order(window: Any) -> None:
    make_category(slug="a")
    marks = "\u0327\u0301" * 16

    page = check(window, f"{HEADER}\nx-1,a,teamwork,2,字{marks}\n")

    assert problems(page) == [("2", "text_zh")]


def test_a_large_export_can_be_imported(window: Any) -> None:
    make_category(slug="a")
    rows = [f"x-{number},a,teamwork,2,字,{'长' * 2000}" for number in range(1600)]
    content = "\n".join([f"{HEADER},sample_zh", *rows]).encode()

    assert 9_500_000 < len(content) < reading.MOST_BYTES
    assert counts(check(window, content)) == [1600, 0, 0]


def test_a_file_that_is_too_large_is_told_so(window: Any) -> None:
    page = upload(window, f"{HEADER}\n".encode() + b" " * reading.MOST_BYTES + b"x")

    assert page.status_code == 422
    assert re.search(r'class="error"[^>]*>[^<]*10 MB', page.text)


def test_too_many_rows(window: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_category(slug="a")
    rows = "".join(f"x-{number},a,teamwork,2,字\n" for number in range(3))
    monkeypatch.setattr(tables, "MOST_QUESTIONS", 2)
    assert "3000" in refusal(check(window, f"{HEADER}\n{rows}"))
    monkeypatch.setattr(tables, "MOST_QUESTIONS", 3)
    assert counts(check(window, f"{HEADER}\n{rows}")) == [3, 0, 0]
