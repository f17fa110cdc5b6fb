"""The pieces of a recording become one file: for now when no more come, and for good when its browser says they are all."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, delete, or_, select

from clubinterview.core.errors import DomainError, NotFound, StorageFull
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
    is_lost,
    own_recording,
    pieces_of,
    require_taking,
)
from clubinterview.practice.recording.sounds import SHA256
from clubinterview.storage import files

log = structlog.get_logger(__name__)

AT_ONCE = 20
READ_BYTES = 1_000_000
QUIET_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Joined:
    """One file of several: where it is, what it is, the keys of those that it was joined from and of those left out."""

    storage_key: str
    sha256: str
    from_keys: list[str]
    left_out: list[str]


def complete_recording(
    user_id: int, recording_id: int, *, pieces: int, sha256: str | None, seconds: int
) -> Recording:
    """Join the pieces and return the recording, whole; completing twice is completing once.

    pieces: how many there are.  sha256: of all of them together, hex, or None when the browser cannot say.
    Raises NotFound; RecordingRefused when no rest is taken any more, pieces are missing, or the hash does not agree: then
    the pieces stay and more may come. Has its own transactions, since the joining takes a moment.
    """
    recording = own_recording(user_id, recording_id)
    _check_claims(sha256, seconds)
    if recording.status == RecordingStatus.WHOLE:
        if is_lost(recording):
            raise _garbled(recording)
        return _agreeing(recording, sha256)
    require_taking(recording)
    arrived = recording.joined_pieces + len(pieces_of(recording_id))
    if arrived != pieces or not pieces:
        raise RecordingRefused(_l("Part of the recording is missing."), wanted=arrived)
    try:
        joined = _join(_keys_of(recording))
    except FileNotFoundError:
        return _completed_meanwhile(user_id, recording_id)
    if sha256 is not None and joined.sha256 != sha256.lower():
        files.delete(joined.storage_key)
        raise RecordingRefused(_l("The recording was damaged on the way."), status=422, wanted=arrived)
    return _save_joined(user_id, recording_id, joined, is_whole=True, seconds=seconds)


def join_closed(now: datetime) -> int:
    """Join what arrived for closed answers once nothing has come for QUIET_FOR; return how many recordings.

    They can be heard then. They are not whole: the rest is joined to them when it comes in time. Where the file of a
    piece is lost, what came before it is joined, and the rest is wanted again.
    """
    last_id = joined = 0
    while waiting := _waiting(now, after=last_id):
        for user_id, recording_id in waiting:
            try:
                keys = _keys_of(own_recording(user_id, recording_id))
                _save_joined(user_id, recording_id, _join(keys, up_to_gap=True))
            except (FileNotFoundError, NotFound, RecordingRefused, StorageFull) as error:
                log.error("recording not joined", recording_id=recording_id, error=type(error).__name__)
            else:
                joined += 1
        last_id = waiting[-1].id
    return joined


def _waiting(now: datetime, *, after: int) -> Sequence[Row[int, int]]:
    """Return owners and ids of some recordings that are to be joined, in the order of their ids."""
    return db.session.execute(
        select(Recording.user_id, Recording.id)
        .join(RecordingPiece, RecordingPiece.recording_id == Recording.id)
        .join(MockAnswer, MockAnswer.id == Recording.answer_id)
        .join(MockInterview, MockInterview.id == MockAnswer.mock_id)
        .where(
            Recording.id > after,
            Recording.updated_at <= now - QUIET_FOR,
            or_(
                MockAnswer.status.in_([AnswerStatus.DONE, AnswerStatus.SKIPPED]),
                MockInterview.status == MockStatus.FINISHED,
            ),
        )
        .distinct()
        .order_by(Recording.id)
        .limit(AT_ONCE)
    ).all()


def _check_claims(sha256: str | None, seconds: int) -> None:
    most = current_app.config["RECORDING_MAX_SECONDS"]
    if not 0 <= seconds <= most:
        raise RecordingRefused(_l("Recordings can be at most 30 minutes."), status=422)
    if sha256 is not None and not SHA256.fullmatch(sha256.lower()):
        raise RecordingRefused(_l("The recording was damaged on the way."), status=422)


def _keys_of(recording: Recording) -> list[str]:
    """Return the files that a recording has: of what is joined already, then of the pieces after it."""
    joined = [recording.storage_key] if recording.storage_key is not None else []
    return [*joined, *(piece.storage_key for piece in pieces_of(recording.id))]


def _join(keys: list[str], *, up_to_gap: bool = False) -> Joined:
    """Write the files into one, one after another. Raises FileNotFoundError, StorageFull.

    up_to_gap: leave out the first file that is not there and all after it, as long as there is one before it.
    """
    release_connection()
    digest = hashlib.sha256()
    from_keys: list[str] = []

    def contents() -> Iterator[bytes]:
        for key in keys:
            try:
                file = files.open_file(key)
            except FileNotFoundError:
                if up_to_gap and from_keys:
                    return
                raise
            with file:
                while content := file.read(READ_BYTES):
                    digest.update(content)
                    yield content
            from_keys.append(key)

    storage_key = files.save_parts(KIND_OF_FILE, contents())
    return Joined(storage_key, digest.hexdigest(), from_keys, keys[len(from_keys) :])


def _save_joined(
    user_id: int, recording_id: int, joined: Joined, *, is_whole: bool = False, seconds: int = 0
) -> Recording:
    """Make the joined file the recording; what it was joined from is deleted. It is deleted itself when another request was first.

    After any other error it is not known whether the row was written: then the file stays, and is swept if no row holds it.
    is_whole: whether nothing is to come.
    """
    try:
        with transaction():
            lock_owner(user_id)
            recording = own_recording(user_id, recording_id)
            if recording.status == RecordingStatus.WHOLE:
                after_commit(partial(files.delete, joined.storage_key))
                return _agreeing(recording, joined.sha256)
            pieces = pieces_of(recording_id)
            if _keys_of(recording) != joined.from_keys + joined.left_out:
                wanted = recording.joined_pieces + len(pieces)
                raise RecordingRefused(_l("Another part arrived at the same time. Try again."), wanted=wanted)
            left_out = [piece for piece in pieces if piece.storage_key in joined.left_out]
            if left_out:
                log.error("pieces lost", recording_id=recording_id, pieces=len(left_out))
            recording.joined_pieces += len(pieces) - len(left_out)
            recording.size_bytes -= sum(piece.size_bytes for piece in left_out)
            if is_whole:
                recording.status = RecordingStatus.WHOLE
            recording.storage_key, recording.sha256 = joined.storage_key, joined.sha256
            recording.seconds = seconds
            db.session.execute(delete(RecordingPiece).where(RecordingPiece.recording_id == recording_id))
            after_commit(partial(delete_files, joined.from_keys + joined.left_out))
            return recording
    except DomainError:
        files.delete(joined.storage_key)
        raise


def _completed_meanwhile(user_id: int, recording_id: int) -> Recording:
    """Return the recording when another request has completed it, which is why its pieces are gone.

    Raises RecordingRefused when they were joined only for now, or are lost.
    """
    recording = own_recording(user_id, recording_id)
    if recording.status == RecordingStatus.WHOLE and not is_lost(recording):
        return recording
    if recording.status == RecordingStatus.RECEIVING and recording.storage_key is not None:
        raise RecordingRefused(
            _l("Another part arrived at the same time. Try again."), wanted=recording.joined_pieces
        )
    raise _garbled(recording)


def _garbled(recording: Recording) -> RecordingRefused:
    """Return the refusal of a recording whose files are not there, after which its browser offers to record again."""
    log.error("file missing", recording_id=recording.id)
    return RecordingRefused(_l("The recording was damaged on the way."), status=422)


def _agreeing(recording: Recording, sha256: str | None) -> Recording:
    if sha256 is not None and sha256.lower() != recording.sha256:
        raise RecordingRefused(_l("This recording is already finished."), is_whole=True)
    return recording
