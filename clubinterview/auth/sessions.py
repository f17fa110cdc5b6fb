"""Signing in and out, and what every request asks of a session."""

import time
from datetime import datetime

import structlog
from flask import abort, current_app, g, redirect, request, session, url_for
from flask_login import current_user, login_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select, update

from clubinterview.auth.models import LoginSession, User
from clubinterview.core.access import asked_view_is
from clubinterview.core.clock import utcnow
from clubinterview.core.limits import limits
from clubinterview.core.transaction import after_commit, transaction
from clubinterview.core.web import READING, WebAnswer, client_ip
from clubinterview.extensions import db, login_manager

log = structlog.get_logger(__name__)


def load_user(signed_in_as: str) -> User | None:
    """Return the account of a session: active, and of the version that signed in; else None. One statement."""
    user_id, _, version = signed_in_as.partition(".")
    user = db.session.get(User, int(user_id))
    if user is None or not user.is_active or str(user.session_version) != version:
        return None
    return user


def session_limits(user: User) -> tuple[int, int]:
    """Return (idle seconds, seconds in any case) of the user's sessions. Rule: security.md 3."""
    kind = "administrator" if user.is_superuser else "club" if user.is_club_member else "student"
    return current_app.config["SESSION_LIMITS"][kind]


def sign_in(user: User, *, now: datetime) -> None:
    """Begin a session of this user in this browser, under a new id. Runs in a transaction.

    The oldest sessions beyond the allowed number end.
    """
    interface = current_app.session_interface
    session.clear()
    interface.regenerate(session)
    login_user(user)
    idle_seconds, _ = session_limits(user)
    row = LoginSession(
        user_id=user.id,
        store_key=interface.store_key(session),
        ip=client_ip(),
        user_agent=request.user_agent.string[:255],
        last_seen_at=now,
    )
    db.session.add(row)
    db.session.flush()
    session.update(
        login_session_id=row.id, started_at=now.timestamp(), seen_at=now.timestamp(), ttl=idle_seconds
    )
    g.pop("csrf_token", None)
    generate_csrf()
    _end_oldest(user, now=now)
    log.info("signed in", user_id=user.id, login_session_id=row.id)


def sign_out(*, now: datetime) -> None:
    """End the session of this browser. Runs in a transaction."""
    if current_user.is_authenticated:
        row = db.session.get(LoginSession, session.get("login_session_id"))
        if row is not None and row.ended_at is None:
            row.ended_at, row.end_reason = now, "logout"
        log.info("signed out", user_id=current_user.id)
    session.clear()
    session.pop("_permanent", None)
    g.pop("csrf_token", None)
    login_manager._update_request_context_with_user()


def end_sessions(user: User, *, now: datetime, reason: str, but: int | None = None) -> None:
    """End the user's sessions. Runs in a transaction; Redis forgets them once it is committed.

    reason: as "password", at most 20 characters.  but: the id of a login session that goes on.
    """
    rows = db.session.scalars(
        select(LoginSession).where(
            LoginSession.user_id == user.id, LoginSession.ended_at.is_(None), LoginSession.id != (but or 0)
        )
    ).all()
    _end(rows, now=now, reason=reason)


def _end_oldest(user: User, *, now: datetime) -> None:
    rows = db.session.scalars(
        select(LoginSession)
        .where(LoginSession.user_id == user.id, LoginSession.ended_at.is_(None))
        .order_by(LoginSession.id.desc())
        .offset(current_app.config["SESSIONS_PER_USER"])
    ).all()
    _end(rows, now=now, reason="too many")


def _end(rows: object, *, now: datetime, reason: str) -> None:
    keys = []
    for row in rows:  # type: ignore[attr-defined]
        row.ended_at, row.end_reason = now, reason
        keys.append(row.store_key)
    interface = current_app.session_interface
    after_commit(lambda: interface.end(keys))


def guard() -> WebAnswer | None:
    """Before every request: who is this, may the session go on, and is the page open to them?"""
    if request.endpoint is None:
        return None
    if request.endpoint.startswith("health."):
        return None
    user = current_user
    if user.is_authenticated and not _session_goes_on(user):
        user = None
    if user is None or not user.is_authenticated:
        if session.get("_user_id"):
            session.clear()
        return None if asked_view_is("is_public") else _ask_to_sign_in()
    if request.method not in READING:
        limits.hit((current_app.config["CHANGES_PER_MINUTE"], 60), "changes", str(user.id))
    _note_seen()
    if not user.is_initialised and not asked_view_is("is_open_before_completion"):
        return redirect(url_for("auth.complete"))
    return None


def _session_goes_on(user: User) -> bool:
    """Whether the session is within its limits; ends it when it is not."""
    idle_seconds, longest_seconds = session_limits(user)
    now = time.time()
    if now - session["seen_at"] <= idle_seconds and now - session["started_at"] <= longest_seconds:
        return True
    with transaction():
        row = db.session.get(LoginSession, session["login_session_id"])
        if row is not None and row.ended_at is None:
            row.ended_at, row.end_reason = utcnow(), "expired"
    session.clear()
    login_manager._update_request_context_with_user()
    return False


def _note_seen() -> None:
    """Once in five minutes, note that the person was here, so that the session's idle time begins anew."""
    now = time.time()
    if now - session["seen_at"] < current_app.config["LAST_SEEN_SECONDS"]:
        return
    idle_seconds, _ = session_limits(current_user)
    session.update(seen_at=now, ttl=idle_seconds)
    with transaction():
        db.session.execute(
            update(LoginSession)
            .where(LoginSession.id == session["login_session_id"])
            .values(last_seen_at=utcnow())
        )


def _ask_to_sign_in() -> WebAnswer:
    if request.method not in READING:
        abort(401)
    target = request.full_path.rstrip("?")
    return redirect(url_for("auth.login", next=target if target != "/" else None))
