"""Once a night: files that no row knows, and versions that nothing refers to any more, are deleted."""

from datetime import datetime, timedelta

import structlog
from flask_babel import lazy_gettext as _l
from huey import crontab
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.jobs import PeriodicJob
from clubinterview.core.transaction import in_transaction
from clubinterview.extensions import db
from clubinterview.resume.models import Resume
from clubinterview.resume.services import KIND_OF_FILE, forget_if_unreferenced
from clubinterview.storage import files

log = structlog.get_logger(__name__)

ORPHAN_AFTER = timedelta(days=1)
AT_ONCE = 500


def sweep_resumes(now: datetime) -> None:
    """Forget what nothing refers to, then delete files without a row."""
    forget_unreferenced(now)
    log.info("resumes swept", files=sweep_files(now))


SWEEP_RESUMES = PeriodicJob(
    "sweep_resumes",
    _l("Delete replaced resumes"),
    lambda: sweep_resumes(utcnow()),
    when=crontab(minute="20", hour="19"),  # 03:20 in the clubs' zone
)


def forget_unreferenced(now: datetime) -> None:
    """Look at every earlier version that still has a file, a few hundred at a time, each in its own transaction."""
    last_id = 0
    while ids := _earlier_versions(after=last_id):
        for resume_id in ids:
            in_transaction(lambda resume_id=resume_id: forget_if_unreferenced(resume_id, now=now))  # type: ignore[misc]
        last_id = ids[-1]


def sweep_files(now: datetime) -> int:
    """Delete files older than a day that no row holds, and return how many."""
    return files.sweep(KIND_OF_FILE, _known, before=now - ORPHAN_AFTER)


def _earlier_versions(*, after: int) -> list[int]:
    return list(
        db.session.scalars(
            select(Resume.id)
            .where(Resume.id > after, Resume.is_current.is_(None), Resume.size_bytes > 0)
            .order_by(Resume.id)
            .limit(AT_ONCE)
        )
    )


def _known(keys: list[str]) -> set[str]:
    rows = select(Resume.storage_key).where(Resume.storage_key.in_(keys), Resume.size_bytes > 0)
    return set(db.session.scalars(rows))
