"""Logs: JSON lines in UTC that say who did what with which result, and nothing secret."""

import logging
import re
import sys
from typing import Any

import structlog
from flask import Flask, g, has_request_context, request

LONG_WORD = re.compile(r"[^/]{32,}")


def init_app(app: Flask) -> None:
    """Send our records, and what the task queue has to say, to standard error as JSON lines."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _add_request,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    app.logger.handlers = [handler]  # Flask's own logger has the package's name, so all of ours are below it
    app.logger.setLevel(app.config["LOG_LEVEL"])
    app.logger.propagate = app.testing
    queue = logging.getLogger("huey")
    queue.handlers, queue.propagate = [handler], app.testing
    queue.setLevel(logging.WARNING)


def _add_request(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    if has_request_context():
        event["request_id"] = g.get("request_id")
        event["event"] = str(event["event"]).replace(request.path, loggable_path())
        user = getattr(g, "_login_user", None)
        if user is not None and user.is_authenticated:
            event["user_id"] = user.id
    return event


log = structlog.get_logger("clubinterview.access")


def loggable_path() -> str:
    """Return the path of the request, without the token that opens it for anyone who has it.

    Long words stay out of a path that no page has: it may be such a link, copied badly.
    """
    if request.url_rule is None:
        return LONG_WORD.sub("…", request.path)
    return request.url_rule.rule if "token" in (request.view_args or {}) else request.path


def access_log(status: int, seconds: float) -> None:
    """Log one answered request. Query strings stay out: they may hold words that people searched for."""
    log.info(
        "request",
        method=request.method,
        path=loggable_path(),
        status=status,
        milliseconds=round(seconds * 1000, 1),
    )
