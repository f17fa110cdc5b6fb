"""The voice of one's own answers: JSON for the recorder of the question page, and the sound to listen to."""

import os
from datetime import datetime
from typing import Any

import structlog
from flask import Response, abort, current_app, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from clubinterview.core.clock import utcnow
from clubinterview.core.errors import DomainError
from clubinterview.core.transaction import release_connection, transaction
from clubinterview.core.web import WebAnswer, safe_path
from clubinterview.extensions import db
from clubinterview.practice import bp
from clubinterview.practice.models import MockAnswer, Recording
from clubinterview.practice.recording.joining import complete_recording
from clubinterview.practice.recording.services import (
    KIND_OF_FILE,
    Progress,
    RecordingRefused,
    add_piece,
    begin_recording,
    missing_piece,
    playable_recording,
    progress_of,
    remove_recording,
)
from clubinterview.practice.recording.sounds import SoundRefused
from clubinterview.practice.recording.windows import rest_until
from clubinterview.storage import files

log = structlog.get_logger(__name__)


@bp.app_template_global("recording_rest_until")
def _rest_until(answer: MockAnswer) -> datetime | None:
    """Say until when a part that is missing may still come."""
    return rest_until(answer, now=utcnow())


@bp.get("/practice/answers/<int:answer_id>/recording")
def recording_progress(answer_id: int) -> WebAnswer:
    """Say how far the recording of an answer has come, and give a fresh token to go on with."""
    progress = progress_of(current_user.id, answer_id)
    return _json(
        progress, is_open=progress.is_open, takes_rest=progress.takes_rest, csrf_token=generate_csrf()
    )


@bp.post("/practice/answers/<int:answer_id>/recording")
def begin(answer_id: int) -> WebAnswer:
    """Begin a recording, go on with it, or (`?anew=1`) throw it away and begin another."""
    media_type, again = _sent().get("media_type"), request.args.get("anew") == "1"
    with transaction():
        progress = begin_recording(current_user.id, answer_id, str(media_type or ""), again=again)
    return _json(progress)


@bp.post("/practice/recordings/<int:recording_id>/pieces/<int:number>")
def take_piece(recording_id: int, number: int) -> WebAnswer:
    """Take one piece: its bytes alone, and their hash in a header. In addresses the first piece is number 1."""
    content, sha256 = request.get_data(), request.headers.get("X-SHA256", "")
    progress = _receive(recording_id, number - 1, content, sha256)
    return _json(progress, is_open=progress.is_open)


@bp.post("/practice/recordings/<int:recording_id>/completion")
def complete(recording_id: int) -> WebAnswer:
    """Make one file of the pieces: JSON with how many they are, the hash of all, and how many seconds they last."""
    sent = _sent()
    sha256 = sent.get("sha256")
    recording = complete_recording(
        current_user.id,
        recording_id,
        pieces=_number(sent.get("pieces")),
        sha256=None if sha256 is None else str(sha256),
        seconds=_number(sent.get("seconds", 0)),
    )
    return _json(Progress(recording.id, recording.created_at, is_whole=True, seconds=recording.seconds))


@bp.get("/practice/recordings/<int:recording_id>/audio")
def audio(recording_id: int) -> WebAnswer:
    """Play a recording, be it without its end; a player may ask for any stretch of it."""
    return _sound(playable_recording(current_user.id, recording_id))


@bp.post("/practice/recordings/<int:recording_id>/deletion")
def delete_recording(recording_id: int) -> WebAnswer:
    """Delete a recording and go back to the page that it stood on."""
    with transaction():
        remove_recording(current_user.id, recording_id)
    flash(_("Recording deleted."), "success")
    return redirect(safe_path(request.form.get("next")) or url_for("home.index"), 303)


@bp.errorhandler(RecordingRefused)
@bp.errorhandler(SoundRefused)
def _refused(error: DomainError) -> WebAnswer:
    """Say it to the recorder.  next: the piece that it should go on with, or null when there is nothing to send."""
    db.session.rollback()
    log.info("refused", reason=type(error).__name__, status=error.status)
    wanted = getattr(error, "wanted", None)
    whole = getattr(error, "is_whole", False)
    answer = {"error": str(error), "next": None if wanted is None else wanted + 1, "whole": whole}
    return answer, error.status, {"Cache-Control": "no-store"}


def _receive(recording_id: int, number: int, content: bytes, sha256: str) -> Progress:
    """Check the piece, store it, then write its row; the file goes again when the row is refused.

    After any other error it is not known whether the row was written: then the file stays, and is swept if no row holds it.
    """
    user_id = current_user.id
    piece = missing_piece(user_id, recording_id, number, content, sha256)
    if piece is None:
        return Progress(recording_id, wanted=number + 1)
    release_connection()
    storage_key = files.save(KIND_OF_FILE, piece.content)
    try:
        with transaction():
            return add_piece(user_id, recording_id, number, piece, storage_key)
    except DomainError:
        files.delete(storage_key)
        raise


def _sound(recording: Recording) -> Response:
    try:
        file = files.open_file(str(recording.storage_key))
    except FileNotFoundError:
        log.error("file missing", recording_id=recording.id)
        abort(404)
    size_bytes = file.seek(0, os.SEEK_END)
    file.seek(0)
    response = send_file(file, mimetype=recording.media_type, conditional=False, etag=False)
    response.content_length = size_bytes
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.set_etag(recording.sha256)
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=size_bytes)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    return response


def _json(progress: Progress, **more: Any) -> WebAnswer:
    """Return progress as the recorder reads it.

    address: what pieces, completion, audio and deletion stand under.  key: of this recording and no later one.
    most_seconds: how long a recording may be said to be when it is completed.
    """
    answer: dict[str, Any] = {"recording_id": progress.recording_id, "address": None, "key": None}
    if progress.began_at is not None:
        answer["address"] = f"/practice/recordings/{progress.recording_id}"
        answer["key"] = f"{progress.recording_id} {progress.began_at.timestamp()}"
    answer.update(next=progress.wanted + 1, whole=progress.is_whole, seconds=progress.seconds)
    answer.update(most_seconds=current_app.config["RECORDING_MAX_SECONDS"])
    return current_app.json.response({**answer, **more}), 200, {"Cache-Control": "no-store"}


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


def _number(sent: Any) -> int:
    """Return a whole number that was sent, or -1, which nothing takes, for anything else."""
    return sent if isinstance(sent, int) and not isinstance(sent, bool) else -1
