"""Every object of a PDF, also those that its tables do not name.

A library alone is not as strict: pypdf and pikepdf 10.18 (qpdf) see neither an object that the tables leave out, nor one
that a later revision replaced, nor the first value of a key that stands twice; tests/resume/hostile.py has each of them.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import IndirectObject, StreamObject, read_object

from .pdf_rules import check_broken_object, check_names
from .refusal import Refused

MOST_LOOKS = 4  # at a byte, if they were shared out evenly; objects that end are looked at once

# A comment of any length would let a long line full of "1%" take the square of its length.
BETWEEN = rb"(?:[\x00\t\n\x0c\r ]|%[^\r\n]{0,99}+[\r\n])"
OBJECT_BEGINS = re.compile(
    rb"(?<!\d)\d{1,10}" + BETWEEN + rb"++\d{1,5}" + BETWEEN + rb"++obj(?![A-Za-z0-9])" + BETWEEN + rb"*+"
)


def objects_of(reader: Any, content: bytes) -> Iterator[Any]:
    """Yield every object of the file: those that its tables name, and those that merely stand in it.

    Another program may mend the tables differently and so see objects that ours do not name.
    """
    yield reader.trailer
    yield from _named_objects(reader)
    looked_at = 0
    for match in OBJECT_BEGINS.finditer(content):
        looked_at += check_names(content, match.end())
        if looked_at > MOST_LOOKS * len(content):
            raise Refused("too complicated")
        yield from _standing_objects(reader, content, match.end())


def _named_objects(reader: Any) -> Iterator[Any]:
    named = {(number, generation) for generation, numbers in reader.xref.items() for number in numbers}
    named |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in named:
        try:
            yield reader.get_object(IndirectObject(number, generation, reader))
        except LimitReachedError:
            raise
        except PyPdfError:
            continue  # a broken entry; what really stands in the file is met afterwards


def _standing_objects(reader: Any, content: bytes, begin: int) -> Iterator[Any]:
    """Yield the object that begins there, and those that are packed in it."""
    stream = BytesIO(content)
    stream.seek(begin)
    try:
        value = read_object(stream, reader)
    except LimitReachedError:
        raise
    except (PyPdfError, ValueError):
        check_broken_object(content, begin)
        return
    yield value
    if isinstance(value, StreamObject) and "/N" in value and "/First" in value:
        yield from _packed_objects(value, reader)


def _packed_objects(packed: Any, reader: Any) -> Iterator[Any]:
    """Yield the objects of an object stream. Whatever cannot be unpacked ends the program: it cannot be inspected."""
    content = packed.get_data()
    first = int(packed["/First"])
    check_names(content, first, is_packed=True)
    numbers = content[:first].split()[: 2 * int(packed["/N"])]
    for offset in numbers[1::2]:
        stream = BytesIO(content)
        stream.seek(first + int(offset))
        yield read_object(stream, reader)
