"""Every error a person can meet, as a page of ours in their language, with a request id and nothing internal."""

import structlog
from flask import Flask, g, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from redis import RedisError
from sqlalchemy.exc import DBAPIError, TimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from clubinterview.core.access import asked_view_is
from clubinterview.core.errors import DomainError
from clubinterview.core.logs import loggable_path
from clubinterview.core.transaction import is_lock_conflict
from clubinterview.extensions import db, login_manager

log = structlog.get_logger(__name__)

Answer = tuple[str, int, dict[str, str]]
RETRY_SECONDS = 10
LONG_TEXT = 20  # characters that it would hurt to type again


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(CSRFError, _token_missing)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(RedisError, _unavailable)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(TimeoutError, _unavailable)
    app.register_error_handler(InternalServerError, _http_error)


def _texts(code: int) -> tuple[str, str]:
    """Return (title, text) of the page for an HTTP status."""
    return {
        400: (
            _("We couldn't read that request"),
            _("Something was missing or unreadable. Go back, reload the page and try again."),
        ),
        401: (_("You need to sign in"), _("Sign in to see this page.")),
        403: (
            _("You don't have permission to do this"),
            _("If you think you should have access, ask a club owner."),
        ),
        404: (_("Page not found"), _("The page doesn't exist, or you don't have access to it.")),
        405: (_("This can't be done here"), _("This address doesn't accept that kind of request.")),
        409: (
            _("This is no longer possible"),
            _("Something has just changed. Check the current state and try again."),
        ),
        413: (_("That's too large"), _("Choose a smaller file or shorten the text.")),
        415: (_("This file type isn't accepted"), _("Choose another file.")),
        422: (_("Something needs fixing"), _("Go back and check your answers.")),
        429: (_("Too many attempts"), _("Wait a moment and try again.")),
        500: (_("Something went wrong on our side"), _("We've logged the problem. Try again in a moment.")),
        503: (
            _("Back in a moment"),
            _("Part of the system isn't responding. Try again in a few seconds."),
        ),
        507: (_("There's no space to save this"), _("Nothing was changed. Try again later.")),
    }.get(code, (_("That didn't work"), _("Go back and try again.")))


def error_page(
    code: int, *, text: str = "", retry_after: int | None = None, is_plain: bool = False
) -> Answer:
    """Return the page of an HTTP status.

    text: replaces the standard sentence.  retry_after: seconds.  is_plain: without the reader's name and the links.
    """
    if is_plain := is_plain or code in {500, 503}:
        # Where a store may be down, the page must not ask it who is reading.
        login_manager._update_request_context_with_user()
    title, standard = _texts(code)
    headers = {"Cache-Control": "no-store"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    template = "errors/plain.html" if is_plain else "errors/error.html"
    page = render_template(
        template, code=code, title=title, text=text or standard, request_id=g.get("request_id", "")
    )
    return page, code, headers


def _refused(error: DomainError) -> Answer:
    db.session.rollback()
    log.info("refused", reason=type(error).__name__, status=error.status)
    text = "" if error.status == 404 else str(error)
    return error_page(error.status, text=text, retry_after=error.retry_after)


def _token_missing(error: CSRFError) -> Answer:
    """Render the longer texts that were sent, so that they can be copied into the form once it is reloaded."""
    log.info("refused", reason="csrf token", status=400)
    texts = [
        text
        for name, text in request.form.items(multi=True)
        if len(text) >= LONG_TEXT and not any(word in name for word in ("password", "code", "token"))
    ]
    is_signed_out = not (current_user.is_authenticated or asked_view_is("is_public"))
    page = render_template(
        "errors/token.html", texts=texts, is_signed_out=is_signed_out, request_id=g.get("request_id", "")
    )
    return page, 400, {"Cache-Control": "no-store"}


def _http_error(error: HTTPException) -> Answer:
    code = error.code or 500
    if code < 400:
        return error.get_response()  # type: ignore[return-value]
    original = getattr(error, "original_exception", None)
    if isinstance(original, RedisError | TimeoutError):
        return _unavailable(original)
    if isinstance(original, DBAPIError):
        return _database_error(original)
    if code == 500:
        db.session.rollback()
    retry_after = getattr(error, "retry_after", None)
    return error_page(
        code,
        retry_after=retry_after or (RETRY_SECONDS if code == 503 else None),
        is_plain=isinstance(error, SecurityError),  # a host that is not trusted has no addresses to link to
    )


def _database_error(error: DBAPIError) -> Answer:
    """A database that is away or overrun answers 503; anything else is our mistake and answers 500."""
    db.session.rollback()
    gone = (
        error.connection_invalidated or is_lock_conflict(error) or type(error).__name__ == "OperationalError"
    )
    log.error("database error", path=loggable_path(), exc_info=error)
    return error_page(503, retry_after=RETRY_SECONDS) if gone else error_page(500)


def _unavailable(error: Exception) -> Answer:
    db.session.rollback()
    log.error("unavailable", path=loggable_path(), error=type(error).__name__)
    return error_page(503, retry_after=RETRY_SECONDS)
