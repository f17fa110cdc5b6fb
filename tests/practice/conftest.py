"""A fake model for the tests that ask for one; without it none is set."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.practice.fake_model import FakeModel, fake_model


@pytest.fixture
def model(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    """A model that answers well; it may take five seconds."""
    with fake_model() as model:
        settings = {
            "MODEL_URL": model.url, "MODEL_API_KEY": "a key", "MODEL_NAME": "a-model", "MODEL_TIMEOUT_SECONDS": 5.0,
        }  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setitem(app.config, name, value)
        yield model
