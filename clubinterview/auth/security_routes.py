"""The security of an account on one page: ways in, devices, and what happened lately."""

from functools import partial

from flask import render_template, request, session, url_for
from flask_login import current_user
from sqlalchemy import select

from clubinterview.auth import bp
from clubinterview.auth.event_words import METHODS, words_of
from clubinterview.auth.events import newest_events
from clubinterview.auth.forms import phones_are_offered
from clubinterview.auth.models import SecurityEvent
from clubinterview.auth.sessions import living_sessions
from clubinterview.core.clock import utcnow
from clubinterview.core.pagination import Cursor, page_of
from clubinterview.core.web import WebAnswer

NEWEST = 8


@bp.get("/me/security")
def security() -> WebAnswer:
    """Show the ways in, the devices, and the newest events."""
    return render_template(
        "auth/security.html",
        devices=living_sessions(current_user, now=utcnow()),
        this_device=session["login_session_id"],
        events=newest_events(current_user.id, how_many=NEWEST),
        words_of=words_of,
        methods=METHODS,
        phones_offered=phones_are_offered(),
    )


@bp.get("/me/security/events")
def security_events() -> WebAnswer:
    """List everything that is stored about the account's safety, newest first."""
    mine = select(SecurityEvent.id).where(SecurityEvent.user_id == current_user.id)
    page = page_of(select(SecurityEvent), mine, Cursor.from_arguments(request.args))
    page = page.with_urls(partial(url_for, "auth.security_events"))
    return render_template("auth/security_events.html", page=page, words_of=words_of)
