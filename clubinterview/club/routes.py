"""Clubs as students see them."""

from flask import abort, render_template, request, url_for
from flask_login import current_user

from clubinterview.club import bp
from clubinterview.club.cards import club_cards
from clubinterview.club.models import LONGEST_CLUB_NAME
from clubinterview.club.queries import SHOWN, club_for, clubs_of_school
from clubinterview.core.fields import unstorable
from clubinterview.core.pagination import Page
from clubinterview.core.web import WebAnswer

__all__ = ["bp"]


@bp.get("/clubs")
def index() -> WebAnswer:
    """List the clubs of the reader's school, or those whose names begin with what was searched for."""
    sought, after = _text("q"), _text("after")
    clubs = clubs_of_school(current_user, sought, after=after)
    shown = clubs[:SHOWN]
    next_url = None
    if len(clubs) > SHOWN:
        next_url = url_for("club.index", q=sought or None, after=shown[-1].name)
    return render_template("club/index.html", page=Page(shown, next_url=next_url), sought=sought)


@bp.get("/clubs/<slug>")
def show(slug: str) -> WebAnswer:
    """Show a club: what it is, its departments, and its drives."""
    reader = current_user._get_current_object()
    club = club_for(reader, slug)
    if club is None:
        abort(404)
    cards = [card for card in (maker(club, reader) for maker in club_cards) if card is not None]
    return render_template("club/show.html", club=club, cards=cards)


def _text(name: str) -> str:
    """Return an argument of the address as a club's name could hold it; what cannot be one finds nothing."""
    text = request.args.get(name, "").strip()
    if unstorable(text) or len(text) > LONGEST_CLUB_NAME:
        abort(404)
    return text
