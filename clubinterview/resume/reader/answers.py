"""What the program answers."""

from .pdf import check_pdf, pdf_text
from .refusal import Refused
from .text import tidy
from .word import check_docx, docx_text

CHECKS = {"pdf": check_pdf, "docx": check_docx}
TEXTS = {"pdf": pdf_text, "docx": docx_text}


def answer(act: str, kind: str, content: bytes) -> dict[str, str]:
    """Return {"text": …} for the act "text"; else {"refusal": …}, "" for a file that may be stored."""
    try:
        if act == "text":
            return {"text": tidy(TEXTS[kind](content))}
        CHECKS[kind](content)
    except Refused as refusal:
        return {"refusal": str(refusal)}
    return {"refusal": ""}
