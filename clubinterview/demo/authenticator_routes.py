"""/dev/authenticator: plays the app on the phone of the demo's administrator. Not registered in production."""

import time

import pyotp
from flask import Blueprint, render_template

from clubinterview.core.access import open_before_completion, public
from clubinterview.core.web import WebAnswer
from clubinterview.demo.accounts import ACCOUNTS, SECOND_FACTOR

bp = Blueprint("demo", __name__, url_prefix="/dev", template_folder="templates")


@bp.get("/authenticator")
@public
@open_before_completion
def authenticator() -> WebAnswer:
    """Show the code that signs the demo's administrator in now."""
    app = pyotp.TOTP(SECOND_FACTOR)
    seconds = app.interval - int(time.time()) % app.interval
    return render_template(
        "demo/authenticator.html", address=ACCOUNTS[-1].email, code=app.now(), seconds=seconds
    )
