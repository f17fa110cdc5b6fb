"""Static files under an address that names their content, so that browsers may cache them for ever."""

import hashlib
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

YEAR_SECONDS = 31_536_000


def init_app(app: Flask, folder: Path) -> None:
    """Serve `folder` at /static/<digest>/ and give templates `static_url`. The digest covers every file."""
    digest = _digest(folder)
    prefix = f"/static/{digest}/"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix=prefix,
        add_headers_function=_add_headers,
        autorefresh=app.debug,
        mimetypes={".js": "text/javascript"},
    )

    @app.template_global()
    def static_url(path: str) -> str:
        return prefix + path


def _digest(folder: Path) -> str:
    content = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        content.update(str(path.relative_to(folder)).encode())
        content.update(path.read_bytes())
    return content.hexdigest()[:12]


def _add_headers(headers: dict[str, str], path: str, url: str) -> None:
    headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'"
