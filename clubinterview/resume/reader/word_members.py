"""The members of a Word document, which is a ZIP archive."""

import zipfile
from collections.abc import Iterator

from .refusal import Refused

MOST_MEMBERS = 1000
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
MOST_RATIO = 100
RATIO_MATTERS_FROM_BYTES = 1024 * 1024  # a small part of one letter repeated is not a bomb
CHUNK_BYTES = 64 * 1024


def check_members(members: list[zipfile.ZipInfo]) -> None:
    """Look at the table of contents alone, before anything is unpacked. Raises Refused."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED_BYTES or _is_bomb(unpacked, packed):
        raise Refused("bomb")
    seen: set[str] = set()
    for member in members:
        name = member.filename.lower()
        if name in seen or _leads_out(name):
            raise Refused("paths")
        seen.add(name)
        _check_packing(member)
        _check_name(name)


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > max(packed * MOST_RATIO, RATIO_MATTERS_FROM_BYTES)


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _check_packing(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise Refused("encrypted")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("damaged")
    if _is_bomb(member.file_size, member.compress_size):
        raise Refused("bomb")


def _check_name(name: str) -> None:
    if "vbaproject" in name or "vbadata" in name or "activex" in name:
        raise Refused("macros")
    if "/embeddings/" in name:
        raise Refused("embedded")


def member(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a member in pieces; its length and checksum are compared on the way."""
    if name not in archive.NameToInfo:
        raise Refused("not docx")
    with archive.open(name) as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece
