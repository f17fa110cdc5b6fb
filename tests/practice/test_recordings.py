"""A voice arrives piece by piece over a bad connection, can be heard, and is deleted on demand."""

import errno
import hashlib
import os
import re
import threading
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from sqlalchemy import update
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import User
from clubinterview.core.access import opens_microphone, plays_media
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.models import (
    AnswerStatus,
    MockAnswer,
    MockInterview,
    MockStatus,
    Mode,
    RecordingStatus,
)
from clubinterview.practice.recording import joining
from clubinterview.practice.recording.joining import QUIET_FOR, join_closed
from clubinterview.practice.recording.services import forget_recordings
from clubinterview.practice.recording.tasks import forget_all_given_up, sweep_files
from clubinterview.resume.checks import CheckedFile, FileRefused
from clubinterview.resume.models import ResumeKind
from clubinterview.resume.services import add_version
from clubinterview.storage import files
from tests import factories
from tests.another_app import another_app
from tests.browser_client import BrowserClient
from tests.counting import counted
from tests.meanwhile import answer_to_commit_lost, when_writing_begins
from tests.practice.voice_acts import (
    EBML,
    Recorder,
    close,
    cut,
    make_answer,
    pieces_stored,
    recordings,
    stored,
    voice,
)

TEN_MINUTES_BYTES = 5_000_000
SHORT = voice(100_000)


