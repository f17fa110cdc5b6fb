"""What an object of a PDF may not hold."""

import re
from collections import deque
from io import BytesIO
from typing import Any

from pypdf.generic import NameObject, read_object

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

HEX_SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")
TOKENS = re.compile(
    rb"(?P<comment>%[^\r\n]*+)"
    rb"|(?P<text>\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)|<[0-9A-Fa-f\x00\t\n\x0c\r ]*+>)"
    rb"|/(?P<name>[^\x00\t\n\x0c\r ()<>\[\]{}/%]*+)"
    rb"|\b(?P<end>stream|endobj)\b",
    re.DOTALL,
)
NOT_SHOWN = re.compile(r"[^!-~]+")


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
    if "/URI" in part:
        _check_address(part["/URI"])


def check_names(content: bytes, begin: int, *, is_packed: bool = False) -> int:
    """Return how many bytes there are up to the end of the object. Raises Refused when they name what may not be.

    A parser knows one value of a key that stands twice, and gives up at a stray bracket; another program may go by the
    other value, or go on. Texts are passed over. is_packed: many objects stand there, without an end of their own.
    """
    name = ""
    for token in TOKENS.finditer(content, begin):
        if token["comment"]:
            continue
        if token["end"] and not is_packed:
            return token.end() - begin
        if token["text"] and name == "/URI":
            _check_address(read_object(BytesIO(token["text"]), None))
        name = ""
        if token["name"] is not None:
            name = f"/{_plain(token['name']).decode('latin-1')}"
            if name in FORBIDDEN_NAMES:
                raise Refused(FORBIDDEN_NAMES[name])
    return len(content) - begin


def _plain(raw: bytes) -> bytes:
    """Return bytes without the #-disguises of their names."""
    return HEX_SIGN.sub(lambda code: bytes([int(code[1], 16)]), raw)


def _check_address(value: Any) -> None:
    """Raise Refused when an address runs a script, whatever signs that browsers skip stand in it."""
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    if NOT_SHOWN.sub("", text).lower().startswith("javascript:"):
        raise Refused("script")


def check_broken_object(content: bytes, begin: int) -> None:
    """Raise Refused when bytes that look like an object, but cannot be parsed, hold a forbidden name.

    Mostly they are a piece of a picture; but other programs forgive mistakes that ours does not.
    """
    end = content.find(b"endobj", begin, begin + LONGEST_BROKEN)
    raw = content[begin : end if end != -1 else begin + LONGEST_BROKEN]
    if FORBIDDEN_WORDS.search(_plain(raw)):
        raise Refused("script")
