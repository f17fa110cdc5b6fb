"""PDF documents: plain ones with a page, and their words."""

import zipfile
from io import BytesIO

import pypdf
from pypdf.errors import DependencyError

from .pdf_objects import objects_of
from .pdf_rules import check_object
from .refusal import Refused
from .text import LONGEST_TEXT

MOST_PAGES = 200
MOST_OBJECTS = 200_000


def check_pdf(content: bytes) -> None:
    """Raise Refused unless the content is a plain PDF document with a page."""
    _check_frame(content)
    try:
        reader = pypdf.PdfReader(BytesIO(content))
    except DependencyError as error:  # only encryption needs what is not installed
        raise Refused("encrypted") from error
    if reader.is_encrypted:
        raise Refused("encrypted")
    for count, value in enumerate(objects_of(reader, content)):
        if count > MOST_OBJECTS:
            raise Refused("too complicated")
        check_object(value)
    if not len(reader.pages) or not isinstance(reader.pages[0], dict):
        raise Refused("no pages")


def _check_frame(content: bytes) -> None:
    """Raise Refused unless the content begins and ends as a PDF does, and is nothing else at once."""
    if not content.startswith(b"%PDF-"):
        raise Refused("not pdf")
    if not content.rstrip(b"\x00\t\n\x0c\r ").endswith(b"%%EOF"):
        raise Refused("cut off")
    if zipfile.is_zipfile(BytesIO(content)):
        raise Refused("two kinds")


def pdf_text(content: bytes) -> str:
    """Return the words of a PDF, page by page."""
    pages: list[str] = []
    for page in pypdf.PdfReader(BytesIO(content)).pages[:MOST_PAGES]:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > LONGEST_TEXT:
            break
    return "\n\n".join(pages)
