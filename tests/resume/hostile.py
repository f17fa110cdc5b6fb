"""Files that a resume must not be, made by hand or by the libraries that make the good ones."""

import random
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import DecodedStreamObject, NameObject, NumberObject

SAMPLES = Path(__file__).parents[1] / "data"
GOOD_PDF = (SAMPLES / "libreoffice.pdf").read_bytes()
GOOD_DOCX = (SAMPLES / "libreoffice.docx").read_bytes()

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(*objects: str, trailer: str = "", pages: str = "[3 0 R]", name: bytes = b"%PDF-1.7\n") -> bytes:
    """A PDF of one page; `objects` are numbered from 4 and `trailer` goes into the catalog."""
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {trailer} >>",
        f"<< /Type /Pages /Kids {pages} /Count {pages.count(' R')} >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
        *objects,
    ]
    content, places = name, []
    for number, body in enumerate(bodies, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(content)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    content += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}".encode()
    return (
        content + f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )


def revised(content: bytes, number: int, body: str) -> bytes:
    """The document with another object of this number, as a program appends it that saves what has changed."""
    before = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    place = len(content)
    content += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(content)
    return (
        content
        + (
            f"xref\n{number} 1\n{place:010d} 00000 n \ntrailer\n<< /Size 10 /Root 1 0 R /Prev {before} >>\n"
            f"startxref\n{start}\n%%EOF\n"
        ).encode()
    )


def written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def copy_of_good_pdf() -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(BytesIO(GOOD_PDF)))


def encrypted_pdf(password: str) -> bytes:
    writer = copy_of_good_pdf()
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    return written(writer)


def aes_pdf() -> bytes:
    """Encrypted in the modern way, which our library cannot even try to open."""
    noise = "<" + "ab" * 48 + ">"
    encrypt = (
        f"<< /Filter /Standard /V 5 /R 6 /Length 256 /O {noise} /U {noise} /OE <{'cd' * 32}> /UE <{'cd' * 32}> "
        f"/Perms <{'ef' * 16}> /P -4 /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF >>"
    )
    return pdf(encrypt).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 4 0 R /ID [<ab><ab>]")


def pdf_with_script() -> bytes:
    writer = copy_of_good_pdf()
    writer.add_open_action(JavaScript("app.alert(1)"))
    return written(writer)


def pdf_with_attachment() -> bytes:
    writer = copy_of_good_pdf()
    writer.add_attachment("run.exe", b"MZ")
    return written(writer)


def pdf_with_packed_script(name: str = "/JavaScript", rest: str = "/JS (app.alert\\(1\\))") -> bytes:
    """The action stands in a compressed object stream, which a cross-reference stream names."""
    packed = f"<< /S {name} {rest} >>"
    plain = DecodedStreamObject()
    plain.set_data(f"4 0 {packed}".encode())
    plain.update(
        {
            NameObject("/Type"): NameObject("/ObjStm"),
            NameObject("/N"): NumberObject(1),
            NameObject("/First"): NumberObject(4),
        }
    )
    stream = BytesIO()
    plain.flate_encode().write_to_stream(stream)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
        None,
        stream.getvalue(),
    ]
    content, places = b"%PDF-1.7\n", {}
    for number, body in enumerate(objects, 1):
        if body is not None:
            places[number] = len(content)
            content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(content)
    rows = (
        [(0, 0, 65535)]
        + [(1, places[n], 0) if n in places else (2, 5, 0) for n in range(1, 6)]
        + [(1, start, 0)]
    )
    table = b"".join(
        bytes([kind]) + where.to_bytes(4, "big") + which.to_bytes(2, "big") for kind, where, which in rows
    )
    content += (
        b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n%b\nendstream\nendobj\n"
        % (
            len(table),
            table,
        )
    )
    return content + b"startxref\n%d\n%%%%EOF\n" % start


def pdf_with_unlisted_script() -> bytes:
    """The tables do not name the object; a program that rebuilds them would find it."""
    return pdf(name=b"%PDF-1.7\n9 0 obj%\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\nendobj\n")


def pdf_of_circular_pages() -> bytes:
    """The tree of pages is a circle."""
    return pdf(pages="[2 0 R]")


def pdf_bomb() -> bytes:
    """A small object stream that unpacks to 200 MB."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b" " * 10_000_000) for _ in range(20)) + packer.flush()
    body = f"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {len(data)} >>\nstream\n"
    return pdf("null").replace(b"null", body.encode() + data + b"\nendstream")


def docx(changes: dict[str, bytes | None] | None = None, *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The good document with some members replaced, added, or (None) left out."""
    members = {}
    with zipfile.ZipFile(BytesIO(GOOD_DOCX)) as good:
        for name in good.namelist():
            members[name] = good.read(name)
    members |= changes or {}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


def part(name: str) -> bytes:
    """A member of the good document."""
    with zipfile.ZipFile(BytesIO(GOOD_DOCX)) as good:
        return good.read(name)


def docx_with_relation(
    kind: str, target: str, *, mode: str = "External", of: str = "word/_rels/document.xml.rels"
) -> bytes:
    relation = f'<Relationship Id="rIdX" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    rels = (
        part(of)
        if of == "word/_rels/document.xml.rels"
        else (
            b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        )
    )
    return docx({of: rels.replace(b"</Relationships>", relation.encode() + b"</Relationships>")})


def docx_with_content_type(kind: str) -> bytes:
    """The main part under another content type, as a .docm that was renamed has it."""
    types = part("[Content_Types].xml")
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return docx({"[Content_Types].xml": types.replace(main, kind.encode())})


def docx_with_document(before: bytes = b"", words: bytes = b"", encoding: str = "utf-8") -> bytes:
    """The document's XML with something before its root, or something at the start of its first paragraph."""
    body = part("word/document.xml")
    declaration, rest = body.split(b"?>", 1)
    rest = rest.replace(b"<w:body>", b"<w:body>" + words, 1)
    text = (declaration + b"?>" + before + rest).decode()
    return docx({"word/document.xml": text.replace("UTF-8", encoding.upper(), 1).encode(encoding)})


def docx_with_field(instruction: str) -> bytes:
    run = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r></w:p>'
    return docx_with_document(words=run.encode())


def docx_that_begins_with(content: bytes) -> bytes:
    """The first member is stored as it is, so that its bytes stand near the start of the archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", content)
        with zipfile.ZipFile(BytesIO(GOOD_DOCX)) as good:
            for name in good.namelist():
                archive.writestr(name, good.read(name))
    return out.getvalue()


def huge_docx() -> bytes:
    """Many members that are each allowed, and together unpack to more than 100 MB."""
    noise = random.Random(1).randbytes(20_000)
    member = noise + bytes(1_000_000)
    return docx({f"word/media/{number}.bin": member for number in range(105)})


def docx_with_wrong_checksum() -> bytes:
    """A byte of a stored member is another one."""
    content = docx({"word/media/a.bin": b"marker" * 3}, compression=zipfile.ZIP_STORED)
    return content.replace(b"markermarkermarker", b"markermarkermarkeR", 1)
