"""The words of a resume, read by the worker, so that officers can see and search them."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update

from clubinterview.core.errors import Busy
from clubinterview.core.transaction import release_connection, transaction
from clubinterview.extensions import db
from clubinterview.resume.child import ReaderFailed, read
from clubinterview.resume.models import Resume, TextStatus
from clubinterview.storage import files

log = structlog.get_logger(__name__)

LEFT_BEHIND_AFTER_SECONDS = 120
AT_ONCE = 20


def extract(resume_id: int) -> None:
    """Read the words of one version and note them, or that there are none. Doing it twice does no harm."""
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


def left_behind(now: datetime) -> list[int]:
    """Return the ids of versions that no worker has read for two minutes, the oldest first."""
    return list(
        db.session.scalars(
            select(Resume.id)
            .where(
                Resume.text_status == TextStatus.WAITING,
                Resume.size_bytes > 0,
                Resume.created_at <= now - timedelta(seconds=LEFT_BEHIND_AFTER_SECONDS),
            )
            .order_by(Resume.id)
            .limit(AT_ONCE)
        )
    )


def _text_of(resume: Resume) -> str:
    """Return the words of the file; "" when it has none or cannot be read."""
    try:
        with files.open_file(resume.storage_key) as file:
            return read("text", resume.kind, file.read())["text"]
    except (ReaderFailed, Busy, FileNotFoundError) as error:
        log.warning("resume not read", resume_id=resume.id, error=type(error).__name__)
        return ""
