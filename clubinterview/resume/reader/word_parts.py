"""The parts of a Word document that are XML: what they may not hold, and where they may not lead."""

import posixpath
import re
import zipfile
from collections import deque

from .markup import parse
from .refusal import Refused
from .word_members import member

DOCUMENTS = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main document",
    "http://purl.oclc.org/ooxml/wordprocessingml/main document",
)
HARMLESS_SCHEMES = {"http", "https", "mailto", "tel", "ftp"}
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+-]*):")
FORBIDDEN_RELATIONS = {
    "oleObject": "embedded",
    "package": "embedded",
    "control": "macros",
    "aFChunk": "embedded",
}
FETCHING_FIELD = re.compile(r"(?:^|\s)(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK)\s", re.IGNORECASE)


def check_part(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, types: dict[str, str], *, is_main: bool
) -> None:
    """Unpack one part, and parse it if it is XML. Raises Refused."""
    name = info.filename
    if name.endswith("/"):
        return
    pieces = member(archive, name)
    if not _is_xml(name, types):
        deque(pieces, maxlen=0)
        return
    part = _Part(name)
    parse(pieces, part.element, text=part.words)
    if is_main and part.root not in DOCUMENTS:
        raise Refused("not docx")
    if FETCHING_FIELD.search(re.sub(r'"[^"]*"', '""', "".join(part.instructions)) + " "):
        raise Refused("linked")


def _is_xml(name: str, types: dict[str, str]) -> bool:
    ending = posixpath.splitext(name)[1].lower()
    kind = types.get(f"/{name}") or types.get(ending, "")
    return ending in {".xml", ".rels", ".vml"} or kind.endswith(("+xml", "/xml"))


class _Part:
    """What is met in a part.  root: its first element.  instructions: the pieces of its fields."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root = ""
        self.instructions: list[str] = []

    def element(self, local: str, attributes: dict[str, str], namespace: str) -> None:
        self.root = self.root or f"{namespace} {local}"
        if local == "Relationship" and self.name.endswith(".rels"):
            _check_relation(self.name, attributes)
        if local in {"fldSimple", "fldChar"}:
            self.instructions.append(f" {_attribute(attributes, 'instr')} ")
        if "://" in _attribute(attributes, "src"):
            raise Refused("linked")

    def words(self, local: str, words: str) -> None:
        if local == "instrText":
            self.instructions.append(words)


def _attribute(attributes: dict[str, str], local: str) -> str:
    """Return the attribute of that name, in whatever namespace."""
    return next((value for name, value in attributes.items() if name.rpartition(" ")[2] == local), "")


def _check_relation(name: str, attributes: dict[str, str]) -> None:
    """Raise Refused when a relation of the part leads out of the document, other than by a hyperlink."""
    kind = attributes.get("Type", "").rpartition("/")[2]
    target = attributes.get("Target", "")
    scheme = SCHEME.match(target)
    if kind in FORBIDDEN_RELATIONS:
        raise Refused(FORBIDDEN_RELATIONS[kind])
    if target.startswith(("//", "\\")):
        raise Refused("linked")
    if attributes.get("TargetMode", "Internal") != "Internal":
        if kind != "hyperlink" or (scheme and scheme[1].lower() not in HARMLESS_SCHEMES):
            raise Refused("linked")
    elif scheme:
        raise Refused("linked")
    elif _is_outside(name, target):
        raise Refused("paths")


def _is_outside(name: str, target: str) -> bool:
    """Whether a target, named from the folder that the part's relations are about, leads above the package."""
    folder = posixpath.dirname(posixpath.dirname(name))
    return not target.startswith("/") and posixpath.normpath(posixpath.join(folder, target)).startswith("..")
