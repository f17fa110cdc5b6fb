"""What every request and every answer has in common: ids, headers, limits, cookies, safe addresses."""

import gzip
import secrets
import time
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request, session
from flask.typing import ResponseReturnValue as WebAnswer
from werkzeug import Response as BaseResponse
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from clubinterview.core.access import asked_view_is
from clubinterview.core.by import By
from clubinterview.core.clock import utcnow
from clubinterview.core.database import LARGEST_ID
from clubinterview.core.logs import access_log
from clubinterview.core.session_store import redis_is_down

__all__ = ["WebAnswer"]

READING = {"GET", "HEAD", "OPTIONS"}
KNOWN_METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}

COMPRESSED = {"text/html", "application/json"}
SHORTEST_COMPRESSED_BYTES = 1000

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
MICROPHONE_OPEN = "camera=(), microphone=(self), geolocation=()"
MEDIA_OF_THIS_SITE = "; media-src 'self'"


class RowIdConverter(IntegerConverter):
    """A whole number that a row can have; others do not match, and so answer 404."""

    def __init__(self, map: object, **kwargs: object) -> None:
        super().__init__(map, min=1, max=LARGEST_ID)  # type: ignore[arg-type]

    def to_python(self, value: str) -> int:
        if len(value) > len(str(LARGEST_ID)):
            value = str(LARGEST_ID + 1)
        return int(super().to_python(value))


def init_app(app: Flask) -> None:
    """Attach the checks before and the headers after every request."""
    app.url_map.converters["int"] = RowIdConverter
    if hops := app.config["TRUSTED_PROXY_HOPS"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_prefix=0)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()
    if request.method not in KNOWN_METHODS:
        abort(405)
    request.host  # noqa: B018 - reading it refuses a host that is not trusted, also where nothing needs it
    if redis_is_down():
        raise ServiceUnavailable(retry_after=10)
    _limit_body()


def _limit_body() -> None:
    """Set how much this request may send. Werkzeug's own limits leave two gaps that are closed here.

    Its limit for forms is not applied to urlencoded ones; and a body of unknown length that is not multipart is cut
    off at the limit instead of being refused.
    """
    if request.mimetype == "application/x-www-form-urlencoded":
        limit = current_app.config["MAX_FORM_MEMORY_SIZE"]
    elif asked_view_is("takes_uploads"):
        limit = current_app.config["UPLOAD_MAX_CONTENT_LENGTH"]
    else:
        limit = current_app.config["MAX_CONTENT_LENGTH"]
    request.max_content_length = limit
    if request.content_length is None and request.mimetype != "multipart/form-data":
        request.max_content_length = limit + 1
        if len(request.get_data()) > limit:
            abort(413)


def _finish(response: Response) -> Response:
    for name, value in _headers().items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if not response.headers.get("Cache-Control") and session is not None and (session or session.modified):
        response.headers["Cache-Control"] = "no-store"
    _compress(response)
    access_log(response.status_code, time.perf_counter() - g.get("started", time.perf_counter()))
    return response


def _headers() -> dict[str, str]:
    """Return the headers of this answer: the same on every page but those whose marks allow more (core.access)."""
    headers = dict(HEADERS)
    if asked_view_is("opens_microphone"):
        headers["Permissions-Policy"] = MICROPHONE_OPEN
    if asked_view_is("plays_media"):
        headers["Content-Security-Policy"] += MEDIA_OF_THIS_SITE
    return headers


def _compress(response: Response) -> None:
    """Send longer pages compressed. The CSRF token in them is signed again each second, so its length reveals nothing."""
    response.vary.add("Accept-Encoding")
    takes_gzip = request.accept_encodings.find("gzip") >= 0
    if response.mimetype not in COMPRESSED or response.is_streamed or not takes_gzip:
        return
    content = response.get_data()
    if len(content) > SHORTEST_COMPRESSED_BYTES and "Content-Encoding" not in response.headers:
        response.set_data(gzip.compress(content, compresslevel=1, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def client_network() -> str:
    """Return the network that the request came from: /24 of an IPv4 address, /64 of an IPv6 one; "" if unknown."""
    try:
        address = ip_address(client_ip())
    except ValueError:
        return ""
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    prefix = 24 if address.version == 4 else 64
    return str(ip_network((address.packed, prefix), strict=False))


def client_key() -> str:
    """Return the key by which limits count a client: an IPv4 address, or a whole /64, since every IPv6 line has one."""
    network = client_network()
    return network if ":" in network else client_ip()


def client_ip() -> str:
    """Return the address that the request came from, as far as proxies that the settings name can be believed."""
    return request.remote_addr or ""


def acting(user_id: int) -> By:
    """Return that this person acts, now, and from where the present request came."""
    return By(user_id, client_ip(), utcnow())


def safe_path(target: str | None) -> str | None:
    """Return `target` when it is a path of this site, else None: no host, backslash, space or control character."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or " " in target or not target.isprintable():
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def public_url(path: str) -> str:
    """Return the full address of a path of this site, for mails: made from the settings, never the request."""
    return str(current_app.config["PUBLIC_URL"] + path)


def set_cookie(response: BaseResponse, name: str, value: str, *, max_age: int) -> None:
    """Set one of our cookies. In production its name begins with __Host-.  max_age: seconds."""
    production = current_app.config["PRODUCTION"]
    response.set_cookie(
        f"__Host-{name}" if production else name,
        value,
        max_age=max_age,
        secure=production,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def get_cookie(name: str) -> str | None:
    """Return one of our cookies as the browser sent it."""
    return request.cookies.get(f"__Host-{name}" if current_app.config["PRODUCTION"] else name)
