"""What stands in a cell, so that no spreadsheet runs it, and so that it comes back as it was."""

import re

# What a spreadsheet would take for a formula, in ASCII and full width, and what it skips before one; and what
# XlsxWriter writes into the sheet as it is, taking it for XML of its own.
RISKY = re.compile("'*(?:[=+\\-@\t\r\n＝＋－＠]|<r>)")
GUARDED = re.compile("'+(?:[=+\\-@\t\r\n＝＋－＠]|<r>)")

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LINE_ENDS = re.compile("\r\n?")  # XML knows one kind alone
ESCAPED_ESCAPE = re.compile("_x005F_(?=x[0-9A-Fa-f]{4}_)")


def guarded(text: str) -> str:
    """Return a cell that begins with nothing that a spreadsheet runs; `unguarded` is its opposite."""
    return f"'{text}" if RISKY.match(text) else text


def unguarded(text: str) -> str:
    """Return the text of a cell that `guarded` has made."""
    return text[1:] if GUARDED.match(text) else text


def xml_text(text: str) -> str:
    """Return the text without what no XML file can hold."""
    return LINE_ENDS.sub("\n", NOT_IN_XML.sub("", text))


def unescaped(text: str) -> str:
    """Return a text of a sheet in which "_x0041_" is meant as it stands: it is written "_x005F_x0041_" there."""
    return ESCAPED_ESCAPE.sub("_", text)
