"""Recordings that nobody completed are joined, and what is left over goes."""

import errno
import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.practice.models import (
    MockAnswer,
)
from clubinterview.practice.recording import joining
from clubinterview.practice.recording.joining import QUIET_FOR, join_closed
from clubinterview.practice.recording.services import forget_recordings
from clubinterview.practice.recording.tasks import forget_all_given_up, sweep_files
from clubinterview.storage import files
from tests.practice.recordings.acts import SHORT, lose_files
from tests.practice.voice_acts import (
    Recorder,
    close,
    cut,
    make_answer,
    pieces_stored,
    recordings,
    stored,
)


def test_what_arrived_for_a_closed_answer_becomes_playable(
    recorder: Recorder, answer: MockAnswer, folder: Path
) -> None:
    recorder.send(1, SHORT)
    recorder.send(2, b"more")
    close(answer)

    assert join_closed(utcnow() + QUIET_FOR) == 1

    assert recorder.listen().data == SHORT + b"more"
    assert stored(folder) == [SHORT + b"more"]
    assert join_closed(utcnow() + QUIET_FOR) == 0


def test_a_recording_that_goes_on_is_left_alone(recorder: Recorder) -> None:
    recorder.send(1, SHORT)

    assert join_closed(utcnow() + QUIET_FOR) == 0
    assert recorder.send(2, b"more").status_code == 200


def left_by(user: User, browser: Any) -> Recorder:
    """A piece of a recording whose question was closed before its end was said."""
    answer = make_answer(user)
    left = Recorder(browser(user), answer)
    left.begin()
    left.send(1, SHORT)
    close(answer)
    return left


def test_a_lost_piece_does_not_stop_the_others(
    browser: Any, recorder: Recorder, answer: MockAnswer, other_candidate: User, folder: Path
) -> None:
    recorder.send(1, SHORT)
    lose_files(folder)
    close(answer)
    other = left_by(other_candidate, browser)

    assert join_closed(utcnow() + QUIET_FOR) == 1
    assert other.listen().data == SHORT


def test_many_lost_recordings_do_not_stop_those_after_them(
    browser: Any,
    recorder: Recorder,
    answer: MockAnswer,
    other_candidate: User,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joining, "AT_ONCE", 1)
    recorder.send(1, SHORT)
    lose_files(folder)
    close(answer)
    other = left_by(other_candidate, browser)

    assert join_closed(utcnow() + QUIET_FOR) == 1
    assert other.listen().data == SHORT


def test_what_came_before_a_lost_piece_is_joined_and_the_rest_wanted_again(
    recorder: Recorder, answer: MockAnswer, folder: Path
) -> None:
    pieces = cut(SHORT)
    for number, piece in enumerate(pieces, 1):
        recorder.send(number, piece)
    next(path for path in folder.iterdir() if path.read_bytes() == pieces[1]).unlink()
    close(answer)

    assert join_closed(utcnow() + QUIET_FOR) == 1

    assert recorder.listen().data == pieces[0]
    assert (recordings()[0].size_bytes, pieces_stored(), stored(folder)) == (len(pieces[0]), 0, [pieces[0]])
    assert recorder.status().json["next"] == 2
    for number, piece in enumerate(pieces[1:], 2):
        recorder.send(number, piece)
    assert recorder.complete(len(pieces), hashlib.sha256(SHORT).hexdigest()).status_code == 200
    assert recorder.listen().data == SHORT


def test_a_full_disk_does_not_end_the_joining(
    recorder: Recorder, answer: MockAnswer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.send(1, SHORT)
    close(answer)

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("os.fsync", full)
        assert join_closed(utcnow() + QUIET_FOR) == 0

    assert stored(folder) == [SHORT]
    assert join_closed(utcnow() + QUIET_FOR) == 1


def test_a_recording_left_unfinished_for_a_week_goes(recorder: Recorder, folder: Path) -> None:
    recorder.send(1, SHORT)

    assert forget_all_given_up(utcnow() + timedelta(days=6, hours=23)) == 0
    assert forget_all_given_up(utcnow() + timedelta(days=7, hours=1)) == 1

    assert (recordings(), pieces_stored(), stored(folder)) == ([], 0, [])


def test_a_whole_recording_stays(recorder: Recorder, folder: Path) -> None:
    recorder.record(SHORT)

    assert forget_all_given_up(utcnow() + timedelta(days=70)) == 0
    assert stored(folder) == [SHORT]


def test_files_without_a_row_are_swept(
    browser: Any, recorder: Recorder, other_candidate: User, folder: Path
) -> None:
    recorder.record(SHORT)
    other = Recorder(browser(other_candidate), make_answer(other_candidate))
    other.begin()
    other.send(1, SHORT)
    files.save("recording", b"nobody's")
    old = (utcnow() - timedelta(days=2)).timestamp()
    for path in folder.iterdir():
        os.utime(path, (old, old))

    assert sweep_files(utcnow()) == 1
    assert stored(folder) == [SHORT, SHORT]


def test_all_recordings_of_a_person_are_forgotten(candidate: User, recorder: Recorder, folder: Path) -> None:
    recorder.record(SHORT)
    with transaction():
        forget_recordings(candidate.id)

    assert (recordings(), stored(folder)) == ([], [])
