"""How a rule says no."""


class Refused(Exception):
    """The file holds what a resume may not hold; the text is one of the words that `checks.py` explains."""
