"""The words of a resume, read by the worker, so that officers can see and search them."""

from datetime import datetime, timedelta

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select, update

from clubinterview.core.errors import Busy
from clubinterview.core.jobs import Job, Sweep
from clubinterview.core.transaction import release_connection, transaction
from clubinterview.extensions import db
from clubinterview.resume.child import ReaderFailed, read
from clubinterview.resume.models import Resume, TextStatus
from clubinterview.storage import files

log = structlog.get_logger(__name__)


def extract(resume_id: int) -> None:
    """Read the words of one version and save them, or that there are none. Doing it twice does no harm."""
    resume = db.session.get(Resume, resume_id, populate_existing=True)
    if resume is None or resume.text_status != TextStatus.WAITING or not resume.size_bytes:
        return
    release_connection()
    text = _text_of(resume)
    values = {"text": text, "text_status": TextStatus.READY if text else TextStatus.FAILED}
    with transaction():
        db.session.execute(
            update(Resume)
            .where(Resume.id == resume_id, Resume.text_status == TextStatus.WAITING, Resume.size_bytes > 0)
            .values(**values)
        )


def _unread(since: datetime) -> Select[int]:
    return select(Resume.id).where(
        Resume.text_status == TextStatus.WAITING, Resume.size_bytes > 0, Resume.created_at <= since
    )


EXTRACT_TEXT = Job(
    "extract_text",
    _l("Read resumes"),
    extract,
    sweep=Sweep("extract_left_behind", _unread, after=timedelta(minutes=2), at_once=20),
)


def _text_of(resume: Resume) -> str:
    """Return the words of the file; "" when it has none or cannot be read."""
    try:
        with files.open_file(resume.storage_key) as file:
            return str(read("text", resume.kind, file.read())["text"])
    except (ReaderFailed, Busy, FileNotFoundError) as error:
        log.warning("resume not read", resume_id=resume.id, error=type(error).__name__)
        return ""
