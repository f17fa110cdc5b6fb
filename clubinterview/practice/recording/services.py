"""Verbs of recordings: the voice of an answer arrives piece by piece, in order, and is its owner's to hear and delete.

Pieces are numbered from 0. A piece whose row is committed stays, whatever happens to the browser or the server.
All verbs lock the user, so that two windows of one person come one after the other.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.orm import contains_eager

from clubinterview.core.clock import utcnow
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import after_commit
from clubinterview.extensions import db
from clubinterview.practice.models import MockAnswer, Recording, RecordingPiece, RecordingStatus
from clubinterview.practice.owners import lock_owner
from clubinterview.practice.recording.sounds import SoundPiece, checked_piece, cleaned_media_type
from clubinterview.practice.recording.windows import is_open, takes_rest
from clubinterview.storage import files, quota

KIND_OF_FILE = "recording"

CLOSED = _l("This question has ended and can no longer be recorded.")


class RecordingRefused(DomainError):
    """The voice does not fit. The text is for the person, `wanted` for their browser: the next piece to send, or None."""

    def __init__(self, message: Any, *, status: int = 409, wanted: int | None = None, is_whole: bool = False):
        super().__init__(message)
        self.status, self.wanted, self.is_whole = status, wanted, is_whole


@dataclass(frozen=True)
class Progress:
    """How far a recording has come.  recording_id: None before it begins.  wanted: the first piece that is missing.

    began_at: distinguishes a recording from an earlier one that had the same id.  seconds: its length once it is whole and when
    that is known, else 0.  is_open: whether a recording may begin.  takes_rest: whether more of
    the one that was begun is taken.
    """

    recording_id: int | None
    began_at: datetime | None = None
    wanted: int = 0
    is_whole: bool = False
    seconds: int = 0
    is_open: bool = True
    takes_rest: bool = True


def progress_of(user_id: int, answer_id: int) -> Progress:
    """Return how far the recording of an answer has come. Raises NotFound. At most three statements."""
    answer = _own_answer(user_id, answer_id)
    if answer.recording is None:
        return Progress(None, is_open=is_open(answer), takes_rest=is_open(answer))
    return _progress(answer.recording)


def begin_recording(user_id: int, answer_id: int, media_type: str, *, again: bool = False) -> Progress:
    """Begin the recording of an open answer, or go on with the one that there is.

    media_type: as the browser names it, "audio/webm;codecs=opus".  again: throw away what there is, whole or not; what
    is whole but lost is thrown away too.
    Raises NotFound; RecordingRefused when the answer is closed; SoundRefused for another kind of sound. Locks the user.
    """
    lock_owner(user_id)
    answer = _own_answer(user_id, answer_id)
    if not is_open(answer):
        raise RecordingRefused(CLOSED)
    media_type = cleaned_media_type(media_type)
    if answer.recording is not None and (again or is_lost(answer.recording)):
        forget(answer.recording)
        answer.recording = None
    if answer.recording is None:
        answer.recording = Recording(
            answer_id=answer_id, user_id=user_id, media_type=media_type, status=RecordingStatus.RECEIVING
        )
        db.session.flush()
    progress = _progress(answer.recording)
    if progress.wanted == 0 and not progress.is_whole:
        answer.recording.media_type = media_type
    return progress


def missing_piece(
    user_id: int, recording_id: int, number: int, content: bytes, sha256: str
) -> SoundPiece | None:
    """Return what came as the piece that is to be stored; None when it is here already. Nothing changes.

    sha256: what the sender says its hash is, hex.  Raises SoundRefused, and as `add_piece` does.
    """
    recording = own_recording(user_id, recording_id)
    piece = checked_piece(content, sha256)
    return piece if _is_wanted(recording, number, piece) else None


def add_piece(user_id: int, recording_id: int, number: int, piece: SoundPiece, storage_key: str) -> Progress:
    """Save a piece whose file is stored already; the caller deletes the file when this raises.

    A piece that is here already changes nothing, and its second file goes. Raises NotFound; RecordingRefused when no
    rest is taken any more, the recording whole or too long, the piece out of turn or another one than before. Locks the
    user.
    """
    lock_owner(user_id)
    recording = own_recording(user_id, recording_id)
    if not _is_wanted(recording, number, piece):
        after_commit(partial(files.delete, storage_key))
        return _progress(recording)
    if not quota.has_room_for(user_id, piece.size_bytes):
        raise RecordingRefused(
            _l("Your files would exceed 100 MB in total. Delete some first."), status=422, wanted=number
        )
    db.session.add(
        RecordingPiece(
            recording_id=recording_id,
            number=number,
            storage_key=storage_key,
            size_bytes=piece.size_bytes,
            sha256=piece.sha256,
        )
    )
    recording.size_bytes += piece.size_bytes
    db.session.flush()
    return Progress(recording_id, recording.created_at, wanted=number + 1, is_open=is_open(recording.answer))


def remove_recording(user_id: int, recording_id: int) -> None:
    """Delete a recording with its files, at any time. Raises NotFound. Locks the user."""
    lock_owner(user_id)
    forget(own_recording(user_id, recording_id))


def playable_recording(user_id: int, recording_id: int) -> Recording:
    """Return a recording that can be played, be it without its end. Raises NotFound."""
    recording = own_recording(user_id, recording_id)
    if recording.storage_key is None:
        raise NotFound("")
    return recording


def forget_recordings(user_id: int) -> None:
    """Delete all recordings of a person with their files. Runs in a transaction, the user locked."""
    for recording in db.session.scalars(select(Recording).where(Recording.user_id == user_id)):
        forget(recording)


def forget_recordings_of(mock_id: int) -> None:
    """Delete the recordings of a session with their files. Runs in a transaction, the owner locked."""
    rows = select(Recording).join(Recording.answer).where(MockAnswer.mock_id == mock_id)
    for recording in db.session.scalars(rows):
        forget(recording)


def forget(recording: Recording) -> None:
    """Delete the rows of a recording now and its files once that is committed. Its owner is locked."""
    keys = [piece.storage_key for piece in pieces_of(recording.id)]
    if recording.storage_key is not None:
        keys.append(recording.storage_key)
    db.session.execute(delete(RecordingPiece).where(RecordingPiece.recording_id == recording.id))
    db.session.delete(recording)
    db.session.flush()
    after_commit(partial(delete_files, keys))


def delete_files(keys: list[str]) -> None:
    """Delete files of recordings."""
    for key in keys:
        files.delete(key)


def pieces_of(recording_id: int) -> list[RecordingPiece]:
    """Return the pieces that have come and are not joined, in order."""
    rows = select(RecordingPiece).where(RecordingPiece.recording_id == recording_id)
    return list(db.session.scalars(rows.order_by(RecordingPiece.number)))


def own_recording(user_id: int, recording_id: int) -> Recording:
    """Return the person's recording with its answer and session, freshly read. Raises NotFound. One statement."""
    recording = db.session.scalar(
        select(Recording)
        .join(Recording.answer)
        .join(MockAnswer.mock)
        .where(Recording.user_id == user_id, Recording.id == recording_id)
        .options(contains_eager(Recording.answer).contains_eager(MockAnswer.mock))
        .execution_options(populate_existing=True)
    )
    if recording is None:
        raise NotFound("")
    return recording


