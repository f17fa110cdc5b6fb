"""Text as a database takes it."""

import re
import unicodedata

LONGEST_TEXT = 100_000


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
