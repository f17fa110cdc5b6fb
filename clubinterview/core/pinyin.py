"""The pinyin of names. Letter by letter: the library's table of phrases would add a fifth of a second to every start."""

import os
import unicodedata

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin  # noqa: E402 - it reads the setting when it is imported


def pinyin_of(text: str) -> str:
    """Return the text with each Chinese letter spelled out: 欧阳子涵 → ouyangzihan. Other letters stay."""
    return "".join(lazy_pinyin(text))


def initials_of(text: str) -> str:
    """Return the text with each Chinese letter's first sound: 欧阳子涵 → oyzh. Other letters stay."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))


def folded(text: str) -> str:
    """Return the text as it is compared: lower case, half-width, without accents, white space and bars.

    "Ｚhe Jiang" → zhejiang, "São" → sao. A bar parts the names of one row, so no word holds one.
    """
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    plain = "".join(sign for sign in parts if unicodedata.category(sign) != "Mn" and sign != "|")
    return "".join(unicodedata.normalize("NFC", plain).lower().split())


def has_both_scripts(text: str) -> bool:
    """Whether the text mixes Latin letters with others, as "bei京" does."""
    return any(s.isascii() for s in text if s.isalpha()) and any(not s.isascii() for s in text if s.isalpha())
