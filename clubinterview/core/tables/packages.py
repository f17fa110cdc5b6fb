"""XLSX packages, looked through before openpyxl opens them."""

import re
import zipfile
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from flask_babel import lazy_gettext as _l

from clubinterview.core.errors import DomainError

MOST_MEMBERS = 200
MOST_UNPACKED_BYTES = 40_000_000
MOST_RATIO = 100
RATIO_MATTERS_FROM_BYTES = 1_000_000
CHUNK_BYTES = 65_536

MOST_CELL_ELEMENTS = (60 * 3 + 1) * 3002  # of a sheet, or of the texts that its cells share
MOST_OTHER_ELEMENTS = 20_000  # of any part: openpyxl makes an object of each

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROW, CELL = f"{MAIN} row", f"{MAIN} c"
FORMULA = f"{MAIN} f"
FILLINGS = frozenset({FORMULA, f"{MAIN} v", f"{MAIN} is"})
REFERENCE = re.compile(r"([A-Za-z]{1,3})[0-9]{1,7}")
CELL_PARTS = re.compile(r"xl/(?:worksheets/[^/]+|sharedStrings)\.xml", re.IGNORECASE)
CELL_ELEMENTS = frozenset(
    f"{MAIN} {name}"
    for name in (
        "row", "c", "v", "f", "is", "si", "t", "r", "rPr", "rPh", "phoneticPr", "rFont", "family", "charset", "scheme",
        "sz", "color", "b", "i", "u", "strike", "outline", "shadow", "condense", "extend", "vertAlign",
    )
)  # fmt: skip


class TableRefused(DomainError):
    """The file is not a table that can be read. The text says why and belongs beside the field."""

    status = 422


DAMAGED = _l("This file is damaged. Save it as XLSX or CSV again.")
TOO_LARGE = _l("This file is too large when unpacked. Save it again, or as CSV.")


@dataclass
class Extent:
    """How far the filled cells of a part reach, counted from 1; 0 without any.

    is_sound: whether each row comes after the one before, and each cell has a place.  unsolved: (row, column) of the
    first formula that was saved without a result, or with an error for one.
    """

    rows: int = 0
    columns: int = 0
    is_sound: bool = True
    unsolved: tuple[int, int] | None = None


def check_package(archive: zipfile.ZipFile) -> dict[str, Extent]:
    """Return the extent of each part by its name.

    Raises TableRefused when the package holds too many bytes or elements, or its XML defines entities; ExpatError
    when a part that is named XML is none.
    """
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if (
        len(members) > MOST_MEMBERS
        or unpacked > MOST_UNPACKED_BYTES
        or unpacked > max(packed * MOST_RATIO, RATIO_MATTERS_FROM_BYTES)
    ):
        raise TableRefused(TOO_LARGE)
    names = [member.filename for member in members]
    if len(set(names)) < len(names) or any(member.flag_bits & 1 for member in members):
        raise TableRefused(DAMAGED)
    extents: dict[str, Extent] = {}
    for member in members:
        part = _Part(member.filename)
        try:
            part.read(archive)
            extents[member.filename] = part.extent
        except expat.ExpatError:
            if member.filename.endswith((".xml", ".rels")):
                raise  # the others are pictures and the like, whatever a hostile package calls them
    return extents


class _Part:
    """A part of a package, parsed without holding it in memory."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._bulk = CELL_ELEMENTS if CELL_PARTS.fullmatch(name) else frozenset[str]()
        self._cell_elements = self._other_elements = 0
        self._row = self._column = 0
        self._is_text = self._is_error = self._lacks_result = False
        self.extent = Extent()

    def read(self, archive: zipfile.ZipFile) -> None:
        """Raise TableRefused when the part has too many elements or a document type, ExpatError when it is not XML."""
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        with archive.open(self.name) as file:
            while piece := file.read(CHUNK_BYTES):
                parser.Parse(piece, False)
        parser.Parse(b"", True)
        self._end_cell()

    def _doctype(self, *_: Any) -> None:
        raise TableRefused(DAMAGED)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._bulk:
            self._cell_elements += 1
        else:
            self._other_elements += 1
        if self._cell_elements > MOST_CELL_ELEMENTS or self._other_elements > MOST_OTHER_ELEMENTS:
            raise TableRefused(TOO_LARGE)
        if name == ROW:
            self._end_cell()
            self._begin_row(attributes.get("r"))
        elif name == CELL:
            self._end_cell()
            self._begin_cell(attributes.get("r"))
            self._is_text = attributes.get("t") == "str"
            self._is_error = self._lacks_result = attributes.get("t") == "e"
        elif name in FILLINGS:
            self.extent.rows = max(self.extent.rows, self._row)
            self.extent.columns = max(self.extent.columns, self._column)
            if name == FORMULA:
                self._lacks_result = True
            elif self._lacks_result and not self._is_error:
                self._begin_result()
        else:
            self._end_cell()

    def _begin_result(self) -> None:
        if self._is_text:  # the empty one is a result too
            self._lacks_result = False
        else:
            self._parser.CharacterDataHandler = self._result

    def _result(self, text: str) -> None:
        self._lacks_result &= not text.strip()

    def _end_cell(self) -> None:
        self._parser.CharacterDataHandler = None
        if self._lacks_result and self.extent.unsolved is None:
            self.extent.unsolved = (self._row, self._column)
        self._lacks_result = False

    def _begin_row(self, number: str | None) -> None:
        before = self._row
        try:
            self._row = int(float(number)) if number else before + 1
        except (ValueError, OverflowError):
            self.extent.is_sound = False
        self._column = 0
        self.extent.is_sound &= self._row > before

    def _begin_cell(self, reference: str | None) -> None:
        if not reference:
            self._column += 1
        elif found := REFERENCE.fullmatch(reference):
            self._column = _column_of(found.group(1))
        else:
            self.extent.is_sound = False


def _column_of(letters: str) -> int:
    """Return the number of a column, as "AB" names it."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