def is_lost(recording: Recording) -> bool:
    """Whether a recording is whole by its row while its file is not there."""
    if recording.status != RecordingStatus.WHOLE:
        return False
    return recording.storage_key is None or not files.is_there(recording.storage_key)


def require_taking(recording: Recording) -> None:
    """Raise RecordingRefused when nothing more is taken of a recording, loaded with its answer and session."""
    if not takes_rest(recording.answer, now=utcnow()):
        raise RecordingRefused(CLOSED)


def _own_answer(user_id: int, answer_id: int) -> MockAnswer:
    rows = (
        select(MockAnswer)
        .join(MockAnswer.mock)
        .outerjoin(MockAnswer.recording)
        .where(MockAnswer.user_id == user_id, MockAnswer.id == answer_id)
        .options(contains_eager(MockAnswer.mock), contains_eager(MockAnswer.recording))
        .execution_options(populate_existing=True)
    )
    answer = db.session.scalar(rows)
    if answer is None:
        raise NotFound("")
    return answer


def _progress(recording: Recording) -> Progress:
    is_whole = recording.status == RecordingStatus.WHOLE
    wanted = 0 if is_whole else _pieces_so_far(recording)
    answer = recording.answer
    return Progress(
        recording.id,
        recording.created_at,
        wanted,
        is_whole,
        recording.seconds,
        is_open(answer),
        takes_rest(answer, now=utcnow()),
    )


def _pieces_so_far(recording: Recording) -> int:
    waiting = (
        select(func.count()).select_from(RecordingPiece).where(RecordingPiece.recording_id == recording.id)
    )
    return recording.joined_pieces + (db.session.scalar(waiting) or 0)


def _is_wanted(recording: Recording, number: int, piece: SoundPiece) -> bool:
    """Whether the piece is the next one; False when it is here already. Raises RecordingRefused."""
    if recording.status == RecordingStatus.WHOLE:
        raise RecordingRefused(_l("This recording is already finished."), is_whole=True)
    require_taking(recording)
    wanted = _pieces_so_far(recording)
    if number < recording.joined_pieces:
        return False  # What is joined is compared as a whole, when the recording is completed.
    if number < wanted:
        rows = select(RecordingPiece.sha256).where(
            RecordingPiece.recording_id == recording.id, RecordingPiece.number == number
        )
        if db.session.scalar(rows) == piece.sha256:
            return False
        raise RecordingRefused(_l("A different part was already saved here."), wanted=wanted)
    if number > wanted:
        raise RecordingRefused(_l("The previous part of the recording is missing."), wanted=wanted)
    if number >= current_app.config["RECORDING_MAX_PIECES"] or (
        recording.size_bytes + piece.size_bytes > current_app.config["RECORDING_MAX_BYTES"]
    ):
        raise RecordingRefused(_l("Recordings can be at most 20 MB."), status=422, wanted=wanted)
    if number == 0:
        piece.check_beginning(recording.media_type)
    return True


def bytes_stored(user_id: int) -> int:
    """Return how much room the person's recordings take, unfinished ones included."""
    rows = select(func.sum(Recording.size_bytes)).where(Recording.user_id == user_id)
    return int(db.session.scalar(rows) or 0)
