"""What the worker does for recordings: joins those of closed answers, and clears away what was abandoned."""

from datetime import datetime, timedelta

import structlog
from flask_babel import lazy_gettext as _l
from huey import crontab
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.jobs import PeriodicJob
from clubinterview.core.transaction import in_transaction, lock
from clubinterview.extensions import db
from clubinterview.practice.models import Recording, RecordingPiece, RecordingStatus
from clubinterview.practice.owners import lock_owner
from clubinterview.practice.recording.joining import join_closed
from clubinterview.practice.recording.services import KIND_OF_FILE, forget
from clubinterview.storage import files

log = structlog.get_logger(__name__)

ORPHAN_AFTER = timedelta(days=1)
GIVEN_UP_AFTER = timedelta(days=7)
AT_ONCE = 500


def join_recordings(now: datetime) -> None:
    """Make what arrived for closed answers playable when no more of it seems to come."""
    if joined := join_closed(now):
        log.info("recordings joined", recordings=joined)


def sweep_recordings(now: datetime) -> None:
    """Forget recordings that were left unfinished, then delete files without a row."""
    forgotten = forget_all_given_up(now)
    log.info("recordings swept", recordings=forgotten, files=sweep_files(now))


JOIN_RECORDINGS = PeriodicJob("join_recordings", _l("Join recordings"), lambda: join_recordings(utcnow()))
SWEEP_RECORDINGS = PeriodicJob(
    "sweep_recordings",
    _l("Delete expired recordings"),
    lambda: sweep_recordings(utcnow()),
    when=crontab(minute="40", hour="19"),  # 03:40 in the clubs' zone
)


def forget_all_given_up(now: datetime) -> int:
    """Delete recordings that no one can hear and that have waited for more than seven days, each in its own transaction; return how many."""
    last_id = forgotten = 0
    while ids := _given_up(now, after=last_id):
        for recording_id in ids:
            in_transaction(lambda recording_id=recording_id: _forget_given_up(recording_id, now=now))  # type: ignore[misc]
        last_id = ids[-1]
        forgotten += len(ids)
    return forgotten


def sweep_files(now: datetime) -> int:
    """Delete files older than a day that neither a recording nor a piece holds, and return how many."""
    return files.sweep(KIND_OF_FILE, _known, before=now - ORPHAN_AFTER)


def _known(keys: list[str]) -> set[str]:
    whole = select(Recording.storage_key).where(Recording.storage_key.in_(keys))
    pieces = select(RecordingPiece.storage_key).where(RecordingPiece.storage_key.in_(keys))
    return {str(key) for key in (*db.session.scalars(whole), *db.session.scalars(pieces))}


def _given_up(now: datetime, *, after: int) -> list[int]:
    rows = select(Recording.id).where(
        Recording.id > after,
        Recording.status == RecordingStatus.RECEIVING,
        Recording.storage_key.is_(None),
        Recording.updated_at < now - GIVEN_UP_AFTER,
    )
    return list(db.session.scalars(rows.order_by(Recording.id).limit(AT_ONCE)))


def _forget_given_up(recording_id: int, *, now: datetime) -> None:
    owner_id = db.session.scalar(select(Recording.user_id).where(Recording.id == recording_id))
    if owner_id is None:
        return
    lock_owner(owner_id)
    recording = lock(Recording, recording_id)
    if recording is None or recording.storage_key is not None:
        return
    if recording.updated_at < now - GIVEN_UP_AFTER:
        forget(recording)
