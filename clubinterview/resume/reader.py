"""The program that opens files of strangers. It runs in a process of its own, which may be killed at any time.

Started by path, with Python's isolated mode, so that nothing of the application, its settings or its secrets is in
the process:  python -I reader.py {check|text} {pdf|docx}  with the file on standard input. It answers with one JSON
object on standard output: {"refusal": word} or {"refusal": ""} for check, {"text": …} for text. Whatever goes wrong
otherwise ends the process with another exit status, and the file counts as damaged.

What a resume may not hold is in docs/security.md 6. Of "links" this means content that a reader would fetch or run from
elsewhere: linked templates, pictures, objects and DDE fields. Ordinary hyperlinks, as every program writes for a mail
address or a web page, are allowed.
"""

import json
import posixpath
import re
import resource
import sys
import unicodedata
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat

import pypdf
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError
from pypdf.generic import IndirectObject, NameObject, StreamObject, read_object

CPU_SECONDS = 10
MEMORY_BYTES = 256 * 1024 * 1024
LONGEST_TEXT = 100_000
MOST_PAGES = 200
MOST_OBJECTS = 200_000
LONGEST_BROKEN_OBJECT = 100_000

MOST_MEMBERS = 1000
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
MOST_RATIO = 100
RATIO_MATTERS_FROM_BYTES = 1024 * 1024  # a small part of one letter repeated is no bomb
CHUNK_BYTES = 64 * 1024

OBJECT_BEGINS = re.compile(
    rb"(?<!\d)\d{1,10}[\x00\t\n\x0c\r ]+\d{1,5}[\x00\t\n\x0c\r ]+obj(?![A-Za-z0-9])"
    rb"(?:[\x00\t\n\x0c\r ]+|%[^\r\n]*[\r\n])*"
)
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

MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
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


class Refused(Exception):
    """The file holds what a resume may not hold; the text is one of the words that `checks.py` explains."""


# PDF


def check_pdf(content: bytes) -> None:
    """Raise Refused unless the content is a plain PDF document with a page."""
    if not content.startswith(b"%PDF-"):
        raise Refused("not pdf")
    if not content.rstrip(b"\x00\t\n\x0c\r ").endswith(b"%%EOF"):
        raise Refused("cut off")
    if zipfile.is_zipfile(BytesIO(content)):
        raise Refused("two kinds")
    try:
        reader = pypdf.PdfReader(BytesIO(content))
    except DependencyError as error:  # only encryption needs what is not installed
        raise Refused("encrypted") from error
    if reader.is_encrypted:
        raise Refused("encrypted")
    for count, value in enumerate(_pdf_objects(reader, content)):
        if count > MOST_OBJECTS:
            raise Refused("too complicated")
        _check_pdf_object(value)
    if not len(reader.pages) or not isinstance(reader.pages[0], dict):
        raise Refused("no pages")


def _pdf_objects(reader: Any, content: bytes) -> Iterator[Any]:
    """Yield every object of the file: those that its tables name, and those that merely stand in it.

    Another program may mend the tables differently and so see objects that ours do not name.
    """
    yield reader.trailer
    named = {(number, generation) for generation, numbers in reader.xref.items() for number in numbers}
    named |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in named:
        try:
            yield reader.get_object(IndirectObject(number, generation, reader))
        except LimitReachedError:
            raise
        except PyPdfError:
            continue  # a broken entry; what really stands in the file is met below
    for match in OBJECT_BEGINS.finditer(content):
        stream = BytesIO(content)
        stream.seek(match.end())
        try:
            value = read_object(stream, reader)
        except LimitReachedError:
            raise
        except (PyPdfError, ValueError):
            _check_broken_object(content, match.end())
            continue
        yield value
        if isinstance(value, StreamObject) and "/N" in value and "/First" in value:
            yield from _packed_objects(value, reader)


def _packed_objects(packed: Any, reader: Any) -> Iterator[Any]:
    """Yield the objects of an object stream. Whatever cannot be unpacked ends the program: nobody can look into it."""
    content = packed.get_data()
    first = int(packed["/First"])
    numbers = content[:first].split()[: 2 * int(packed["/N"])]
    for offset in numbers[1::2]:
        stream = BytesIO(content)
        stream.seek(first + int(offset))
        yield read_object(stream, reader)


