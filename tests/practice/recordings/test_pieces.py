"""A voice arrives piece by piece over a bad connection, and no more of it than there is room for."""

import hashlib
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.practice.models import (
    MockAnswer,
    RecordingStatus,
)
from clubinterview.resume.checks import CheckedFile, FileRefused
from clubinterview.resume.models import ResumeKind
from clubinterview.resume.services import add_version
from clubinterview.storage import files
from tests import factories
from tests.practice.recordings.acts import SHORT
from tests.practice.voice_acts import (
    EBML,
    Recorder,
    cut,
    pieces_stored,
    recordings,
    stored,
    voice,
)

TEN_MINUTES_BYTES = 5_000_000


def test_ten_minutes_over_a_connection_cut_three_times_arrive_whole(
    app: Flask, recorder: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "CHANGES_PER_MINUTE", 10_000)
    content = voice(TEN_MINUTES_BYTES)
    sha256, pieces = hashlib.sha256(content).hexdigest(), cut(content)
    cuts, sent = [100, 61, 30], 0
    while sent < len(pieces):
        if cuts and sent == cuts[-1]:
            cuts.pop()
            assert recorder.send_half(sent + 1, pieces[sent]).status_code == 400
            assert recorder.send(sent, pieces[sent - 1]).status_code == 200  # its answer was lost
            sent = recorder.status().json["next"] - 1
        assert recorder.send(sent + 1, pieces[sent]).status_code == 200
        sent += 1
    finished = recorder.complete(len(pieces), sha256, seconds=600)

    assert cuts == []
    assert (finished.status_code, finished.json["whole"]) == (200, True)
    assert hashlib.sha256(recorder.listen().data).hexdigest() == sha256
    assert stored(folder) == [content]
    (recording,) = recordings()
    assert (recording.status, recording.seconds, recording.size_bytes, recording.sha256) == (
        RecordingStatus.WHOLE, 600, TEN_MINUTES_BYTES, sha256,
    )  # fmt: skip


def test_a_piece_whose_sender_is_gone_in_the_middle_leaves_nothing(
    app: Flask, recorder: Recorder, folder: Path
) -> None:
    piece = voice(40_000)

    assert recorder.send_half(1, piece).status_code == 400

    assert (pieces_stored(), stored(folder)) == (0, [])
    assert recorder.send(1, piece).status_code == 200


def test_beginning_says_what_to_send_first(browser: Any, candidate: User, answer: MockAnswer) -> None:
    response = Recorder(browser(candidate), answer).begin()

    (recording,) = recordings()
    assert response.json == {
        "recording_id": recording.id, "key": f"{recording.id} {recording.created_at.timestamp()}",
        "address": f"/practice/recordings/{recording.id}", "next": 1, "whole": False, "seconds": 0,
        "most_seconds": 1800,
    }  # fmt: skip
    assert (recording.media_type, recording.status, recording.user_id) == (
        "audio/webm", RecordingStatus.RECEIVING, candidate.id,
    )  # fmt: skip
    assert response.headers["Cache-Control"] == "no-store"


def test_beginning_twice_goes_on(recorder: Recorder) -> None:
    recorder.send(1, SHORT)

    response = recorder.begin("audio/mp4")

    (recording,) = recordings()
    assert (response.json["recording_id"], response.json["next"]) == (recording.id, 2)
    assert recording.media_type == "audio/webm"


def test_another_browser_may_begin_before_the_first_piece(recorder: Recorder) -> None:
    recorder.begin("audio/mp4")

    (recording,) = recordings()
    assert recording.media_type == "audio/mp4"


def test_recording_anew_throws_away_what_there_is(recorder: Recorder, folder: Path) -> None:
    key = recorder.begin().json["key"]
    recorder.record(SHORT)

    response = recorder.begin(again=True)

    (recording,) = recordings()
    assert recording.id == response.json["recording_id"]
    assert response.json["key"] != key
    assert (response.json["next"], response.json["whole"], stored(folder)) == (1, False, [])


def test_recording_anew_throws_away_pieces(recorder: Recorder, folder: Path) -> None:
    recorder.send(1, SHORT)

    assert recorder.begin(again=True).json["next"] == 1
    assert (pieces_stored(), stored(folder)) == (0, [])


@pytest.mark.parametrize(
    ("media_type", "kept"),
    [
        ("audio/webm; codecs=opus", "audio/webm"),
        ("AUDIO/MP4;codecs=mp4a.40.2", "audio/mp4"),
        ("audio/ogg", "audio/ogg"),
    ],
)
def test_three_kinds_of_sound_are_taken(recorder: Recorder, media_type: str, kept: str) -> None:
    recorder.begin(media_type)

    assert recordings()[0].media_type == kept


