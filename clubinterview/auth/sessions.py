"""Signing in and out, and what every request asks of a session."""

import time
from datetime import datetime
from functools import partial
from typing import cast
from urllib.parse import urlsplit

import structlog
from flask import abort, current_app, g, redirect, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select, update

from clubinterview.auth.events import Event, record_event
from clubinterview.auth.gates import gate_before
from clubinterview.auth.models import LONGEST_USER_AGENT, LoginSession, User
from clubinterview.auth.origin import origin
from clubinterview.core.access import asked_view_is
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotFound
from clubinterview.core.limits import limits
from clubinterview.core.session_store import RedisSessions
from clubinterview.core.transaction import after_commit, transaction
from clubinterview.core.web import READING, WebAnswer, client_ip, safe_path
from clubinterview.extensions import db, login_manager

log = structlog.get_logger(__name__)

WANTED = "wanted page"  # in the session: what a gate led away from


def _store() -> RedisSessions:
    return cast(RedisSessions, current_app.session_interface)


def load_user(signed_in_as: str) -> User | None:
    """Return the account of a session: active, and of the version that signed in; else None. One statement."""
    user_id, _, version = signed_in_as.partition(".")
    user = db.session.get(User, int(user_id))
    if user is None or not user.is_active or str(user.session_version) != version:
        return None
    return user


def session_limits(user: User, *, is_remembered: bool) -> tuple[int, int]:
    """Return (idle seconds, seconds in any case) of a session of the user. Rule: docs/security.md 3.

    is_remembered: whether the browser is the user's own. On a shared one a student's session is as short as an officer's.
    """
    kind = "administrator" if user.is_superuser else "club" if user.is_club_member else "student"
    if kind == "student" and not is_remembered:
        kind = "shared"
    limits: tuple[int, int] = current_app.config["SESSION_LIMITS"][kind]
    return limits


