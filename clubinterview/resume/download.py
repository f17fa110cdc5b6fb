"""How a resume leaves the site: as a file to download, never as a page of this site."""

from urllib.parse import quote

import structlog
from flask import Response, abort, send_file

from clubinterview.resume.models import Resume, ResumeKind
from clubinterview.storage import files

log = structlog.get_logger(__name__)

CONTENT_TYPES = {
    ResumeKind.PDF: "application/pdf",
    ResumeKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def resume_response(resume: Resume) -> Response:
    """Return the file as an attachment under the name that its owner gave it; 404 when the file is gone.

    Whether the reader may have it is for the caller to ask first.
    """
    try:
        file = files.open_file(resume.storage_key)
    except FileNotFoundError:
        if resume.size_bytes:
            log.error("file missing", resume_id=resume.id)
        abort(404)
    response = send_file(file, mimetype=CONTENT_TYPES[resume.kind], conditional=False, etag=False)
    response.content_length = resume.size_bytes
    name = quote(resume.filename, safe="")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"resume.{resume.kind}\"; filename*=UTF-8''{name}"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