@pytest.mark.parametrize("media_type", ["video/webm", "text/html", "", "audio/webm, text/html", "audio"])
def test_others_are_not(browser: Any, candidate: User, answer: MockAnswer, media_type: str) -> None:
    assert Recorder(browser(candidate), answer).begin(media_type).status_code == 422
    assert recordings() == []


@pytest.mark.parametrize(
    ("media_type", "head"),
    [("audio/webm", EBML), ("audio/mp4", b"\0\0\0\x1cftypiso5"), ("audio/ogg", b"OggS\0\x02")],
)
def test_a_recording_begins_as_its_kind_does(recorder: Recorder, media_type: str, head: bytes) -> None:
    recorder.begin(media_type)

    assert recorder.send(1, b"<html><script>").status_code == 422
    assert recorder.send(1, voice(1000, head=head)).status_code == 200


def test_a_piece_that_did_not_arrive_as_sent_is_refused(recorder: Recorder, folder: Path) -> None:
    response = recorder.send(1, SHORT, sha256="0" * 64)

    assert response.status_code == 422
    assert response.json["error"]
    assert (pieces_stored(), stored(folder)) == (0, [])


def test_the_same_piece_twice_is_once(recorder: Recorder, folder: Path) -> None:
    answers = [recorder.send(1, SHORT) for _ in range(2)]

    assert [(answer.status_code, answer.json["next"]) for answer in answers] == [(200, 2), (200, 2)]
    assert (pieces_stored(), stored(folder)) == (1, [SHORT])
    assert recordings()[0].size_bytes == len(SHORT)


def test_another_piece_in_the_same_place_is_refused(recorder: Recorder, folder: Path) -> None:
    recorder.send(1, SHORT)

    response = recorder.send(1, SHORT + b"!")

    assert (response.status_code, response.json["next"]) == (409, 2)
    assert stored(folder) == [SHORT]


def test_a_gap_is_refused_and_the_wanted_piece_named(recorder: Recorder, folder: Path) -> None:
    recorder.send(1, SHORT)

    response = recorder.send(3, b"third")

    assert (response.status_code, response.json["next"], response.json["whole"]) == (409, 2, False)
    assert stored(folder) == [SHORT]


@pytest.mark.parametrize("number", [0, -1, 2**31, "1.5"])
def test_a_number_that_no_piece_has_is_not_found(recorder: Recorder, number: Any) -> None:
    assert recorder.send(number, SHORT).status_code == 404


def test_an_empty_piece_is_refused(recorder: Recorder) -> None:
    assert recorder.send(1, b"").status_code == 422


def test_a_piece_is_at_most_900_kilobytes(recorder: Recorder) -> None:
    assert recorder.send(1, voice(900_001)).status_code == 422
    assert recorder.send(1, voice(1_000_001)).status_code == 413
    assert recorder.send(1, voice(900_000)).status_code == 200


def test_a_recording_has_a_largest_size(
    app: Flask, recorder: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "RECORDING_MAX_BYTES", 100_001)
    recorder.send(1, SHORT)

    response = recorder.send(2, b"ab")

    assert response.status_code == 422
    assert "20 MB" in response.json["error"]
    assert stored(folder) == [SHORT]
    assert recorder.complete(1).status_code == 200


def test_a_recording_has_a_largest_number_of_pieces(
    app: Flask, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "RECORDING_MAX_PIECES", 1)
    recorder.send(1, SHORT)

    assert recorder.send(2, b"ab").status_code == 422


def test_recordings_and_resumes_share_the_room_of_a_person(
    app: Flask, candidate: User, recorder: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resume = factories.make_resume(user=candidate)
    monkeypatch.setitem(app.config, "FILES_BYTES_PER_USER", resume.size_bytes + len(SHORT) + 1)
    recorder.send(1, SHORT)

    response = recorder.send(2, b"ab")

    assert response.status_code == 422
    assert "100 MB" in response.json["error"]
    assert stored(folder) == [SHORT]
    assert recorder.send(2, b"a").status_code == 200


def test_recordings_leave_less_room_for_resumes(
    app: Flask, candidate: User, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.send(1, SHORT)
    monkeypatch.setitem(app.config, "FILES_BYTES_PER_USER", len(SHORT) + 5)

    for content, fits in ((b"123456", False), (b"12345", True)):
        file = CheckedFile(ResumeKind.PDF, "a.pdf", content)
        with nullcontext() if fits else pytest.raises(FileRefused), transaction():
            add_version(candidate.id, file, files.save("resume", content), now=utcnow())


@pytest.mark.parametrize("seconds", [1801, -1, None, "12", 1.5, True])
def test_a_recording_lasts_at_most_30_minutes(recorder: Recorder, seconds: Any) -> None:
    recorder.send(1, SHORT)

    assert recorder.complete(1, seconds=seconds).status_code == 422
    assert recordings()[0].status == RecordingStatus.RECEIVING
    assert recorder.complete(1, seconds=1800).status_code == 200
