"""The pieces of a recording become one file: when its browser says that they are all, or no more come."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select

from clubinterview.core.transaction import after_commit, release_connection, transaction
from clubinterview.extensions import db
from clubinterview.practice.models import (
    AnswerStatus,
    MockAnswer,
    MockInterview,
    MockStatus,
    Recording,
    RecordingPiece,
    RecordingStatus,
)
from clubinterview.practice.owners import lock_owner
from clubinterview.practice.recording.services import (
    KIND_OF_FILE,
    RecordingRefused,
    delete_files,
    own_recording,
    pieces_of,
    require_taking,
)
from clubinterview.practice.recording.sounds import SHA256
from clubinterview.storage import files

log = structlog.get_logger(__name__)

AT_ONCE = 20
QUIET_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Joined:
    """The one file of some pieces: where it is, what it is, and the keys of the pieces."""

    storage_key: str
    sha256: str
    piece_keys: list[str]


def complete_recording(
    user_id: int, recording_id: int, *, pieces: int, sha256: str | None, seconds: int
) -> Recording:
    """Join the pieces and return the recording, whole; completing twice is completing once.

    pieces: how many there are.  sha256: of all of them together, hex, or None when the browser cannot tell.
    Raises NotFound; RecordingRefused when no rest is taken any more, pieces are missing, or the hash does not agree: then
    the pieces stay and more may come. Has its own transactions, since the joining takes a moment.
    """
    recording = own_recording(user_id, recording_id)
    _check_claims(sha256, seconds)
    if recording.status == RecordingStatus.WHOLE:
        return _agreeing(recording, sha256)
    require_taking(recording)
    rows = pieces_of(recording_id)
    if len(rows) != pieces or not rows:
        raise RecordingRefused(_l("A part of the recording is missing."), wanted=len(rows))
    try:
        joined = _join(rows)
    except FileNotFoundError as error:
        return _completed_meanwhile(user_id, recording_id, error)
    if sha256 is not None and joined.sha256 != sha256.lower():
        files.delete(joined.storage_key)
        raise RecordingRefused(
            _l("The recording did not arrive as it was sent."), status=422, wanted=len(rows)
        )
    return _finish(user_id, recording_id, joined, seconds=seconds)


def join_closed(now: datetime) -> int:
    """Join what arrived for closed answers once nothing has come for QUIET_FOR; return how many recordings.

    They are whole then, of 0 seconds, which says that the end may be missing.
    """
    waiting = db.session.execute(
        select(Recording.user_id, Recording.id)
        .join(RecordingPiece, RecordingPiece.recording_id == Recording.id)
        .join(MockAnswer, MockAnswer.id == Recording.answer_id)
        .join(MockInterview, MockInterview.id == MockAnswer.mock_id)
        .where(
            Recording.updated_at <= now - QUIET_FOR,
            or_(
                MockAnswer.status.in_([AnswerStatus.DONE, AnswerStatus.SKIPPED]),
                MockInterview.status.in_([MockStatus.FINISHED, MockStatus.ABANDONED]),
            ),
        )
        .distinct()
        .limit(AT_ONCE)
    ).all()
    joined = 0
    for user_id, recording_id in waiting:
        try:
            _finish(user_id, recording_id, _join(pieces_of(recording_id)), seconds=0)
        except (FileNotFoundError, RecordingRefused) as error:
            log.error("recording not joined", recording_id=recording_id, error=type(error).__name__)
        else:
            joined += 1
    return joined


def _check_claims(sha256: str | None, seconds: int) -> None:
    most = current_app.config["RECORDING_MAX_SECONDS"]
    if not 0 <= seconds <= most:
        raise RecordingRefused(_l("A recording takes at most 30 minutes."), status=422)
    if sha256 is not None and not SHA256.fullmatch(sha256.lower()):
        raise RecordingRefused(_l("The recording did not arrive as it was sent."), status=422)


def _join(rows: Iterable[RecordingPiece]) -> Joined:
    """Write the pieces into one file, one after another. Raises FileNotFoundError, StorageFull."""
    keys = [row.storage_key for row in rows]
    release_connection()
    digest = hashlib.sha256()

    def contents() -> Iterator[bytes]:
        for key in keys:
            with files.open_file(key) as file:
                content = file.read()
            digest.update(content)
            yield content

    storage_key = files.save_parts(KIND_OF_FILE, contents())
    return Joined(storage_key, digest.hexdigest(), keys)


def _finish(user_id: int, recording_id: int, joined: Joined, *, seconds: int) -> Recording:
    """Make the joined file the recording; the pieces go. The file goes instead when somebody else was first."""
    try:
        with transaction():
            lock_owner(user_id)
            recording = own_recording(user_id, recording_id)
            if recording.status == RecordingStatus.WHOLE:
                after_commit(partial(files.delete, joined.storage_key))
                return _agreeing(recording, joined.sha256)
            if [piece.storage_key for piece in pieces_of(recording_id)] != joined.piece_keys:
                raise RecordingRefused(
                    _l("Another part came in the meantime."), wanted=len(joined.piece_keys)
                )
            recording.status = RecordingStatus.WHOLE
            recording.storage_key, recording.sha256 = joined.storage_key, joined.sha256
            recording.seconds = seconds
            db.session.execute(delete(RecordingPiece).where(RecordingPiece.recording_id == recording_id))
            after_commit(partial(delete_files, joined.piece_keys))
            return recording
    except BaseException:
        files.delete(joined.storage_key)
        raise


def _completed_meanwhile(user_id: int, recording_id: int, error: FileNotFoundError) -> Recording:
    """Return the recording when another request has joined the pieces, which is why they are gone."""
    recording = own_recording(user_id, recording_id)
    if recording.status != RecordingStatus.WHOLE:
        log.error("file missing", recording_id=recording_id)
        raise error
    return recording


def _agreeing(recording: Recording, sha256: str | None) -> Recording:
    if sha256 is not None and sha256.lower() != recording.sha256:
        raise RecordingRefused(_l("This recording is finished already."), is_whole=True)
    return recording
