"""Tables written to files, so that no cell can run anything. XlsxWriter is loaded only where a workbook is written."""

import csv
import io
from collections.abc import Iterable, Sequence

from clubinterview.core.tables.cells import guarded, xml_text

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def xlsx_of(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Return a workbook of one sheet with only text cells, also where they look like a number, an error or a formula.

    Raises ValueError for a cell that no workbook holds: more than 32,767 characters, or beyond the last row.
    """
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if text and sheet.write_string(number, column, xml_text(guarded(text))):
                    raise ValueError(f"row {number + 1}, column {column + 1} does not fit into a workbook")
    return file.getvalue()


def csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the rows as CSV in UTF-8 with its mark, as spreadsheets know it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([guarded(text) for text in row])
    return file.getvalue().encode("utf-8-sig")
