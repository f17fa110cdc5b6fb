"""Word documents: plain ones, and their words."""

import posixpath
import re
import zipfile
from io import BytesIO

from .markup import parse
from .refusal import Refused
from .word_members import check_members, member
from .word_parts import check_part

MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def check_docx(content: bytes) -> None:
    """Raise Refused unless the content is a plain Word document."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old word")
    if not content.startswith(b"PK\x03\x04"):
        raise Refused("not docx")
    if b"%PDF-" in content[:1024]:
        raise Refused("two kinds")
    archive = zipfile.ZipFile(BytesIO(content))
    check_members(archive.infolist())
    types, main_part = _content_types(archive), _main_part(archive)
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in types.values()):
        raise Refused("macros")
    if types.get(f"/{main_part}", "").lower() != MAIN_TYPE:
        raise Refused("not docx")
    for info in archive.infolist():
        check_part(archive, info, types, is_main=info.filename == main_part)


def _content_types(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the content type of each part: by its name ("/word/document.xml") or by its ending (".xml")."""
    types: dict[str, str] = {}

    def element(name: str, attributes: dict[str, str], namespace: str) -> None:
        if name == "Override":
            types[attributes.get("PartName", "")] = attributes.get("ContentType", "")
        elif name == "Default":
            types["." + attributes.get("Extension", "").lower()] = attributes.get("ContentType", "")

    parse(member(archive, "[Content_Types].xml"), element)
    return types


def _main_part(archive: zipfile.ZipFile) -> str:
    """Return the name of the part that the package calls its document."""
    targets = []

    def element(name: str, attributes: dict[str, str], namespace: str) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            targets.append(attributes.get("Target", "").lstrip("/"))

    parse(member(archive, "_rels/.rels"), element)
    if len(targets) != 1:
        raise Refused("not docx")
    return targets[0]


def docx_text(content: bytes) -> str:
    """Return the words of a Word document: headers first, then the text with its tables and text boxes."""
    archive = zipfile.ZipFile(BytesIO(content))
    main_part = _main_part(archive)
    header = re.compile(re.escape(posixpath.dirname(main_part)) + r"/header\d*\.xml")
    words = _Words()
    for name in [*sorted(filter(header.fullmatch, archive.namelist())), main_part]:
        parse(member(archive, name), words.element, text=words.text, end=words.end)
    return "".join(words.pieces)


class _Words:
    """The words of parts. Inside mc:Fallback, which says again what stands beside it, nothing is taken."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._doubled = 0

    def element(self, local: str, attributes: dict[str, str], namespace: str) -> None:
        self._doubled += local == "Fallback"
        if not self._doubled and local in {"tab", "br", "cr"}:
            self.pieces.append("\t" if local == "tab" else "\n")

    def text(self, local: str, words: str) -> None:
        if not self._doubled and local == "t":
            self.pieces.append(words)

    def end(self, local: str) -> None:
        self._doubled -= local == "Fallback"
        if not self._doubled and local == "p":
            self.pieces.append("\n")
