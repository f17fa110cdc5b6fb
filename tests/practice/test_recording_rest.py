"""The rest of a recording whose question was left before all of it had arrived."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale
from time_machine import Traveller

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.formats import moment
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.mock.services import abandon_mock, finish_mock, pause_mock
from clubinterview.practice.models import MockAnswer, MockInterview, Mode, RecordingStatus
from clubinterview.practice.recording.joining import join_closed
from clubinterview.practice.recording.services import bytes_stored
from clubinterview.practice.recording.tasks import forget_all_given_up
from clubinterview.practice.report import services as reports
from tests import factories
from tests.practice import acts
from tests.practice.voice_acts import Recorder, pieces_stored, recordings, stored, voice

SHORT, REST = voice(100_000), b"the rest"
MODULE = "js/recording_leftovers.js"


@pytest.fixture(autouse=True)
def folder(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setitem(app.config, "FILES_PATH", str(tmp_path / "files"))
    return tmp_path / "files" / "recording"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(utcnow(), tick=False) as clock:
        yield clock


@pytest.fixture
def candidate() -> User:
    """Reads English."""
    return factories.make_user(locale="en")


@pytest.fixture
def mock(candidate: User) -> MockInterview:
    """A session by voice of two questions."""
    return acts.start(candidate, mode=Mode.VOICE)


@pytest.fixture
def recorder(browser: Any, candidate: User, mock: MockInterview) -> Recorder:
    """Has sent the first piece for the first question."""
    recorder = Recorder(browser(candidate), acts.open_answer(mock))
    recorder.begin()
    assert recorder.send(1, SHORT).status_code == 200
    return recorder


@pytest.fixture
def later(browser: Any, candidate: User, recorder: Recorder, clock: Traveller) -> Callable[..., Recorder]:
    """Moves the clock on and returns the recorder, signed in anew: `later(hours=23)`."""

    def moved(**by: float) -> Recorder:
        clock.shift(timedelta(**by))
        again = Recorder(browser(candidate), db.session.get_one(MockAnswer, recorder.answer_id))
        again.recording_id = recorder.recording_id
        return again

    return moved


def go_on(mock: MockInterview) -> None:
    """Leave the open question for the next one, now."""
    acts.answer(mock, "短", after=timedelta())


def change(act: Callable[..., Any], mock: MockInterview) -> None:
    with transaction():
        act(mock.user_id, mock.id, now=utcnow())


def sends_rest(recorder: Recorder) -> bool:
    """Send the second piece and complete the recording; whether it is whole then."""
    answers = [recorder.send(2, REST), recorder.complete(2, hashlib.sha256(SHORT + REST).hexdigest())]
    assert len({answer.status_code for answer in answers}) == 1
    return answers[-1].status_code == 200 and recorder.listen().data == SHORT + REST


def test_the_rest_is_taken_after_the_next_question_was_opened(
    mock: MockInterview, recorder: Recorder
) -> None:
    go_on(mock)

    assert sends_rest(recorder)
    assert recordings()[0].seconds == 12


def test_the_rest_is_taken_while_the_session_is_paused(
    mock: MockInterview, later: Callable[..., Recorder]
) -> None:
    change(pause_mock, mock)

    assert sends_rest(later(days=3))


@pytest.mark.parametrize("act", [pause_mock, finish_mock])
def test_none_is_begun_then(mock: MockInterview, recorder: Recorder, act: Callable[..., Any]) -> None:
    change(act, mock)

    assert recorder.begin().status_code == 409
    assert recorder.begin(again=True).status_code == 409
    assert pieces_stored() == 1


@pytest.mark.parametrize(("hours", "is_taken"), [(23.9, True), (24.1, False)])
def test_the_rest_is_taken_for_a_day_after_the_question(
    mock: MockInterview, later: Callable[..., Recorder], hours: float, is_taken: bool
) -> None:
    go_on(mock)
    recorder = later(hours=hours)

    assert recorder.status().json["takes_rest"] is is_taken
    assert sends_rest(recorder) is is_taken


@pytest.mark.parametrize(("hours", "is_taken"), [(23.9, True), (24.1, False)])
def test_the_rest_is_taken_for_a_day_after_a_session_that_ended_from_its_pause(
    mock: MockInterview,
    recorder: Recorder,
    later: Callable[..., Recorder],
    clock: Traveller,
    hours: float,
    is_taken: bool,
) -> None:
    change(pause_mock, mock)
    clock.shift(timedelta(days=2))
    change(finish_mock, mock)

    assert sends_rest(later(hours=hours)) is is_taken


def test_the_end_of_the_session_gives_an_earlier_question_no_more_time(
    mock: MockInterview, recorder: Recorder, later: Callable[..., Recorder], clock: Traveller
) -> None:
    go_on(mock)
    clock.shift(timedelta(days=2))
    change(finish_mock, mock)

    assert not sends_rest(later(minutes=1))


def test_nothing_is_taken_of_a_session_ended_without_a_report(
    mock: MockInterview, recorder: Recorder
) -> None:
    change(abandon_mock, mock)

    assert recorder.status().json["takes_rest"] is False
    assert not sends_rest(recorder)


def test_nothing_is_taken_of_a_deleted_recording(mock: MockInterview, recorder: Recorder) -> None:
    go_on(mock)
    recorder.delete()

    assert recorder.send(2, REST).status_code == 404
    assert recorder.status().json["key"] is None


def test_a_piece_is_answered_with_whether_the_question_is_open(
    mock: MockInterview, recorder: Recorder
) -> None:
    while_open = recorder.send(2, REST).json["is_open"]
    go_on(mock)

    assert (while_open, recorder.send(3, REST).json["is_open"]) == (True, False)


@pytest.mark.parametrize(("minutes", "joined"), [(14.9, 0), (15, 1)])
def test_what_arrived_is_joined_a_quarter_of_an_hour_after_the_last_piece(
    mock: MockInterview, recorder: Recorder, clock: Traveller, minutes: float, joined: int
) -> None:
    go_on(mock)
    clock.shift(timedelta(minutes=10))
    recorder.send(2, REST)
    clock.shift(timedelta(minutes=minutes))

    assert join_closed(utcnow()) == joined


def test_a_session_ended_without_a_report_leaves_no_recording(
    mock: MockInterview, recorder: Recorder, folder: Path, candidate: User
) -> None:
    assert recorder.complete(1).status_code == 200
    go_on(mock)
    unfinished = Recorder(recorder.browser, acts.open_answer(mock))
    unfinished.begin()
    unfinished.send(1, SHORT)
    asked = recorder.browser.get(f"/practice/sessions/{mock.id}").text

    change(abandon_mock, mock)
    change(abandon_mock, mock)

    assert "Its recordings will be deleted for good" in asked
    assert (recordings(), pieces_stored(), stored(folder)) == ([], 0, [])
    assert bytes_stored(candidate.id) == 0


def test_recordings_of_other_sessions_stay(
    mock: MockInterview, recorder: Recorder, candidate: User, folder: Path
) -> None:
    change(finish_mock, mock)

    change(abandon_mock, acts.start(candidate, mode=Mode.VOICE))

    assert stored(folder) == [SHORT]


def test_nothing_is_joined_while_the_session_is_paused(
    mock: MockInterview, later: Callable[..., Recorder]
) -> None:
    change(pause_mock, mock)
    later(days=2)

    assert join_closed(utcnow()) == 0


@pytest.mark.parametrize(("hours", "is_taken"), [(0.3, True), (23.9, True), (24.1, False)])
def test_the_rest_is_joined_to_what_was_joined_before(
    mock: MockInterview, recorder: Recorder, later: Callable[..., Recorder], hours: float, is_taken: bool
) -> None:
    go_on(mock)
    recorder = later(hours=hours)
    join_closed(utcnow())
    for_now = recorder.listen().data

    assert sends_rest(recorder) is is_taken
    assert (for_now, pieces_stored()) == (SHORT, 0)
    assert recordings()[0].status == (RecordingStatus.WHOLE if is_taken else RecordingStatus.RECEIVING)


def test_a_rest_that_stops_on_its_way_is_joined_too(
    mock: MockInterview, later: Callable[..., Recorder], folder: Path
) -> None:
    go_on(mock)
    recorder = later(minutes=16)
    join_closed(utcnow())
    assert recorder.send(2, REST).status_code == 200
    before = recorder.listen()
    recorder = later(minutes=16)

    assert join_closed(utcnow()) == 1
    assert (before.data, before.headers["Content-Length"]) == (SHORT, str(len(SHORT)))
    assert recorder.listen().data == SHORT + REST
    assert stored(folder) == [SHORT + REST]


def test_what_is_joined_already_may_be_sent_again_and_completed(
    mock: MockInterview, later: Callable[..., Recorder], folder: Path
) -> None:
    go_on(mock)
    recorder = later(minutes=16)
    join_closed(utcnow())

    again = recorder.send(1, SHORT)
    completed = recorder.complete(1, hashlib.sha256(SHORT).hexdigest())

    assert (again.status_code, again.json["next"]) == (200, 2)
    assert (completed.status_code, completed.json["whole"]) == (200, True)
    assert stored(folder) == [SHORT]


def test_a_rest_that_is_not_the_rest_is_refused_and_what_can_be_heard_stays(
    mock: MockInterview, later: Callable[..., Recorder]
) -> None:
    go_on(mock)
    recorder = later(minutes=16)
    join_closed(utcnow())
    recorder.send(2, b"something else")

    refused = recorder.complete(2, hashlib.sha256(SHORT + REST).hexdigest())

    assert refused.status_code == 422
    assert recorder.listen().data == SHORT


def test_what_can_be_heard_is_never_given_up(mock: MockInterview, later: Callable[..., Recorder]) -> None:
    go_on(mock)
    later(minutes=16)
    join_closed(utcnow())
    recorder = later(days=30)

    assert forget_all_given_up(utcnow()) == 0
    assert recorder.listen().data == SHORT


def report(recorder: Recorder, mock: MockInterview) -> str:
    change(finish_mock, mock)
    reports.score_mock(mock.id, now=utcnow())
    return recorder.browser.get(f"/practice/sessions/{mock.id}/report").text


def test_the_report_says_until_when_a_part_may_come_and_then_that_it_is_missing(
    mock: MockInterview, later: Callable[..., Recorder]
) -> None:
    go_on(mock)
    until = utcnow() + timedelta(days=1)
    recorder = later(minutes=16)
    join_closed(utcnow())

    drawn = report(recorder, mock)
    day_later = later(hours=24).browser.get(f"/practice/sessions/{mock.id}/report").text

    for page in (drawn, day_later):
        assert f'src="/practice/recordings/{recorder.recording_id}/audio"' in page
    assert "It can still arrive before" in drawn
    with force_locale("en"):
        assert moment(until) in drawn
    assert "It can still arrive before" not in day_later
    assert "The end may be missing." in day_later


def test_the_report_says_nothing_of_a_recording_that_is_complete(
    mock: MockInterview, recorder: Recorder
) -> None:
    go_on(mock)
    sends_rest(recorder)

    assert "The end may be missing." not in report(recorder, mock)


def test_the_report_says_that_more_is_to_come(mock: MockInterview, recorder: Recorder) -> None:
    go_on(mock)

    assert "Not all of the recording has arrived" in report(recorder, mock)


def test_pages_where_one_goes_next_send_the_rest(mock: MockInterview, recorder: Recorder) -> None:
    change(pause_mock, mock)
    paused = recorder.browser.get(f"/practice/sessions/{mock.id}").text

    assert MODULE in paused
    assert MODULE in recorder.browser.get("/practice").text
    assert MODULE in report(recorder, mock)
