"""An answer that is open, and a recorder for it; recordings are stored in a folder of the test."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from clubinterview.auth.models import User
from clubinterview.practice.models import (
    MockAnswer,
)
from tests.practice.voice_acts import (
    Recorder,
    make_answer,
)


@pytest.fixture(autouse=True)
def folder(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where recordings are kept; it does not exist before the first is."""
    monkeypatch.setitem(app.config, "FILES_PATH", str(tmp_path / "files"))
    return tmp_path / "files" / "recording"


@pytest.fixture
def answer(candidate: User) -> MockAnswer:
    return make_answer(candidate)


@pytest.fixture
def recorder(browser: Any, candidate: User, answer: MockAnswer) -> Recorder:
    """A recorder that has begun."""
    recorder = Recorder(browser(candidate), answer)
    recorder.begin()
    return recorder
