"""A recording becomes whole, and only the person whose answer it is may record."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.practice.models import (
    AnswerStatus,
    MockAnswer,
    MockInterview,
    MockStatus,
    Mode,
    RecordingStatus,
)
from tests.browser_client import BrowserClient
from tests.meanwhile import answer_to_commit_lost, when_writing_begins
from tests.practice.recordings.acts import SHORT, lose_files
from tests.practice.voice_acts import (
    Recorder,
    make_answer,
    pieces_stored,
    recordings,
    stored,
)


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
