"""Workbooks for tests: small ones, and ones in which something else stands."""

import io
import zipfile
from typing import Any

from openpyxl import Workbook

from clubinterview.core.tables.packages import MAIN
from tests.questions.files.acts import HEADER


def zip_of(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook_of(*rows: list[Any]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


SHEET, SHARED = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def workbook_with(part: str, old: str, new: str, *, content: bytes | None = None) -> bytes:
    """A small workbook, or this one, in one part of which something else stands."""
    members = members_of(content or workbook_of(HEADER.split(",")))
    members.setdefault(SHARED, f'<sst xmlns="{MAIN}"></sst>'.encode())
    text = members[part].decode()
    assert old in text, text
    return zip_of({**members, part: text.replace(old, new, 1).encode()})
