"""A recording can be heard and is deleted on demand."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import User
from clubinterview.core.access import opens_microphone, plays_media
from clubinterview.extensions import db
from clubinterview.practice.models import (
    MockAnswer,
)
from tests.another_app import another_app
from tests.browser_client import BrowserClient
from tests.counting import counted
from tests.practice.recordings.acts import SHORT, lose_files
from tests.practice.voice_acts import (
    Recorder,
    close,
    pieces_stored,
    recordings,
    stored,
)


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
