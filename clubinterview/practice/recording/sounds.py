"""What sound is taken: which kinds, and how each of them begins."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from flask import current_app
from flask_babel import lazy_gettext as _l

from clubinterview.core.errors import DomainError

BEGINNINGS: dict[str, Callable[[bytes], bool]] = {
    "audio/webm": lambda content: content.startswith(b"\x1a\x45\xdf\xa3"),
    "audio/mp4": lambda content: content[4:8] == b"ftyp",
    "audio/ogg": lambda content: content.startswith(b"OggS"),
}
SHA256 = re.compile(r"[0-9a-f]{64}")


class SoundRefused(DomainError):
    """This is not sound that can be stored."""

    status = 422


@dataclass(frozen=True)
class SoundPiece:
    """A piece of sound as it came, whole."""

    content: bytes

    @property
    def size_bytes(self) -> int:
        return len(self.content)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def check_beginning(self, media_type: str) -> None:
        """Raise SoundRefused when a recording of this kind does not begin so.  media_type: of BEGINNINGS."""
        if not BEGINNINGS[media_type](self.content):
            raise SoundRefused(_l("The recording isn't in the format it claims."))


def checked_piece(content: bytes, sha256: str) -> SoundPiece:
    """Return what came as a piece.  sha256: what the sender says its hash is, hex.

    Raises SoundRefused when the two disagree, or when it is empty or larger than 900,000 bytes.
    """
    piece = SoundPiece(content)
    if not 0 < piece.size_bytes <= current_app.config["RECORDING_PIECE_MAX_BYTES"]:
        raise SoundRefused(_l("Each part of a recording must be 1 to 900,000 bytes."))
    if piece.sha256 != sha256.lower():
        raise SoundRefused(_l("This part was damaged on the way."))
    return piece


def cleaned_media_type(given: str) -> str:
    """Return the kind without its parameters: "audio/webm;codecs=opus" is "audio/webm". Raises SoundRefused."""
    media_type = given.partition(";")[0].strip().lower()
    if media_type not in BEGINNINGS:
        raise SoundRefused(_l("This recording format isn't supported."))
    return media_type
