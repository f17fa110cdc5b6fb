"""Pieces outlive the server, and what two windows do at once is done once."""

import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.practice.models import (
    MockAnswer,
)
from tests.another_app import another_app
from tests.browser_client import BrowserClient
from tests.practice.recordings.acts import SHORT
from tests.practice.voice_acts import (
    Recorder,
    cut,
    pieces_stored,
    recordings,
    stored,
    voice,
)


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
