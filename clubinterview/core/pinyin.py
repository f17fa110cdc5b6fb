"""The pinyin of names. Letter by letter: the library's table of phrases would add a fifth of a second to every start."""

import os

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin  # noqa: E402 - it reads the setting when it is imported


def pinyin_of(text: str) -> str:
    """Return the text with each Chinese letter spelled out: 欧阳子涵 → ouyangzihan. Other letters stay."""
    return "".join(lazy_pinyin(text))


def initials_of(text: str) -> str:
    """Return the text with each Chinese letter's first sound: 欧阳子涵 → oyzh. Other letters stay."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
