"""Tables read from files: XLSX and CSV into lines of plain texts.

openpyxl takes 20 MB, so only a process that reads an XLSX file loads it.
"""

import csv
import io
import zipfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from lzma import LZMAError
from typing import Any
from xml.parsers import expat

from flask_babel import lazy_gettext as _l

from clubinterview.core.tables.cells import unescaped, unguarded
from clubinterview.core.tables.packages import DAMAGED, TOO_LARGE, Extent, TableRefused, check_package

MOST_BYTES = 10_000_000  # below UPLOAD_MAX_CONTENT_LENGTH
MOST_COLUMNS = 60
FARTHEST_ROW = 100_000  # empty ones between are skipped, and cost time
MOST_IN_A_CELL = 8000  # four for each letter of the longest sample answer, which may come before NFC
MOST_CHARACTERS = 20_000_000  # cells may share a text, so a small package may hold far more

TOO_MANY_COLUMNS = _l("A file can have at most 60 columns.")

Line = tuple[int, list[str]]
"""The number of a line, as an editor counts them, or of a row; and its cells."""


class BrokenLine(Exception):
    """A line of a text is not CSV.  reason: what the parser says of it."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def check_size(content: bytes) -> None:
    """Raise TableRefused when there is nothing in a file, or too much to be looked at."""
    if not content.strip():
        raise TableRefused(_l("This file is empty."))
    if len(content) > MOST_BYTES:
        raise TableRefused(_l("The file can be at most 10 MB."))


def decoded(content: bytes) -> str:
    """Return the text of UTF-8 or GB18030. Raises TableRefused, also for UTF-8 in which some bytes are damaged.

    Those would often pass as GB18030, and every text would be read as other characters.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if content.startswith(BOM_UTF8) or _is_mostly_utf8(content):
            line = content.count(b"\n", 0, error.start) + 1
            raise TableRefused(
                _l("Line %(line)d isn't valid UTF-8. Save the file again.", line=line)
            ) from error
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise TableRefused(_l("The file is neither UTF-8 nor GB18030.")) from error


def lines_of(content: bytes, *, most_rows: int, too_many: Any) -> list[Line]:
    """Return (line number, cells) of each line of an XLSX or CSV file that is not empty.

    CSV is UTF-8 (with or without its mark) or GB18030.  most_rows: beside the header, at most what `packages` lets
    pass.  too_many: the sentence for more.  Raises TableRefused.
    """
    is_xlsx = content.startswith(b"PK\x03\x04")
    lines: list[Line] = []
    characters = 0
    for number, cells in _xlsx_lines(content) if is_xlsx else _csv_lines(content):
        characters += _length(number, cells)
        if characters > MOST_CHARACTERS:
            raise TableRefused(TOO_LARGE)
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise TableRefused(TOO_MANY_COLUMNS)
        if len(lines) > most_rows:
            raise TableRefused(too_many)
        lines.append((number, [unguarded(unescaped(cell) if is_xlsx else cell) for cell in cells]))
    if not lines:
        raise TableRefused(_l("This file is empty."))
    return lines


def csv_lines(text: str) -> Iterator[Line]:
    """Yield (line number, cells) of each line, the empty ones too. Raises BrokenLine when it comes to one."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BrokenLine(reader.line_num, str(error)) from error


def _length(line: int, cells: Sequence[str]) -> int:
    """Return how many characters the cells of a line hold. Raises TableRefused when one holds too many."""
    lengths = [len(cell) for cell in cells]
    for column, length in enumerate(lengths, 1):
        if length > MOST_IN_A_CELL:
            raise TableRefused(
                _l(
                    "Line %(line)d, column %(column)s: more than %(most)d characters.",
                    line=line,
                    column=_letters_of(column),
                    most=MOST_IN_A_CELL,
                )
            )
    return sum(lengths)


def _letters_of(column: int) -> str:
    """Return what spreadsheets call a column."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether more characters are Chinese in UTF-8, three bytes or four each, than bytes are not UTF-8 at all.

    Two bytes say nothing: many pairs of GB18030 are a letter in UTF-8 too.
    """
    broken = content.decode("utf-8", "surrogateescape")
    sound = sum(character > "\u07ff" and not "\udc80" <= character <= "\udcff" for character in broken)
    return sound > sum("\udc80" <= character <= "\udcff" for character in broken)


def _csv_lines(content: bytes) -> Iterator[Line]:
    try:
        yield from csv_lines(decoded(content))
    except BrokenLine as error:
        raise TableRefused(
            _l("Line %(line)d isn't valid CSV. Check its quotation marks.", line=error.line)
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
        raise TableRefused(DAMAGED) from error


def _check_extent(extent: Extent) -> None:
    """Raise TableRefused when cells of the sheet would be left out, or read as empty."""
    if not extent.is_sound:
        raise TableRefused(DAMAGED)
    if extent.columns > MOST_COLUMNS:
        raise TableRefused(TOO_MANY_COLUMNS)
    if extent.rows > FARTHEST_ROW:
        raise TableRefused(_l("There's content below row 100,000. Delete it or move it up."))
    if extent.unsolved is not None:
        line, column = extent.unsolved
        raise TableRefused(
            _l(
                "Line %(line)d, column %(column)s: this formula has no result. Enter the text instead.",
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