def _check_broken_object(content: bytes, begin: int) -> None:
    """Raise Refused when bytes that look like an object, but cannot be parsed, hold a forbidden name.

    Mostly they are a piece of a picture; but other programs forgive mistakes that ours does not.
    """
    end = content.find(b"endobj", begin, begin + LONGEST_BROKEN_OBJECT)
    raw = content[begin : end if end != -1 else begin + LONGEST_BROKEN_OBJECT]
    if FORBIDDEN_WORDS.search(re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), raw)):
        raise Refused("script")


def _check_pdf_object(value: Any) -> None:
    """Raise Refused when the object, or one directly inside it, runs, starts or carries something.

    Names arrive here already without their #-disguises. Text is not looked at: a resume may speak of JavaScript.
    """
    waiting = deque([value])
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            for key, inner in dict.items(part):
                if str(key) in FORBIDDEN_KEYS:
                    raise Refused(FORBIDDEN_KEYS[str(key)])
                waiting.append(inner)
            if "/JS" in part and "/S" in part:
                raise Refused("script")
            if "/URI" in part and str(part["/URI"]).strip().lower().startswith("javascript:"):
                raise Refused("script")
        elif isinstance(part, list):
            waiting.extend(list.__iter__(part))
        elif isinstance(part, NameObject) and str(part) in FORBIDDEN_NAMES:
            raise Refused(FORBIDDEN_NAMES[str(part)])


def pdf_text(content: bytes) -> str:
    """Return the words of a PDF, page by page."""
    pages: list[str] = []
    for page in pypdf.PdfReader(BytesIO(content)).pages[:MOST_PAGES]:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > LONGEST_TEXT:
            break
    return "\n\n".join(pages)


# DOCX


def check_docx(content: bytes) -> None:
    """Raise Refused unless the content is a plain Word document."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old word")
    if not content.startswith(b"PK\x03\x04"):
        raise Refused("not docx")
    if b"%PDF-" in content[:1024]:
        raise Refused("two kinds")
    archive = zipfile.ZipFile(BytesIO(content))
    _check_members(archive.infolist())
    types, main_part = _content_types(archive), _main_part(archive)
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in types.values()):
        raise Refused("macros")
    if types.get(f"/{main_part}", "").lower() != MAIN_TYPE:
        raise Refused("not docx")
    for member in archive.infolist():
        _check_part(archive, member, types, is_main=member.filename == main_part)


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    """Look at the table of contents alone, before anything is unpacked."""
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
        raise Refused("bomb")
    packed = sum(member.compress_size for member in members)
    if sum(member.file_size for member in members) > max(packed * MOST_RATIO, RATIO_MATTERS_FROM_BYTES):
        raise Refused("bomb")
    seen = set()
    for member in members:
        name = member.filename.lower()
        if name in seen or name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise Refused("paths")
        seen.add(name)
        if member.flag_bits & 1:
            raise Refused("encrypted")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("damaged")
        if member.file_size > max(member.compress_size * MOST_RATIO, RATIO_MATTERS_FROM_BYTES):
            raise Refused("bomb")
        if "vbaproject" in name or "vbadata" in name or "activex" in name:
            raise Refused("macros")
        if "/embeddings/" in name:
            raise Refused("embedded")


def _content_types(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the content type of each part: by its name ("/word/document.xml") or by its ending (".xml")."""
    types: dict[str, str] = {}

    def element(name: str, attributes: dict[str, str], namespace: str) -> None:
        if name == "Override":
            types[attributes.get("PartName", "")] = attributes.get("ContentType", "")
        elif name == "Default":
            types["." + attributes.get("Extension", "").lower()] = attributes.get("ContentType", "")

    _parse(_member(archive, "[Content_Types].xml"), element)
    return types


def _main_part(archive: zipfile.ZipFile) -> str:
    """Return the name of the part that the package calls its document."""
    targets = []

    def element(name: str, attributes: dict[str, str], namespace: str) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            targets.append(attributes.get("Target", "").lstrip("/"))

    _parse(_member(archive, "_rels/.rels"), element)
    if len(targets) != 1:
        raise Refused("not docx")
    return targets[0]


