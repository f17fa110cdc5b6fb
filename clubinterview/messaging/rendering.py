"""Rendering of what the outbox holds, by the worker: mails and text messages in their recipient's language."""

from dataclasses import dataclass

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from clubinterview.core.web import public_url
from clubinterview.messaging.kinds import CODE, MINUTES, Kind, kind_named
from clubinterview.messaging.models import Channel, OutboxMessage
from clubinterview.messaging.parameters import shown, unsealed

LONGEST_SUBJECT = 200


class CannotRender(Exception):
    """This worker cannot render the message, though another release, or one with another key, may. `reason`: a name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Letter:
    """A message as it goes out. A text message is its text alone."""

    subject: str
    text: str
    html: str = ""


def render(message: OutboxMessage) -> Letter:
    """Return the message as it goes out, in its recipient's language. Raises CannotRender."""
    kind = kind_named(message.kind)
    if kind is None:
        raise CannotRender("UnknownKind")
    try:
        with force_locale(message.locale):
            return _letter(message, kind)
    except (LookupError, TypeError, ValueError) as error:  # CannotUnseal is a ValueError
        raise CannotRender(type(error).__name__) from error


def subject_of(message: OutboxMessage) -> str:
    """Return the subject for administrators, who see nothing secret; of a kind unknown here, the kind's name."""
    kind = kind_named(message.kind)
    if kind is None:
        return message.kind
    try:
        with force_locale(message.locale):
            return _one_line(str(kind.subject) % shown(message.parameters))
    except (LookupError, TypeError, ValueError):
        return message.kind


def _letter(message: OutboxMessage, kind: Kind) -> Letter:
    parameters = shown(unsealed(message.parameters, row=message.dedupe_key))
    whole_subject, body = kind.render(parameters)
    subject = _one_line(whole_subject)
    if message.channel == Channel.SMS:
        return Letter(subject, _short_text(message, whole_subject, parameters))
    parts = {
        "subject": subject,
        "body": body,
        "code": parameters.get(CODE, ""),
        "action_url": public_url(message.path) if message.path else "",
        "action_label": str(kind.action or _("Open ClubInterview")),
        "footer": _("You're receiving this email because you have a ClubInterview account."),
    }
    return Letter(
        subject, render_template("mail/base.txt", **parts), render_template("mail/base.html", **parts)
    )


def _short_text(message: OutboxMessage, subject: str, parameters: dict[str, str | int]) -> str:
    """Return what a text message says: the subject, and the code or the address that it is about."""
    if CODE in parameters:
        sentence = _(
            "%(subject)s: %(code)s. Valid for %(minutes)d minutes.",
            subject=subject,
            code=parameters[CODE],
            minutes=parameters[MINUTES],
        )
        return str(sentence)
    return f"{subject} {public_url(message.path)}" if message.path else subject


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:LONGEST_SUBJECT]