@pytest.fixture(autouse=True)
def folder(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where recordings are kept; it does not exist before the first is."""
    monkeypatch.setitem(app.config, "FILES_PATH", str(tmp_path / "files"))
    return tmp_path / "files" / "recording"


def lose_files(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


@pytest.fixture
def answer(candidate: User) -> MockAnswer:
    return make_answer(candidate)


@pytest.fixture
def recorder(browser: Any, candidate: User, answer: MockAnswer) -> Recorder:
    """A recorder that has begun."""
    recorder = Recorder(browser(candidate), answer)
    recorder.begin()
    return recorder


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


def test_completing_twice_is_once(recorder: Recorder, folder: Path) -> None:
    recorder.send(1, SHORT)

    answers = [recorder.complete(1, hashlib.sha256(SHORT).hexdigest()) for _ in range(2)]

    assert [(answer.status_code, answer.json["whole"]) for answer in answers] == [(200, True)] * 2
    assert (pieces_stored(), stored(folder)) == (0, [SHORT])


def test_completing_with_another_hash_leaves_it_receiving(recorder: Recorder, folder: Path) -> None:
    recorder.send(1, SHORT)

    assert recorder.complete(1, "0" * 64).status_code == 422

    assert recordings()[0].status == RecordingStatus.RECEIVING
    assert (pieces_stored(), stored(folder)) == (1, [SHORT])
    assert recorder.send(2, b"more").status_code == 200


@pytest.mark.parametrize("pieces", [0, 1, 3, None, "2"])
def test_completing_needs_all_pieces(recorder: Recorder, pieces: Any) -> None:
    recorder.send(1, SHORT)
    recorder.send(2, b"more")

    response = recorder.complete(pieces)

    assert (response.status_code, response.json["next"]) == (409, 3)


def test_nothing_cannot_be_completed(recorder: Recorder) -> None:
    assert recorder.complete(0).status_code == 409


def test_a_hash_in_capitals_is_the_same(recorder: Recorder) -> None:
    assert recorder.send(1, SHORT, sha256=hashlib.sha256(SHORT).hexdigest().upper()).status_code == 200
    assert recorder.complete(1, hashlib.sha256(SHORT).hexdigest().upper()).status_code == 200


def test_a_whole_recording_takes_no_more(recorder: Recorder) -> None:
    recorder.record(SHORT)

    response = recorder.send(4, b"more")

    assert (response.status_code, response.json["next"], response.json["whole"]) == (409, None, True)


def test_a_piece_stays_when_the_answer_to_its_commit_is_lost(recorder: Recorder) -> None:
    with answer_to_commit_lost():
        assert recorder.send(1, SHORT).status_code == 503

    again = recorder.send(1, SHORT)

    assert (again.status_code, again.json["next"]) == (200, 2)
    assert recorder.complete(1, hashlib.sha256(SHORT).hexdigest()).status_code == 200
    assert recorder.listen().data == SHORT


def test_a_whole_recording_stays_when_the_answer_to_its_commit_is_lost(recorder: Recorder) -> None:
    recorder.send(1, SHORT)
    with answer_to_commit_lost():
        assert recorder.complete(1).status_code == 503

    assert recorder.complete(1).json["whole"] is True
    assert recorder.listen().data == SHORT


def test_a_refused_row_leaves_no_file(recorder: Recorder, answer: MockAnswer, folder: Path) -> None:
    recorder.send(1, SHORT)
    gone = update(MockInterview).where(MockInterview.id == answer.mock_id).values(status=MockStatus.ABANDONED)
    with when_writing_begins(gone):
        assert recorder.send(2, SHORT).status_code == 409

    assert stored(folder) == [SHORT]


def test_a_recording_whose_file_is_lost_is_not_whole(recorder: Recorder, folder: Path) -> None:
    recorder.record(SHORT)
    lose_files(folder)

    refused = recorder.complete(3)
    begun = recorder.begin()

    assert (refused.status_code, refused.json["whole"], refused.json["next"]) == (422, False, None)
    assert (begun.status_code, begun.json["whole"], begun.json["next"]) == (200, False, 1)
    assert recorder.record(SHORT).status_code == 200
    assert recorder.listen().data == SHORT


def test_completing_lost_pieces_is_refused_for_good(recorder: Recorder, folder: Path) -> None:
    recorder.send(1, SHORT)
    lose_files(folder)

    assert recorder.complete(1).status_code == 422


def test_the_status_brings_a_token_to_go_on_with(recorder: Recorder) -> None:
    recorder.send(1, SHORT)

    response = recorder.status()

    assert response.json["recording_id"] == recorder.recording_id
    assert (response.json["next"], response.json["whole"], response.json["is_open"]) == (2, False, True)
    assert response.headers["Cache-Control"] == "no-store"
    recorder.headers = {"X-CSRFToken": response.json["csrf_token"]}
    assert recorder.send(2, b"more").status_code == 200


def test_before_it_begins_there_is_nothing_to_resume(
    browser: Any, candidate: User, answer: MockAnswer
) -> None:
    response = Recorder(browser(candidate), answer).status()

    assert (response.json["recording_id"], response.json["next"], response.json["is_open"]) == (None, 1, True)


def test_a_piece_needs_a_token(recorder: Recorder) -> None:
    recorder.headers = {}

    assert recorder.send(1, SHORT).status_code == 400
    assert pieces_stored() == 0


@pytest.mark.parametrize(
    "state",
    [
        {"status": AnswerStatus.WAITING},
        {"status": AnswerStatus.DONE},
        {"status": AnswerStatus.SKIPPED},
        {"mock_status": MockStatus.PAUSED},
        {"mock_status": MockStatus.FINISHED},
        {"mode": Mode.TEXT},
    ],
)
def test_only_an_open_answer_of_a_running_voice_session_is_recorded(
    browser: Any, candidate: User, state: dict[str, Any]
) -> None:
    recorder = Recorder(browser(candidate), make_answer(candidate, **state))

    assert recorder.begin().status_code == 409
    assert recorder.begin(again=True).status_code == 409
    assert recorder.status().json["is_open"] is False
    assert recordings() == []


def test_another_person_finds_nothing(browser: Any, other_candidate: User, recorder: Recorder) -> None:
    recorder.record(SHORT)
    stranger = Recorder(browser(other_candidate), db.session.get_one(MockAnswer, recorder.answer_id))
    stranger.recording_id = recorder.recording_id

    answers = [
        stranger.begin(), stranger.begin("text/html"), stranger.status(), stranger.send(1, SHORT),
        stranger.send(1, b"", sha256=""), stranger.complete(1), stranger.complete(1, "?", -1), stranger.listen(),
        stranger.delete(),
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {404}
    assert recorder.listen().data == SHORT


def test_what_does_not_exist_looks_the_same(recorder: Recorder) -> None:
    recorder.answer_id += 1000
    recorder.recording_id += 1000

    answers = [
        recorder.status(),
        recorder.begin(),
        recorder.send(1, SHORT),
        recorder.listen(),
        recorder.delete(),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_a_visitor_is_asked_to_sign_in(client: BrowserClient, recorder: Recorder, answer: MockAnswer) -> None:
    visitor = Recorder(client, answer)
    visitor.recording_id = recorder.recording_id

    assert visitor.status().location.startswith("/login")
    assert visitor.listen().location.startswith("/login")
    assert {act.status_code for act in (visitor.begin(), visitor.send(1, SHORT), visitor.delete())} == {401}


def test_a_whole_recording_is_played(recorder: Recorder) -> None:
    recorder.record(SHORT)

    response = recorder.listen()

    assert (response.status_code, response.data, response.content_type) == (200, SHORT, "audio/webm")
    headers = response.headers
    assert (headers["Content-Disposition"], headers["Cache-Control"]) == ("inline", "no-store")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox")
    assert (headers["Accept-Ranges"], headers["Content-Length"]) == ("bytes", str(len(SHORT)))


def test_a_player_may_jump(recorder: Recorder) -> None:
    recorder.record(SHORT)

    response = recorder.listen(Range="bytes=50000-50099")

    assert (response.status_code, response.data) == (206, SHORT[50_000:50_100])
    assert response.headers["Content-Range"] == f"bytes 50000-50099/{len(SHORT)}"
    assert recorder.listen(Range="bytes=99990-").data == SHORT[99_990:]


def test_a_jump_beyond_the_end_is_refused(recorder: Recorder) -> None:
    recorder.record(SHORT)

    assert recorder.listen(Range="bytes=100000-").status_code == 416


def test_a_player_that_has_it_gets_nothing_anew(recorder: Recorder) -> None:
    recorder.record(SHORT)

    response = recorder.listen(**{"If-None-Match": recorder.listen().headers["ETag"]})

    assert (response.status_code, response.data) == (304, b"")


def test_an_unfinished_recording_is_not_played(recorder: Recorder) -> None:
    recorder.send(1, SHORT)

    assert recorder.listen().status_code == 404


def test_a_lost_file_is_not_found(recorder: Recorder, folder: Path) -> None:
    recorder.record(SHORT)
    lose_files(folder)

    assert recorder.listen().status_code == 404


def test_deleting_deletes_the_file(recorder: Recorder, folder: Path) -> None:
    recorder.record(SHORT)

    response = recorder.delete(next="/preferences")

    assert (response.status_code, response.location) == (303, "/preferences")
    assert (recordings(), stored(folder)) == ([], [])
    assert recorder.listen().status_code == 404


def test_deleting_an_unfinished_one_deletes_its_pieces(recorder: Recorder, folder: Path) -> None:
    recorder.send(1, SHORT)
    recorder.send(2, b"more")

    assert recorder.delete(next="https://evil.example/").location == "/"

    assert (recordings(), pieces_stored(), stored(folder)) == ([], 0, [])


def test_a_recording_is_deleted_after_the_session_too(
    recorder: Recorder, answer: MockAnswer, folder: Path
) -> None:
    recorder.record(SHORT)
    close(answer)

    assert recorder.delete().status_code == 303
    assert stored(folder) == []


def test_pieces_outlive_the_server(app: Flask, recorder: Recorder, candidate: User) -> None:
    content = voice(200_000)
    pieces = cut(content)
    for number, piece in enumerate(pieces[:3], 1):
        recorder.send(number, piece)

    with another_app(app) as other:
        again = Recorder(
            BrowserClient(other).as_user(candidate), db.session.get_one(MockAnswer, recorder.answer_id)
        )
        assert again.begin().json["next"] == 4
        for number, piece in enumerate(pieces[3:], 4):
            again.send(number, piece)
        again.complete(len(pieces), hashlib.sha256(content).hexdigest())

    assert recorder.listen().data == content


def in_threads(*works: Any) -> list[int]:
    """Do all at once and return the statuses."""
    barrier, statuses = threading.Barrier(len(works)), []

    def do(work: Any) -> None:
        barrier.wait()
        statuses.append(work().status_code)

    threads = [threading.Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


@pytest.fixture
def two_windows(browser: Any, candidate: User, recorder: Recorder) -> list[Recorder]:
    windows = [
        Recorder(browser(candidate), db.session.get_one(MockAnswer, recorder.answer_id)) for _ in range(2)
    ]
    for window in windows:
        window.begin()
    return windows


def test_the_same_piece_from_two_windows_at_once_is_kept_once(
    two_windows: list[Recorder], folder: Path
) -> None:
    assert in_threads(*(lambda window=window: window.send(1, SHORT) for window in two_windows)) == [200, 200]

    assert (pieces_stored(), stored(folder)) == (1, [SHORT])
    assert recordings()[0].size_bytes == len(SHORT)


def test_of_two_pieces_in_one_place_at_once_one_is_kept(two_windows: list[Recorder], folder: Path) -> None:
    contents = [SHORT, SHORT + b"!"]

    statuses = in_threads(
        *(
            lambda window=window, content=content: window.send(1, content)
            for window, content in zip(two_windows, contents, strict=True)
        )
    )

    assert statuses == [200, 409]
    (kept,) = stored(folder)
    assert kept in contents
    assert (pieces_stored(), recordings()[0].size_bytes) == (1, len(kept))


def test_completing_at_once_leaves_one_file(two_windows: list[Recorder], folder: Path) -> None:
    two_windows[0].send(1, SHORT)

    assert in_threads(*(lambda window=window: window.complete(1) for window in two_windows)) == [200, 200]

    assert (pieces_stored(), stored(folder)) == (0, [SHORT])
    assert two_windows[0].listen().data == SHORT


def test_beginning_at_once_begins_once(browser: Any, candidate: User, answer: MockAnswer) -> None:
    windows = [Recorder(browser(candidate), answer) for _ in range(2)]

    assert in_threads(*(window.begin for window in windows)) == [200, 200]

    assert len(recordings()) == 1


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


def test_a_lost_piece_does_not_stop_the_others(
    browser: Any, recorder: Recorder, answer: MockAnswer, other_candidate: User, folder: Path
) -> None:
    recorder.send(1, SHORT)
    lose_files(folder)
    other_answer = make_answer(other_candidate)
    other = Recorder(browser(other_candidate), other_answer)
    other.begin()
    other.send(1, SHORT)
    close(answer)
    close(other_answer)

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
    other_answer = make_answer(other_candidate)
    other = Recorder(browser(other_candidate), other_answer)
    other.begin()
    other.send(1, SHORT)
    close(other_answer)

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


def test_asking_and_listening_change_nothing_and_cost_little(recorder: Recorder) -> None:
    recorder.record(SHORT)

    with counted() as asking:
        recorder.status()
    with counted() as listening:
        recorder.listen()

    assert asking.written + listening.written == []
    assert (asking.sql <= 6, asking.redis, listening.sql <= 6, listening.redis) == (True, 1, True, 1)


@pytest.fixture
def page(app: Flask, candidate: User, recorder: Recorder) -> Any:
    """Draws the parts of the question page and the report: `page("recorder")` returns the answer."""

    def drawn(answer_id: int, part: str) -> str:
        answer = db.session.get_one(MockAnswer, answer_id, options=[joinedload(MockAnswer.recording)])
        return render_template_string(
            "{% with answer=answer %}{% include 'practice/_' ~ part ~ '.html' %}{% endwith %}",
            answer=answer,
            part=part,
        )

    def draw(part: str) -> Any:
        mark = opens_microphone if part == "recorder" else plays_media
        view = mark(lambda answer_id: drawn(answer_id, part))
        with another_app(app) as other:
            other.add_url_rule(f"/trial/<int:answer_id>/{part}", view_func=view, endpoint="trial")
            return BrowserClient(other).as_user(candidate).get(f"/trial/{recorder.answer_id}/{part}")

    return draw


def test_the_recorder_is_drawn_for_an_open_answer(page: Any, recorder: Recorder) -> None:
    drawn = page("recorder").text

    assert f'data-recorder="/practice/answers/{recorder.answer_id}/recording"' in drawn
    assert f"/practice/recordings/{recorder.recording_id}" not in drawn


def test_a_whole_recording_can_be_heard_and_deleted(page: Any, recorder: Recorder) -> None:
    recorder.record(SHORT)

    for part in ("recorder", "playback"):
        drawn = page(part).text
        assert f'src="/practice/recordings/{recorder.recording_id}/audio"' in drawn
        assert f'action="/practice/recordings/{recorder.recording_id}/deletion"' in drawn


def test_deleting_leads_back_to_a_page_that_can_be_opened(recorder: Recorder, answer: MockAnswer) -> None:
    recorder.record(SHORT)
    fields = {"text": "words", "revision": "no number", "answer": str(answer.id)}
    drawn = recorder.browser.submit(f"/practice/answers/{answer.id}/completion", fields)

    forms = re.findall(r'/deletion".*?name="next" value="([^"]*)"', drawn.text, re.DOTALL)
    (next_path,) = set(forms)

    assert drawn.status_code == 422
    assert recorder.browser.get(recorder.delete(next=next_path).location).status_code == 200


def test_deleting_on_the_report_leads_back_to_it(page: Any, recorder: Recorder, answer: MockAnswer) -> None:
    recorder.record(SHORT)

    assert f'name="next" value="/practice/sessions/{answer.mock_id}/report"' in page("playback").text


def test_without_a_recording_there_is_nothing_to_hear(page: Any) -> None:
    assert "<audio" not in page("playback").text


def test_only_the_page_with_the_recorder_opens_the_microphone(page: Any, client: BrowserClient) -> None:
    policy, content = "Permissions-Policy", "Content-Security-Policy"
    recording, playing, other = page("recorder").headers, page("playback").headers, client.get("/").headers

    assert recording[policy] == "camera=(), microphone=(self), geolocation=()"
    assert playing[policy] == other[policy] == "camera=(), microphone=(), geolocation=()"
    assert "media-src 'self'" in recording[content] and "media-src 'self'" in playing[content]
    assert "media-src" not in other[content]
