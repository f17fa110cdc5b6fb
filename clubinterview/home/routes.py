"""The first page: a welcome for visitors, what waits for those who are signed in."""

from flask import redirect, render_template, url_for
from flask_login import current_user

from clubinterview.core.access import public
from clubinterview.core.clock import utcnow
from clubinterview.core.web import WebAnswer
from clubinterview.home import bp
from clubinterview.home.overview import overview_of, part_of_day


@bp.get("/")
@public
def index() -> WebAnswer:
    """Welcome a visitor, or show what waits for this person."""
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    if not current_user.is_initialised:
        return redirect(url_for("auth.complete"))
    now = utcnow()
    overview = overview_of(current_user._get_current_object(), now=now)
    return render_template("home/overview.html", overview=overview, part_of_day=part_of_day(now))
