"""The kinds of message. Each feature declares its own in its `messages.py`; here they are found by name."""

from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    subject, body: lazily translated texts with %(name)s places for the parameters; body may have several
    paragraphs, separated by newlines.  action: the label of the link, as "See your application".
    by_mail: whether a mail goes out besides the notification.  icon: a name of static/icons.svg.
    """

    name: str
    subject: LazyString
    body: LazyString
    action: LazyString | None = None
    by_mail: bool = True
    icon: str = "bell"

    def __post_init__(self) -> None:
        if self.name in KINDS:
            raise ValueError(f"there are two kinds of message named {self.name}")
        KINDS[self.name] = self

    def render(self, parameters: dict[str, Any]) -> tuple[str, str]:
        """Return (subject, body) in the present language, by plain replacement."""
        return str(self.subject) % parameters, str(self.body) % parameters


KINDS: dict[str, Kind] = {}
