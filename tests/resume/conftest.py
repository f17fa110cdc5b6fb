"""A folder for the files of each test."""

from pathlib import Path

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def folder(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where resumes are kept; it does not exist before the first is."""
    monkeypatch.setitem(app.config, "FILES_PATH", str(tmp_path / "files"))
    return tmp_path / "files" / "resume"
