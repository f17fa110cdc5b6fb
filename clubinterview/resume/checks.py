"""Is this file a resume that may be stored? Its name, its size and its content must agree; rule: docs/security.md 6."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l

from clubinterview.core.errors import DomainError
from clubinterview.resume.child import ReaderFailed, read
from clubinterview.resume.models import ResumeKind

LONGEST_FILENAME = 120

DAMAGED = _l("This file is damaged or too complex to check. Export it again, ideally as PDF.")
REASONS: dict[str, Any] = {
    "not pdf": _l("The file is named PDF but contains something else. Export it as PDF again."),
    "not docx": _l("The file is named DOCX but contains something else. Save it as DOCX or PDF again."),
    "old word": _l("This is an old or protected Word file. Save it as DOCX or PDF without a password."),
    "cut off": _l("The end of the file is missing. Export it again and upload the whole file."),
    "two kinds": _l("This file is two formats in one. Export it again, ideally as PDF."),
    "encrypted": _l("This file is protected. Export it without a password or restrictions."),
    "no pages": _l("This PDF has no pages. Export it again."),
    "script": _l("This file contains scripts. Export it without them."),
    "launch": _l("This file starts other programs. Export it without them."),
    "embedded": _l("This file has other files inside. Remove them, or export it as PDF."),
    "macros": _l("This file contains macros. Save it as DOCX without macros, or as PDF."),
    "dtd": _l("This file contains something Word doesn't write. Export it again, ideally as PDF."),
    "linked": _l(
        "This file loads content or a template from elsewhere. Export it as PDF so everything is inside."
    ),
    "paths": _l("This file is packed in an unusual way. Export it again, ideally as PDF."),
    "bomb": _l("This file is too large when unpacked. Export it again, ideally as PDF."),
}


class FileRefused(DomainError):
    """The file cannot be stored. The text says why and belongs beside the field."""

    status = 422


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed: what it is, and the name it is shown under."""

    kind: ResumeKind
    filename: str
    content: bytes

    @property
    def size_bytes(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def checked(filename: str, content: bytes) -> CheckedFile:
    """Return the file when it may be stored. Opens it in another process, which takes a tenth of a second or so.

    filename: as the browser gave it.  Raises FileRefused; Busy when too many files are checked at this moment.
    """
    filename = clean_filename(filename)
    try:
        kind = ResumeKind(PurePath(filename).suffix[1:].lower())
    except ValueError as error:
        raise FileRefused(_l("Choose a file ending in .pdf or .docx.")) from error
    if not content:
        raise FileRefused(_l("This file is empty. Choose another one."))
    if len(content) > current_app.config["RESUME_MAX_BYTES"]:
        raise FileRefused(_l("This file is larger than 10 MB. Choose a smaller one."))
    try:
        refusal = read("check", kind, content)["refusal"]
    except ReaderFailed as error:
        raise FileRefused(DAMAGED) from error
    if refusal:
        raise FileRefused(REASONS.get(refusal, DAMAGED))
    return CheckedFile(kind, filename, content)


def clean_filename(given: str) -> str:
    """Return a name to show: without folders, without control and direction characters, at most 120 characters.

    The ending stays when the name is cut.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", given.encode("utf-8", "ignore").decode()))[-1]
    name = "".join(
        letter if not unicodedata.category(letter).startswith("Z") else " "
        for letter in name
        if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    stem, dot, ending = " ".join(name.split()).rpartition(".")
    if not dot or len(ending) > 10:
        return name.strip()[:LONGEST_FILENAME]
    return f"{stem[: LONGEST_FILENAME - len(ending) - 1].strip() or 'resume'}.{ending}"
