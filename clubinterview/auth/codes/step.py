"""The step of a flow in which a person types the code that was sent to their address.

Each flow says in its own module who may ask, who gets a code, and what the right code does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import flash, redirect, render_template, session, url_for

from clubinterview.auth.codes.store import code_minutes
from clubinterview.core.clock import utcnow
from clubinterview.core.fields import AppForm
from clubinterview.core.identity import is_phone, shown_address
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, client_key


class Begin(Protocol):
    """What sends the code of a flow. Raises TooMany, and whatever else the flow refuses with."""

    def __call__(self, address: str, /, *, ip: str, now: datetime) -> None: ...


@dataclass(frozen=True)
class CodeStep:
    """One flow's step. Address and choices stay in the session, so that no URL, log or history shows them.

    key: their name in the session.  begin: sends the code; runs in a transaction of its own.  asking, typing: the
    endpoints of the page that asks for the address and of the one that takes the code.  template: of the latter.
    """

    key: str
    begin: Begin
    asking: str
    typing: str
    template: str

    def send(self, address: str, **choices: Any) -> WebAnswer:
        """Send a code and redirect to the page that takes it.  choices: what the flow needs at its end, as JSON."""
        self._begin(address)
        session[self.key] = {"address": address, **choices} if choices else address
        return redirect(url_for(self.typing), 303)

    def resend(self, message: str) -> WebAnswer:
        """Send a newer code to the same address, and say so; the older one is void."""
        asked = self.asked()
        if asked is None:
            return redirect(url_for(self.asking), 303)
        self._begin(asked["address"])
        flash(message, "success")
        return redirect(url_for(self.typing), 303)

    def asked(self) -> dict[str, Any] | None:
        """Return the address and choices of this session; None when no code was asked for."""
        asked = session.get(self.key)
        return {"address": asked} if isinstance(asked, str) else asked

    def forget(self) -> None:
        """Take address and choices out of the session."""
        session.pop(self.key, None)

    def ask_first(self) -> WebAnswer:
        """Redirect a person who has not asked for a code to the page where they can."""
        return redirect(url_for(self.asking))

    def render(self, form: AppForm, address: str, **shown: Any) -> WebAnswer:
        """Render the page that takes the code, with `shown` besides."""
        return render_code_page(
            self.template, form, shown_address(address), is_phone=is_phone(address), **shown
        )

    def _begin(self, address: str) -> None:
        with transaction():
            self.begin(address, ip=client_key(), now=utcnow())


def render_code_page(
    template: str, form: AppForm, address: str, *, is_phone: bool, **shown: Any
) -> WebAnswer:
    """Render a page that takes a code.  address: as the page may show it."""
    page = render_template(
        template, form=form, address=address, is_phone=is_phone, minutes=code_minutes(), **shown
    )
    return page, form.status
