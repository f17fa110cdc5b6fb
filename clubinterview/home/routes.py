"""The first page."""

from flask import render_template

from clubinterview.core.access import public
from clubinterview.core.web import WebAnswer
from clubinterview.home import bp


@bp.get("/")
@public
def index() -> WebAnswer:
    """Welcome a visitor."""
    return render_template("home/welcome.html")
