"""The kinds of message. Each feature declares its own in its `messages.py`; the application knows them by name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask, current_app
from flask_babel import LazyString

PARAMETER = re.compile(r"%\((\w+)\)")
CODE, MINUTES = "code", "minutes"  # a verify code, which a message shows large, and for how long it is good


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    subject, body: lazily translated texts with %(name)s places for the parameters; body may have several
    paragraphs, separated by newlines.  action: the label of the link, as "See your application".
    by_mail: whether a mail goes out besides the notification.  icon: a name of static/icons.svg.
    secret: names of the parameters that only the recipient may read, as a verify code; the outbox seals them. The
    subject, which administrators see, has no place for them. Such a kind is never a notification. One with a `code`
    has `minutes` as well, which a text message says.
    """

    name: str
    subject: LazyString | str
    body: LazyString | str
    action: LazyString | None = None
    by_mail: bool = True
    icon: str = "bell"
    secret: tuple[str, ...] = ()

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of all parameters that a message of this kind needs."""
        always = (*self.secret, MINUTES) if CODE in self.secret else self.secret
        return frozenset(PARAMETER.findall(f"{self.subject}{self.body}")).union(always)

    def check(self, parameters: Mapping[str, Any]) -> None:
        """Raise KeyError for a missing parameter, while its writer can still be found."""
        for name in sorted(self.parameters - parameters.keys()):
            raise KeyError(name)

    def render(self, parameters: Mapping[str, Any]) -> tuple[str, str]:
        """Return (subject, body) in the present language, by plain replacement. Raises KeyError."""
        return str(self.subject) % parameters, str(self.body) % parameters


# What was waiting in the outbox, rendered already, when it began to hold kinds and parameters.
PLAIN = Kind("plain", "%(subject)s", "%(text)s")


def register(app: Flask, modules: Iterable[object]) -> None:
    """Make the kinds that these modules declare known to the application, besides those registered before.

    Raises ValueError for two kinds of one name.
    """
    known: dict[str, Kind] = app.extensions.setdefault("message_kinds", {PLAIN.name: PLAIN})
    for kind in (value for module in modules for value in vars(module).values() if isinstance(value, Kind)):
        if known.setdefault(kind.name, kind) is not kind:
            raise ValueError(f"there are two kinds of message named {kind.name}")


def kind_named(name: str) -> Kind | None:
    """Return a kind that the application knows, or None for one of another release."""
    known: dict[str, Kind] = current_app.extensions["message_kinds"]
    return known.get(name)