def _member(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a member in pieces; its length and checksum are compared on the way."""
    if name not in archive.NameToInfo:
        raise Refused("not docx")
    with archive.open(name) as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def _check_part(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, types: dict[str, str], *, is_main: bool
) -> None:
    """Unpack one part, and parse it if it is XML."""
    name = member.filename
    if name.endswith("/"):
        return
    pieces = _member(archive, name)
    ending = posixpath.splitext(name)[1].lower()
    kind = types.get(f"/{name}") or types.get(ending, "")
    if ending not in {".xml", ".rels", ".vml"} and not kind.endswith(("+xml", "/xml")):
        deque(pieces, maxlen=0)
        return
    roots: list[str] = []
    instructions: list[str] = []
    is_relations = name.endswith(".rels")

    def element(local: str, attributes: dict[str, str], namespace: str) -> None:
        if not roots:
            roots.append(f"{namespace} {local}")
        if is_relations and local == "Relationship":
            _check_relation(name, attributes)
        if local in {"fldSimple", "fldChar"}:
            instructions.append(f" {_attribute(attributes, 'instr')} ")
        if "://" in _attribute(attributes, "src"):
            raise Refused("linked")

    _parse(
        pieces,
        element,
        text=lambda local, words: instructions.append(words) if local == "instrText" else None,
    )
    if is_main and roots not in [[f"{namespace} document"] for namespace in WORD_NAMESPACES]:
        raise Refused("not docx")
    if FETCHING_FIELD.search(re.sub(r'"[^"]*"', '""', "".join(instructions)) + " "):
        raise Refused("linked")


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
    elif not target.startswith("/"):
        folder = posixpath.dirname(posixpath.dirname(name))
        if posixpath.normpath(posixpath.join(folder, target)).startswith(".."):
            raise Refused("paths")


def _parse(
    pieces: Iterator[bytes],
    element: Callable[[str, dict[str, str], str], None],
    text: Callable[[str, str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:
    """Run XML through expat without building a tree. A DTD, and with it every entity, is refused.

    element: called with local name, attributes and namespace.  text: called with the local name of the innermost
    element and its words.  end: called with a local name.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    open_elements: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        open_elements.append(local)
        element(local, attributes, namespace)

    def finish(name: str) -> None:
        open_elements.pop()
        if end is not None:
            end(name.rpartition(" ")[2])

    def words(content: str) -> None:
        if text is not None and open_elements:
            text(open_elements[-1], content)

    def doctype(*_: Any) -> None:
        raise Refused("dtd")

    parser.StartElementHandler, parser.EndElementHandler = start, finish
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = words, doctype
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def docx_text(content: bytes) -> str:
    """Return the words of a Word document: headers first, then the text with its tables and text boxes."""
    archive = zipfile.ZipFile(BytesIO(content))
    main_part = _main_part(archive)
    folder = posixpath.dirname(main_part)
    headers = sorted(
        name for name in archive.namelist() if re.fullmatch(re.escape(folder) + r"/header\d*\.xml", name)
    )
    words: list[str] = []
    doubled = 0  # inside mc:Fallback, which says again what stands beside it

    def element(local: str, attributes: dict[str, str], namespace: str) -> None:
        nonlocal doubled
        doubled += local == "Fallback"
        if not doubled and local in {"tab", "br", "cr"}:
            words.append("\t" if local == "tab" else "\n")

    def end(local: str) -> None:
        nonlocal doubled
        doubled -= local == "Fallback"
        if not doubled and local == "p":
            words.append("\n")

    for name in [*headers, main_part]:
        _parse(
            _member(archive, name),
            element,
            text=lambda local, part: words.append(part) if local == "t" and not doubled else None,
            end=end,
        )
    return "".join(words)


def tidy(text: str) -> str:
    """Return text that a database takes: no control characters or halves of pairs, not too long, few empty lines.

    PDFs often hold the look-alikes of Chinese characters that stand for radicals; they become the characters.
    """
    text = "".join(
        unicodedata.normalize("NFKC", letter)
        if "\u2e80" <= letter <= "\u2fdf" or "\uf900" <= letter <= "\ufaff"
        else letter
        for letter in text[: 2 * LONGEST_TEXT]
        if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"}
    )
    text = re.sub(r"[ \t]*\n(?:[ \t]*\n)+", "\n\n", text)
    return text.strip()[:LONGEST_TEXT]


def main(act: str, kind: str) -> None:
    """Read the file from standard input and answer on standard output, within limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    answer = {"refusal": ""}
    try:
        if act == "check":
            {"pdf": check_pdf, "docx": check_docx}[kind](content)
        else:
            answer = {"text": tidy({"pdf": pdf_text, "docx": docx_text}[kind](content))}
    except Refused as refusal:
        answer = {"refusal": str(refusal)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