def sign_in(user: User, *, now: datetime, method: str = "password", remember: bool = True) -> None:
    """Begin a session of this user in this browser, under a new id, once the transaction is committed.

    Sessions that ran out are recorded as ended, and the oldest beyond the allowed number end.  user: locked, so that
    two sign-ins at once count each other.  method: how the person proved who they are, as "password".  remember:
    whether the session outlives the closing of the browser.
    """
    interface = _store()
    sid = interface.new_id()
    row = LoginSession(
        user_id=user.id,
        store_key=interface.store_key(sid),
        ip=client_ip(),
        user_agent=request.user_agent.string[:LONGEST_USER_AGENT],
        method=method,
        is_remembered=remember,
        last_seen_at=now,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _end_superfluous(user, now=now)
    record_event(Event.SIGNED_IN, user_id=user.id, origin=origin(), detail=method)
    typed_at = now.timestamp() if method != "code" else 0.0
    after_commit(partial(_enter, user, sid, row, typed_at))


def _enter(user: User, sid: str, row: LoginSession, typed_at: float) -> None:
    idle_seconds, _ = session_limits(user, is_remembered=row.is_remembered)
    session.clear()
    _store().change_id(session, sid)
    login_user(user)
    at = row.created_at.timestamp()
    session.update(login_session_id=row.id, started_at=at, seen_at=at, password_at=typed_at, ttl=idle_seconds)
    session.permanent = row.is_remembered
    g.pop("csrf_token", None)
    generate_csrf()
    log.info("signed in", user_id=user.id, login_session_id=row.id)


def renew_session(user: User, *, now: datetime, by_password: bool = False) -> None:
    """Let this browser's session go on under a new id, and under the user's present session_version.

    Runs in a transaction; the old id is worthless once it is committed. The form token stays, so that a form
    which is open in another tab can still be sent. Sessions may last as long as before.
    by_password: whether the person has just typed their password.
    """
    interface = _store()
    sid = interface.new_id()
    row = db.session.get(LoginSession, session["login_session_id"])
    if row is not None:
        row.store_key = interface.store_key(sid)
        row.last_seen_at = now
    idle_seconds, _ = session_limits(user, is_remembered=session.permanent)
    seen = {"_user_id": user.get_id(), "seen_at": now.timestamp(), "ttl": idle_seconds}
    if by_password:
        seen["password_at"] = now.timestamp()

    def go_on() -> None:
        interface.change_id(session, sid)
        session.update(seen)

    after_commit(go_on)


def sign_out(*, now: datetime) -> None:
    """End the session of this browser. Runs in a transaction.

    Redis forgets the session first: should the database be away, the person is signed out all the same.
    """
    login_session_id = session.get("login_session_id")
    _forget_session()
    if login_session_id is not None:
        row = db.session.get(LoginSession, login_session_id)
        if row is not None and row.ended_at is None:
            row.ended_at, row.end_reason = now, "logout"
            record_event(Event.SIGNED_OUT, user_id=row.user_id, origin=origin())
            log.info("signed out", user_id=row.user_id, login_session_id=row.id)


def _forget_session() -> None:
    """Empty this browser's session, so that whatever follows gets a new id and no one is signed in."""
    session.clear()
    _store().regenerate(session)
    g.pop("csrf_token", None)
    login_manager._update_request_context_with_user()


def end_sessions(user: User, *, now: datetime, reason: str, but: int | None = None) -> None:
    """End the user's sessions. Runs in a transaction.

    reason: as "password", at most 20 characters.  but: the id of a login session that goes on.
    Raise `user.session_version` besides, and no session can slip through that is being made at this moment.
    """
    rows = open_sessions(user)
    _end([row for row in rows if row.id != but], now=now, reason=reason)


def end_other_sessions(user: User, *, now: datetime) -> None:
    """End all sessions but this browser's, which goes on under a new id. Runs in a transaction.  user: locked."""
    user.session_version += 1
    end_sessions(user, now=now, reason="device", but=session["login_session_id"])
    record_event(Event.DEVICES_SIGNED_OUT, user_id=user.id, origin=origin())
    renew_session(user, now=now)


def end_session(user: User, login_session_id: int, *, now: datetime) -> None:
    """End one of the user's sessions, on another device. Raises NotFound when there is no such open one."""
    rows = [row for row in open_sessions(user) if row.id == login_session_id]
    if not rows:
        raise NotFound(_l("That device is already signed out."))
    _end(rows, now=now, reason="device")
    record_event(Event.DEVICES_SIGNED_OUT, user_id=user.id, origin=origin(), detail=rows[0].device)


def open_sessions(user: User) -> list[LoginSession]:
    """Return the user's sessions that have not ended, newest first; some may have run out without a word."""
    return list(
        db.session.scalars(
            select(LoginSession)
            .where(LoginSession.user_id == user.id, LoginSession.ended_at.is_(None))
            .order_by(LoginSession.id.desc())
        )
    )


def living_sessions(user: User, *, now: datetime) -> list[LoginSession]:
    """Return the user's sessions that are within their limits, newest first: the devices of the account page."""
    return [row for row in open_sessions(user) if not _has_run_out(user, row, now)]


def _has_run_out(user: User, row: LoginSession, now: datetime) -> bool:
    return row.has_run_out(now, *session_limits(user, is_remembered=row.is_remembered))


def _end_superfluous(user: User, *, now: datetime) -> None:
    """Record which sessions ran out, and end the oldest beyond the allowed number."""
    living = []
    for row in open_sessions(user):
        if _has_run_out(user, row, now):
            _end([row], now=now, reason="expired")
        else:
            living.append(row)
    _end(living[current_app.config["SESSIONS_PER_USER"] :], now=now, reason="too many")


def _end(rows: list[LoginSession], *, now: datetime, reason: str) -> None:
    """End sessions in Redis, then in their rows: should Redis be away, nothing is recorded that has not happened."""
    _store().end([row.store_key for row in rows])
    for row in rows:
        row.ended_at, row.end_reason = now, reason


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
            _forget_session()
        return None if asked_view_is("is_public") else _ask_to_sign_in()
    if request.method not in READING:
        limits.hit((current_app.config["CHANGES_PER_MINUTE"], 60), "changes", str(user.id))
    _record_seen()
    if not asked_view_is("is_open_before_completion") and (first := gate_before(user, request.endpoint)):
        if request.method == "GET":
            session[WANTED] = request.full_path.rstrip("?")
        return redirect(url_for(first), 303 if request.method not in READING else 302)
    if asked_view_is("needs_recent_password") and not _typed_password_recently():
        return _ask_for_password()
    return None


def wanted_page() -> str | None:
    """Return, once, the page that this browser asked for when something had to be done first; None without one."""
    return safe_path(session.pop(WANTED, None))


def _session_goes_on(user: User) -> bool:
    """Whether the session is within its limits; ends it when it is not."""
    idle_seconds, longest_seconds = session_limits(user, is_remembered=session.permanent)
    now = time.time()
    if now - session["seen_at"] <= idle_seconds and now - session["started_at"] <= longest_seconds:
        return True
    with transaction():
        row = db.session.get(LoginSession, session["login_session_id"])
        if row is not None and row.ended_at is None:
            row.ended_at, row.end_reason = utcnow(), "expired"
    _forget_session()
    return False


def _record_seen() -> None:
    """Once in five minutes, record that the person was here, so that the session's idle time starts over."""
    now = time.time()
    if now - session["seen_at"] < current_app.config["LAST_SEEN_SECONDS"]:
        return
    idle_seconds, _ = session_limits(current_user, is_remembered=session.permanent)
    session.update(seen_at=now, ttl=idle_seconds)
    with transaction():
        db.session.execute(
            update(LoginSession)
            .where(LoginSession.id == session["login_session_id"])
            .values(last_seen_at=utcnow())
        )


def _typed_password_recently() -> bool:
    return bool(time.time() - session.get("password_at", 0) <= current_app.config["PASSWORD_AGAIN_SECONDS"])


def _ask_for_password() -> WebAnswer:
    """Ask for the password; afterwards the page comes, or, for a form, the page that it stood on."""
    target = (
        request.full_path.rstrip("?") if request.method in READING else urlsplit(request.referrer or "").path
    )
    return redirect(url_for("auth.password_again", next=target or None), 303)


def _ask_to_sign_in() -> WebAnswer:
    if request.method not in READING:
        abort(401)
    target = request.full_path.rstrip("?")
    return redirect(url_for("auth.login", next=target if target != "/" else None))
