"""Tables as files: XLSX and CSV read into rows of plain texts, and written so that no cell can run anything.

openpyxl takes 20 MB, so only a process that meets an XLSX file loads it.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.parsers import expat

from flask_babel import lazy_gettext as _l

from clubinterview.practice.bank.sheet_packages import DAMAGED, Extent, SheetRefused, check_package

MOST_BYTES = 10_000_000  # below UPLOAD_MAX_CONTENT_LENGTH
MOST_ROWS = 3000
MOST_COLUMNS = 60
FARTHEST_ROW = 100_000  # empty ones between are skipped, and cost time

# What a spreadsheet would take for a formula, in ASCII and full width, and what it skips before one.
RISKY = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
GUARDED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TOO_MANY_COLUMNS = _l("A file has at most 60 columns.")

Line = tuple[int, list[str]]


def guarded(text: str) -> str:
    """Return a cell that begins with nothing that a spreadsheet runs; `unguarded` is its opposite."""
    return f"'{text}" if RISKY.match(text) else text


def unguarded(text: str) -> str:
    """Return the text of a cell that `guarded` has made."""
    return text[1:] if GUARDED.match(text) else text


def xlsx_of(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Return a workbook of one sheet with only text cells."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([_text_cell(sheet, guarded(text)) for text in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the rows as CSV in UTF-8 with its mark, as spreadsheets know it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([guarded(text) for text in row])
    return file.getvalue().encode("utf-8-sig")


def check_size(content: bytes) -> None:
    """Raise SheetRefused when there is nothing in a file, or too much to be looked at."""
    if not content.strip():
        raise SheetRefused(_l("This file is empty."))
    if len(content) > MOST_BYTES:
        raise SheetRefused(_l("A file has at most 10 MB."))


def lines_of(content: bytes) -> list[Line]:
    """Return (line number, cells) of each line of an XLSX or CSV file that is not empty.

    CSV is UTF-8 (with or without its mark) or GB18030.  Raises SheetRefused.
    """
    lines: list[Line] = []
    for number, cells in _xlsx_lines(content) if content.startswith(b"PK\x03\x04") else _csv_lines(content):
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise SheetRefused(TOO_MANY_COLUMNS)
        if len(lines) > MOST_ROWS:
            raise SheetRefused(_l("A file has at most 3,000 questions."))
        lines.append((number, [unguarded(cell) for cell in cells]))
    if not lines:
        raise SheetRefused(_l("This file is empty."))
    return lines


def _text_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, NOT_IN_XML.sub("", text))
    cell.data_type = "s"  # also where it looks like a formula
    return cell


def _csv_lines(content: bytes) -> Iterator[Line]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetRefused(_l("The file is neither UTF-8 nor GB18030."))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise SheetRefused(
            _l("Line %(line)d is not CSV. Please check its quotation marks.", line=reader.line_num)
        ) from error


def _xlsx_lines(content: bytes) -> Iterator[Line]:
    """Yield the lines of the first sheet. The package is looked through before openpyxl opens it."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            extents = check_package(archive)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            extent = extents[sheet._worksheet_path]
            _check_extent(extent)
            if not extent.rows:
                return
            rows = sheet.iter_rows(max_row=extent.rows, max_col=MOST_COLUMNS, values_only=True)
            yield from ((number, [_plain(cell) for cell in row]) for number, row in enumerate(rows, 1))
        finally:
            book.close()
    except (
        zipfile.BadZipFile, InvalidFileException, expat.ExpatError, KeyError, IndexError, ValueError, TypeError,
        AttributeError, EOFError, NotImplementedError, RuntimeError, SyntaxError, OverflowError,
    ) as error:  # fmt: skip
        raise SheetRefused(DAMAGED) from error


def _check_extent(extent: Extent) -> None:
    """Raise SheetRefused when cells of the sheet would be left out, or read as empty."""
    from openpyxl.utils import get_column_letter

    if not extent.is_sound:
        raise SheetRefused(DAMAGED)
    if extent.columns > MOST_COLUMNS:
        raise SheetRefused(TOO_MANY_COLUMNS)
    if extent.rows > FARTHEST_ROW:
        raise SheetRefused(_l("Something stands below row 100,000. Please delete it or move it up."))
    if extent.unsolved is not None:
        line, column = extent.unsolved
        raise SheetRefused(
            _l(
                "Line %(line)d, column %(column)s: this formula has no result. Please write the text instead of it.",
                line=line,
                column=get_column_letter(column),
            )
        )


def _plain(value: Any) -> str:
    """Return a cell as text: whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\r\n", "\n")
