"""Clubs as students see them."""

from functools import partial
from unicodedata import normalize

from flask import abort, current_app, render_template, request, url_for
from flask_login import current_user

from clubinterview.club import bp, hooks
from clubinterview.club.models import LONGEST_CLUB_NAME, Club
from clubinterview.club.queries import club_for, clubs_of_school
from clubinterview.core.fields import unstorable
from clubinterview.core.limits import limits
from clubinterview.core.pagination import Cursor, Page
from clubinterview.core.web import WebAnswer


@bp.get("/clubs")
def index() -> WebAnswer:
    """List the clubs of the reader's school, or those whose names begin with what was searched for."""
    sought = normalize("NFC", request.args.get("q", "").replace("\0", "").strip())
    after = Cursor.from_arguments(request.args).after
    if sought:
        limits.hit((current_app.config["SEARCHES_PER_MINUTE"], 60), "search", str(current_user.id))
    could_be_a_name = len(sought) <= LONGEST_CLUB_NAME and not unstorable(sought)
    page = clubs_of_school(current_user, sought, after=after) if could_be_a_name else Page[Club]([])
    url = partial(url_for, "club.index", q=sought or None)
    return render_template("club/index.html", page=page.with_urls(url), sought=sought)


@bp.get("/clubs/<slug>")
def show(slug: str) -> WebAnswer:
    """Show a club: what it is, its departments, and its drives."""
    reader = current_user._get_current_object()
    club = club_for(reader, slug)
    if club is None:
        abort(404)
    fragments = [
        fragment for render in hooks.club_fragments if (fragment := render(club, reader)) is not None
    ]
    return render_template("club/show.html", club=club, fragments=fragments)
