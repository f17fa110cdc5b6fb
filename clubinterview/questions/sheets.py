"""Tables as files: XLSX and CSV read into rows of plain texts, and written so that no cell can run anything.

openpyxl takes 20 MB, so only a process that reads an XLSX file loads it.
"""

import csv
import io
import re
import zipfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from lzma import LZMAError
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from flask_babel import lazy_gettext as _l

from clubinterview.questions.sheet_packages import (
    DAMAGED,
    MAIN,
    TOO_LARGE,
    Extent,
    SheetRefused,
    check_package,
)

MOST_BYTES = 10_000_000  # below UPLOAD_MAX_CONTENT_LENGTH
MOST_ROWS = 3000
MOST_COLUMNS = 60
FARTHEST_ROW = 100_000  # empty ones between are skipped, and cost time
MOST_IN_A_CELL = 8000  # four for each letter of the longest sample answer, which may come before NFC
MOST_CHARACTERS = 20_000_000  # cells may share a text, so a small package may hold far more

# What a spreadsheet would take for a formula, in ASCII and full width, and what it skips before one.
RISKY = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
GUARDED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TOO_MANY_COLUMNS = _l("A file has at most 60 columns.")

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OPEN_XML = "http://schemas.openxmlformats.org"
OFFICE = f"{OPEN_XML}/officeDocument/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PACKAGE = {
    "[Content_Types].xml": f'{XML}<Types xmlns="{OPEN_XML}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SPREADSHEET}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{XML}<Relationships xmlns="{OPEN_XML}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{OPEN_XML}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="{title}" sheetId="1" r:id="rId1"/></sheets></workbook>',
}
"""The parts of a workbook beside its sheet; the last one with a place for the title."""

Line = tuple[int, list[str]]


def guarded(text: str) -> str:
    """Return a cell that begins with nothing that a spreadsheet runs; `unguarded` is its opposite."""
    return f"'{text}" if RISKY.match(text) else text


def unguarded(text: str) -> str:
    """Return the text of a cell that `guarded` has made."""
    return text[1:] if GUARDED.match(text) else text


def xlsx_of(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Return a workbook of one sheet with only text cells.

    Written by hand: it is five small parts, and openpyxl takes six times as long over a large bank.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, content in PACKAGE.items():
            archive.writestr(name, content.format(title=escape(title, {'"': "&quot;"})))
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for row in rows:
                sheet.write(f"<row>{''.join(_text_cell(text) for text in row)}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")
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
    characters = 0
    for number, cells in _xlsx_lines(content) if content.startswith(b"PK\x03\x04") else _csv_lines(content):
        characters += _length(number, cells)
        if characters > MOST_CHARACTERS:
            raise SheetRefused(TOO_LARGE)
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


def _length(line: int, cells: Sequence[str]) -> int:
    """Return how many characters the cells of a line hold. Raises SheetRefused when one holds too many."""
    lengths = [len(cell) for cell in cells]
    for column, length in enumerate(lengths, 1):
        if length > MOST_IN_A_CELL:
            raise SheetRefused(
                _l(
                    "Line %(line)d, column %(column)s: this cell has more than %(most)d characters.",
                    line=line,
                    column=_letters_of(column),
                    most=MOST_IN_A_CELL,
                )
            )
    return sum(lengths)


def _letters_of(column: int) -> str:
    """Return what spreadsheets call a column."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


def _text_cell(text: str) -> str:
    """Return a cell of a sheet that is a text also where it looks like a number, an error or a formula."""
    if not text:
        return "<c/>"
    shown = escape(NOT_IN_XML.sub("", guarded(text)))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _decoded(content: bytes) -> str:
    """Return the text of UTF-8 or GB18030. Raises SheetRefused, also for UTF-8 in which some bytes are damaged.

    Those would often pass as GB18030, and every text would be read as other characters.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if content.startswith(BOM_UTF8) or _is_mostly_utf8(content):
            line = content.count(b"\n", 0, error.start) + 1
            raise SheetRefused(
                _l("Line %(line)d is damaged: it is not UTF-8 there. Please save the file again.", line=line)
            ) from error
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise SheetRefused(_l("The file is neither UTF-8 nor GB18030.")) from error


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether more characters are Chinese in UTF-8, three bytes or four each, than bytes are not UTF-8 at all.

    Two bytes say nothing: many pairs of GB18030 are a letter in UTF-8 too.
    """
    broken = content.decode("utf-8", "surrogateescape")
    sound = sum(character > "\u07ff" and not "\udc80" <= character <= "\udcff" for character in broken)
    return sound > sum("\udc80" <= character <= "\udcff" for character in broken)


def _csv_lines(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
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
        zipfile.BadZipFile, zlib.error, LZMAError, OSError, InvalidFileException, expat.ExpatError, LookupError,
        ValueError, TypeError, AttributeError, EOFError, NotImplementedError, RuntimeError, SyntaxError, OverflowError,
    ) as error:  # fmt: skip
        raise SheetRefused(DAMAGED) from error


def _check_extent(extent: Extent) -> None:
    """Raise SheetRefused when cells of the sheet would be left out, or read as empty."""
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
                column=_letters_of(column),
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
    return str(value)
