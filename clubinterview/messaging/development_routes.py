"""/dev/outbox: the mails that a development server has written instead of sending. Not registered in production."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

from flask import Blueprint, abort, current_app, render_template

from clubinterview.core.access import open_before_completion, public
from clubinterview.core.web import WebAnswer

bp = Blueprint("dev", __name__, url_prefix="/dev", template_folder="templates")
NEWEST = 50


@bp.get("/outbox")
@public
@open_before_completion
def outbox() -> WebAnswer:
    """List the newest mails."""
    paths = sorted(_folder().glob("*.eml"), reverse=True)[:NEWEST]
    return render_template("messaging/outbox.html", letters=[(path.stem, _read(path)) for path in paths])


@bp.get("/outbox/<name>")
@public
@open_before_completion
def letter(name: str) -> WebAnswer:
    """Show one mail by its text part; nothing of its HTML is rendered."""
    path = next((path for path in _folder().glob("*.eml") if path.stem == name), None)
    if path is None:
        abort(404)
    message = _read(path)
    text = message.get_body(("plain",))
    return render_template("messaging/letter.html", letter=message, text=text.get_content() if text else "")


def _folder() -> Path:
    return Path(current_app.config["OUTBOX_PATH"])


def _read(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
