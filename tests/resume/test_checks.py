"""Which files are taken as a resume, and why the others are not."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import docx as python_docx
import pytest
from flask import Flask

from clubinterview.core.errors import Busy
from clubinterview.resume import child
from clubinterview.resume.checks import DAMAGED, REASONS, FileRefused, checked, clean_filename
from clubinterview.resume.models import ResumeKind
from tests.resume import hostile
from tests.resume.hostile import GOOD_DOCX, GOOD_PDF, SAMPLES, docx, pdf

pytestmark = pytest.mark.pure  # of the application only its settings are asked


def word_document() -> bytes:
    """A document from the template that Word itself wrote, with a picture of its first page inside."""
    document = python_docx.Document()
    document.add_paragraph("欧阳子涵")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def refusal(filename: str, content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        checked(filename, content)
    assert refused.value.status == 422
    return str(refused.value)


@pytest.mark.parametrize("name", ["libreoffice.pdf", "ghostscript.pdf", "chromium.pdf", "libreoffice.docx"])
def test_files_of_real_programs_are_taken(name: str) -> None:
    content = (SAMPLES / name).read_bytes()

    file = checked(name, content)

    assert (file.kind, file.filename, file.size_bytes) == (name.split(".")[1], name, len(content))


GOOD = {
    "a plain destination to open at": ("a.pdf", pdf(trailer="/OpenAction [3 0 R /Fit]")),
    "a link to a web page": ("a.pdf", pdf("<< /S /URI /URI (https://example.com/javascript:) >>")),
    "words that speak of JavaScript": ("a.pdf", pdf("(/JavaScript /Launch)")),
    "words in brackets that speak of JavaScript": ("a.pdf", pdf("<< /T (HTML (/JavaScript) /Launch) >>")),
    "metadata that speaks of JavaScript": (
        "a.pdf",
        pdf("<< /Length 26 >>\nstream\n<a>HTML/CSS/JavaScript</a>\nendstream"),
    ),
    "a title that speaks of javascript:": ("a.pdf", pdf("<< /Title (javascript: the good parts) >>")),
    "an older revision": ("a.pdf", hostile.revised(pdf("null"), 4, "(a)")),
    "a font called JS": ("a.pdf", pdf("<< /Font << /JS 4 0 R >> >>")),
    "PDF 2.0": ("a.pdf", pdf(name=b"%PDF-2.0\n")),
    "an ending in capitals": ("A.PDF", GOOD_PDF),
    "a document of Word's own template": ("a.docx", word_document()),
    "a hyperlink": ("a.docx", hostile.docx_with_relation("hyperlink", "https://example.com/a?b=../..")),
    "a mail address": ("a.docx", hostile.docx_with_relation("hyperlink", "mailto:a@example.com")),
    "a link without a scheme": ("a.docx", hostile.docx_with_relation("hyperlink", "www.example.com")),
    "a part in the folder beside": (
        "a.docx",
        hostile.docx_with_relation("customXml", "../docProps/custom.xml", mode="Internal"),
    ),
    "a page number field": ("a.docx", hostile.docx_with_field(" PAGE ")),
    "a hyperlink field": ("a.docx", hostile.docx_with_field(' HYPERLINK "https://example.com/ LINK a" ')),
    "a stored archive": ("a.docx", docx(compression=zipfile.ZIP_STORED)),
}


@pytest.mark.parametrize("case", GOOD)
def test_what_is_harmless_is_taken(case: str) -> None:
    filename, content = GOOD[case]

    assert checked(filename, content).kind == ResumeKind(filename[-4:].strip(".").lower())


REFUSED_PDFS = {
    "a page of HTML": (b"<!doctype html><p>a</p>", "not pdf"),
    "a Word document": (GOOD_DOCX, "not pdf"),
    "junk before the header": (b"junk\n" + GOOD_PDF, "not pdf"),
    "a BOM before the header": (b"\xef\xbb\xbf" + GOOD_PDF, "not pdf"),
    "cut off in the middle": (GOOD_PDF[: len(GOOD_PDF) // 2], "cut off"),
    "something after the end": (GOOD_PDF + b"<script>alert(1)</script>", "cut off"),
    "a zip behind it": (GOOD_PDF + GOOD_DOCX, "cut off"),
    "a password": (hostile.encrypted_pdf("secret"), "encrypted"),
    "restrictions without a password": (hostile.encrypted_pdf(""), "encrypted"),
    "modern encryption": (hostile.aes_pdf(), "encrypted"),
    "a script": (hostile.pdf_with_script(), "script"),
    "a script in an action": (pdf("<< /S /JavaScript /JS (a) >>", trailer="/OpenAction 4 0 R"), "script"),
    "a script under a disguised name": (
        pdf("<< /S /J#61vaScript /JS (a) >>", trailer="/OpenAction 4 0 R"),
        "script",
    ),
    "a script under a name all in numbers": (
        pdf("<< /S /#4a#61#76#61#53#63#72#69#70#74 /#4A#53 (a) >>"),
        "script",
    ),
    "a script whose kind stands elsewhere": (pdf("<< /S 5 0 R /JS (a) >>", "/JavaScript"), "script"),
    "a script in a rendition": (pdf("<< /S /Rendition /JS (a) >>"), "script"),
    "a script in an address": (pdf("<< /S /URI /URI ( JavaScript:alert(1)) >>"), "script"),
    "a script in an object stream": (hostile.pdf_with_packed_script(), "script"),
    "a disguised script in an object stream": (hostile.pdf_with_packed_script("/Java#53cript"), "script"),
    "a script that no table names": (hostile.pdf_with_unlisted_script(), "script"),
    "a script in an object with a mistake": (pdf("<< /S /JavaScript /JS (a) /X ) >>"), "script"),
    "a form of scripts": (pdf(trailer="/AcroForm << /XFA 4 0 R >>"), "script"),
    "a program to launch": (pdf("<< /S /Launch /F (calc.exe) >>", trailer="/OpenAction 4 0 R"), "launch"),
    "a disguised launch deep inside": (pdf("[[<< /A [<< /Next << /S /L#61unch >> >>] >>]]"), "launch"),
    "an attachment": (hostile.pdf_with_attachment(), "embedded"),
    "an attachment of an annotation": (pdf("<< /Type /Filespec /E#46 << /F 3 0 R >> >>"), "embedded"),
    "a script under a name that no table knows": (
        pdf(name=b"%PDF-1.7\n9 %\n0 %\nobj << /S /JavaScript /JS (a) >> endobj\n"),
        "script",
    ),
    "a script in an older revision": (
        hostile.revised(pdf("<< /S /JavaScript /JS (a) >>", trailer="/OpenAction 4 0 R"), 4, "null"),
        "script",
    ),
    "a script in a revision": (hostile.revised(pdf("null"), 4, "<< /S /JavaScript /JS (a) >>"), "script"),
    "a script behind a stray bracket": (pdf("<< /X ] /S /JavaScript /JS (a) >>"), "script"),
    "a script in a name tree": (
        pdf("<< /Names [(a) 5 0 R] >>", "<< /S 6 0 R /JS (a) >>", "/Java#53cript"),
        "script",
    ),
    "a launch as the second value of a key": (pdf("<< /S /URI /S /Launch /F (calc.exe) >>"), "launch"),
    "a launch as the first value of a key": (pdf("<< /S /Launch /S /URI /F (calc.exe) >>"), "launch"),
    "a second value in an object stream": (
        hostile.pdf_with_packed_script("/URI", "/S /Launch"),
        "launch",
    ),
    "a second value behind texts": (
        pdf("<< /T (a \\) (b) \\( endobj stream) %(\n /S /URI /S /Launch /Y (a) >>"),
        "launch",
    ),
    "a second action to open with": (
        pdf(trailer="/OpenAction [3 0 R /Fit] /OpenAction << /S /L#61unch /F (a) >>"),
        "launch",
    ),
    "a second address": (pdf("<< /S /URI /URI (https://a) /URI (javascript:alert) >>"), "script"),
    "a second address in hex": (
        pdf(f"<< /S /URI /URI (https://a) /URI <{b'javascript:a'.hex()}> >>"),
        "script",
    ),
    "a second address behind a comment": (
        pdf("<< /S /URI /URI (https://a) /URI %\n(javascript:a) >>"),
        "script",
    ),
    "a tab in a script's address": (pdf("<< /S /URI /URI (java\\tscript:alert) >>"), "script"),
    "no pages": (pdf(pages="[]"), "no pages"),
}


@pytest.mark.parametrize("case", REFUSED_PDFS)
def test_a_pdf_is_refused_with_its_reason(case: str) -> None:
    content, word = REFUSED_PDFS[case]

    assert refusal("a.pdf", content) == str(REASONS[word])


REFUSED_DOCX = {
    "a PDF": (GOOD_PDF, "not docx"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old word"),
    "something before the archive": (b"#!/bin/sh\n" + GOOD_DOCX, "not docx"),
    "a PDF at the start of the archive": (
        hostile.docx_that_begins_with(b"%PDF-1.4\n"),
        "two kinds",
    ),
    "an archive of something else": (docx({"[Content_Types].xml": None}), "not docx"),
    "a workbook": (
        hostile.docx_with_content_type(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        ),
        "not docx",
    ),
    "another root": (docx({"word/document.xml": b"<html/>"}), "not docx"),
    "a renamed docm": (
        hostile.docx_with_content_type("application/vnd.ms-word.document.macroEnabled.main+xml"),
        "macros",
    ),
    "macros": (docx({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "macros"),
    "macros in capitals": (docx({"word/VBAPROJECT.BIN": b"a"}), "macros"),
    "a control": (docx({"word/activeX/activeX1.xml": b"<a/>"}), "macros"),
    "an object inside": (docx({"word/embeddings/oleObject1.bin": b"a"}), "embedded"),
    "a page inside": (
        hostile.docx_with_relation("aFChunk", "chunk.html", mode="Internal"),
        "embedded",
    ),
    "a DTD": (hostile.docx_with_document(before=b"<!DOCTYPE a SYSTEM 'http://example.com/a.dtd'>"), "dtd"),
    "an entity": (
        hostile.docx_with_document(before=b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"),
        "dtd",
    ),
    "many laughs": (
        hostile.docx_with_document(before=b"<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;&b;'>]>"),
        "dtd",
    ),
    "a DTD in another encoding": (
        hostile.docx_with_document(before=b"<!DOCTYPE a [<!ENTITY b 'c'>]>", encoding="utf-16"),
        "dtd",
    ),
    "a DTD in a part with a strange ending": (
        docx(
            {
                "word/strange.bin": b"<!DOCTYPE a><a/>",
                "[Content_Types].xml": hostile.part("[Content_Types].xml").replace(
                    b"</Types>",
                    b'<Override PartName="/word/strange.bin" ContentType="application/xml"/></Types>',
                ),
            }
        ),
        "dtd",
    ),
    "a template from elsewhere": (
        hostile.docx_with_relation(
            "attachedTemplate", "https://evil.example/a.dotm", of="word/_rels/settings.xml.rels"
        ),
        "linked",
    ),
    "a picture from elsewhere": (
        hostile.docx_with_relation("image", "https://evil.example/pixel.png"),
        "linked",
    ),
    "a link to a file": (hostile.docx_with_relation("hyperlink", "file:///etc/passwd"), "linked"),
    "a link to a share": (hostile.docx_with_relation("hyperlink", "\\\\evil\\share"), "linked"),
    "a script in a link": (hostile.docx_with_relation("hyperlink", " JavaScript:alert(1)"), "linked"),
    "an inner link that leads out": (
        hostile.docx_with_relation("image", "https://evil.example/a.png", mode="Internal"),
        "linked",
    ),
    "a linked object": (hostile.docx_with_relation("oleObject", "https://evil.example/a"), "embedded"),
    "a command field": (hostile.docx_with_field(' DDEAUTO c:\\\\cmd.exe "/k calc" '), "linked"),
    "a field in pieces": (
        hostile.docx_with_field("DD</w:instrText></w:r><w:r><w:instrText>E cmd calc "),
        "linked",
    ),
    "a linked picture field": (
        hostile.docx_with_field('INCLUDEPICTURE "https://evil.example/a.png"'),
        "linked",
    ),
    "an old-style picture": (
        hostile.docx_with_document(words=b'<v:imagedata xmlns:v="v" src="https://evil.example/a.png"/>'),
        "linked",
    ),
    "a part above the root": (
        hostile.docx_with_relation("customXml", "../../evil.xml", mode="Internal"),
        "paths",
    ),
    "a member above the root": (docx({"../evil.xml": b"<a/>"}), "paths"),
    "a member from the root": (docx({"/etc/evil.xml": b"<a/>"}), "paths"),
    "a member with a backslash": (docx({"word\\evil.xml": b"<a/>"}), "paths"),
    "two members of one name": (docx({"WORD/document.xml": b"<a/>"}), "paths"),
    "a bomb of zeros": (lambda: docx({"word/media/a.bmp": bytes(20_000_000)}), "bomb"),
    "a bomb in total": (hostile.huge_docx, "bomb"),
    "too many members": (docx({f"word/media/{n}.txt": b"a" for n in range(1000)}), "bomb"),
}


@pytest.mark.parametrize("case", REFUSED_DOCX)
def test_a_docx_is_refused_with_its_reason(case: str) -> None:
    content, word = REFUSED_DOCX[case]

    assert refusal("a.docx", content() if callable(content) else content) == str(REASONS[word])


BROKEN = {
    "a header alone": ("a.pdf", b"%PDF-1.7\n%%EOF"),
    "pages in a circle": ("a.pdf", hostile.pdf_of_circular_pages()),
    "an object stream that unpacks to 200 MB": ("a.pdf", hostile.pdf_bomb),
    "lists in lists without end": ("a.pdf", pdf("[" * 400_000)),
    "object headers without an end": ("a.pdf", pdf(name=b"%PDF-1.7\n" + b"5 0 obj/a" * 100_000 + b"\n")),
    "a million empty objects": ("a.pdf", GOOD_PDF[:-6] + b"1 0 obj 1 endobj " * 250_000 + b"%%EOF"),
    "half an archive": ("a.docx", GOOD_DOCX[: len(GOOD_DOCX) // 2]),
    "a member with another checksum": ("a.docx", hostile.docx_with_wrong_checksum()),
    "XML that does not end": ("a.docx", docx({"word/settings.xml": b"<a><b>"})),
    "another compression": ("a.docx", docx(compression=zipfile.ZIP_LZMA)),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused(case: str) -> None:
    filename, content = BROKEN[case]

    assert refusal(filename, content() if callable(content) else content) == str(DAMAGED)


@pytest.mark.parametrize(
    "filename", ["a.doc", "a.docm", "a.html", "a.pdf.exe", "a", "", ".pdf/..", "pdf", "a.odt"]
)
def test_other_endings_are_refused(filename: str) -> None:
    assert ".pdf" in refusal(filename, GOOD_PDF)


@pytest.mark.parametrize("filename", ["a.pdf", "a.docx"])
def test_an_empty_file_is_refused(filename: str) -> None:
    assert refusal(filename, b"") != refusal("a.exe", b"")


def test_a_file_over_ten_megabytes_is_refused(app: Flask) -> None:
    assert "10 MB" in refusal("a.pdf", bytes(10_000_001))


def test_every_reason_of_the_program_is_explained() -> None:
    program = "".join(path.read_text(encoding="utf-8") for path in child.PROGRAM.parent.glob("*.py"))

    given = set(re.findall(r'Refused\("([a-z ]+)"\)', program)) - {"too complicated", "damaged"}

    assert given <= set(REASONS)


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(child.WALL_SECONDS, "check", 0.001)

    assert refusal("a.pdf", GOOD_PDF) == str(DAMAGED)


def test_too_many_at_once_are_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "PATIENCE_SECONDS", 0)
    taken = [child._places.acquire() for _ in range(child.AT_ONCE)]
    try:
        with pytest.raises(Busy) as busy:
            checked("a.pdf", GOOD_PDF)
    finally:
        for _ in taken:
            child._places.release()

    assert busy.value.retry_after == 10


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("简历 2026.pdf", "简历 2026.pdf"),
        ("😀𠮷.docx", "😀𠮷.docx"),
        ("C:\\Users\\me\\cv.pdf", "cv.pdf"),
        ("../../etc/cv.pdf", "cv.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie: b.pdf"),
        ("cv\u202efdp.pdf", "cvfdp.pdf"),
        ("a\u2066\u200fb\u0000.pdf", "ab.pdf"),
        ("a\ud800b.pdf", "ab.pdf"),
        ("a\u2028b\u00a0c.pdf", "a b c.pdf"),
        (" .pdf", "resume.pdf"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
        ("e\u0301.pdf", "é.pdf"),
        ("a" * 300, "a" * 120),
    ],
)
def test_a_file_name_is_cleaned(given: str, shown: str) -> None:
    assert clean_filename(given) == shown


def test_the_program_knows_no_secret_of_the_application(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "show.py"
    program.write_text(
        "import json, os, sys; sys.stdin.read(); print(json.dumps({'text': ' '.join(os.environ)}))"
    )
    monkeypatch.setattr(child, "PROGRAM", program)
    monkeypatch.setenv("SECRET_KEY", "k" * 40)

    names = child.read("text", ResumeKind.PDF, b"")["text"].split()

    assert set(names) <= {"LD_LIBRARY_PATH", "LC_CTYPE"}
