"""What an object of a PDF may not hold."""

import re
from collections import deque
from typing import Any

from pypdf.generic import NameObject

from .refusal import Refused

FORBIDDEN_NAMES = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/EmbeddedFile": "embedded",
    "/EmbeddedFiles": "embedded",
    "/GoToE": "embedded",
    "/RichMedia": "embedded",
}
FORBIDDEN_WORDS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|EF|XFA|GoToE|RichMedia)(?![A-Za-z0-9])")
FORBIDDEN_KEYS = {**FORBIDDEN_NAMES, "/EF": "embedded", "/XFA": "script"}
LONGEST_BROKEN = 100_000


def check_object(value: Any) -> None:
    """Raise Refused when the object, or one directly inside it, runs, starts or carries something.

    Names arrive here already without their #-disguises. Text is not looked at: a resume may speak of JavaScript.
    """
    waiting = deque([value])
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            _check_dictionary(part)
            waiting.extend(dict.values(part))
        elif isinstance(part, list):
            waiting.extend(list.__iter__(part))
        elif isinstance(part, NameObject) and str(part) in FORBIDDEN_NAMES:
            raise Refused(FORBIDDEN_NAMES[str(part)])


def _check_dictionary(part: Any) -> None:
    for key in part:
        if str(key) in FORBIDDEN_KEYS:
            raise Refused(FORBIDDEN_KEYS[str(key)])
    if "/JS" in part and "/S" in part:
        raise Refused("script")
    if "/URI" in part and str(part["/URI"]).strip().lower().startswith("javascript:"):
        raise Refused("script")


def check_broken_object(content: bytes, begin: int) -> None:
    """Raise Refused when bytes that look like an object, but cannot be parsed, hold a forbidden name.

    Mostly they are a piece of a picture; but other programs forgive mistakes that ours does not.
    """
    end = content.find(b"endobj", begin, begin + LONGEST_BROKEN)
    raw = content[begin : end if end != -1 else begin + LONGEST_BROKEN]
    if FORBIDDEN_WORDS.search(re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), raw)):
        raise Refused("script")
