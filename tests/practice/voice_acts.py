"""Answers to record for, and a recorder that sends as the browser's does."""

import hashlib
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.models import (
    AnswerStatus,
    MockAnswer,
    MockInterview,
    MockStatus,
    Mode,
    Recording,
    RecordingPiece,
    Source,
)
from clubinterview.questions.models import Question, QuestionCategory, QuestionKind
from tests.browser_client import BrowserClient

EBML = b"\x1a\x45\xdf\xa3"
PIECE_BYTES = 40_000
_number = count(1)


def voice(size_bytes: int, *, head: bytes = EBML) -> bytes:
    """The same bytes each time, that begin as a recording does."""
    blocks = (hashlib.sha256(str(block).encode()).digest() for block in range(size_bytes // 32 + 1))
    return (head + b"".join(blocks))[:size_bytes]


def cut(content: bytes, size_bytes: int = PIECE_BYTES) -> list[bytes]:
    return [content[start : start + size_bytes] for start in range(0, len(content), size_bytes)]


def make_answer(
    user: User,
    *,
    status: AnswerStatus = AnswerStatus.OPEN,
    mock_status: MockStatus = MockStatus.RUNNING,
    mode: Mode = Mode.VOICE,
) -> MockAnswer:
    """An answer of the user's in a session of its own."""
    number = next(_number)
    category = QuestionCategory(slug=f"category-{number}", name_zh="动机", name_en="Motivation")
    with transaction():
        db.session.add(category)
        db.session.flush()
        question = Question(
            ref=f"question-{number}",
            category_id=category.id,
            kind=QuestionKind.MOTIVATION,
            difficulty=2,
            text_zh="你为什么想加入我们？",
            text_en="Why would you like to join us?",
        )
        mock = MockInterview(
            user_id=user.id,
            start_key=f"start-{number}",
            source=Source.CATEGORY,
            title_zh="动机",
            title_en="Motivation",
            mode=mode,
            seed=number,
            seconds_to_prepare=30,
            seconds_to_answer=600,
            status=mock_status,
        )
        db.session.add_all([question, mock])
        db.session.flush()
        answer = MockAnswer(
            mock_id=mock.id,
            user_id=user.id,
            question_id=question.id,
            position=0,
            asked=question.as_asked(),
            status=status,
            opened_at=utcnow(),
        )
        db.session.add(answer)
    return answer


def close(answer: MockAnswer) -> None:
    with transaction():
        row = db.session.get_one(MockAnswer, answer.id)
        row.status, row.closed_at = AnswerStatus.DONE, utcnow()


class Recorder:
    """Records for one answer in one browser. Its methods return the answers of the site."""

    def __init__(self, browser: BrowserClient, answer: MockAnswer) -> None:
        self.browser, self.answer_id = browser, answer.id
        self.headers = {"X-CSRFToken": browser.token()}
        self.recording_id = 0

    def begin(self, media_type: str = "audio/webm;codecs=opus", *, again: bool = False) -> TestResponse:
        path = f"/practice/answers/{self.answer_id}/recording{'?anew=1' if again else ''}"
        response = self.browser.post(path, json={"media_type": media_type}, headers=self.headers)
        if response.status_code == 200:
            self.recording_id = response.json["recording_id"]
        return response

    def status(self) -> TestResponse:
        return self.browser.get(f"/practice/answers/{self.answer_id}/recording")

    def send(self, number: int, content: bytes, *, sha256: str | None = None, **more: Any) -> TestResponse:
        """Send a piece.  number: from 1.  sha256: what is said of it, instead of what it is."""
        said = hashlib.sha256(content).hexdigest() if sha256 is None else sha256
        return self.browser.post(
            f"/practice/recordings/{self.recording_id}/pieces/{number}",
            data=content,
            content_type="application/octet-stream",
            headers={**self.headers, "X-SHA256": said},
            **more,
        )

    def send_half(self, number: int, content: bytes) -> TestResponse:
        """Send a piece and be gone in the middle of it."""
        half = BytesIO(content[: len(content) // 2])
        return self.send(
            number, content, environ_overrides={"wsgi.input": half, "CONTENT_LENGTH": str(len(content))}
        )

    def complete(self, pieces: int, sha256: str | None = None, seconds: Any = 12) -> TestResponse:
        return self.browser.post(
            f"/practice/recordings/{self.recording_id}/completion",
            json={"pieces": pieces, "sha256": sha256, "seconds": seconds},
            headers=self.headers,
        )

    def record(self, content: bytes) -> TestResponse:
        """Do all of it."""
        self.begin()
        pieces = cut(content)
        for number, piece in enumerate(pieces, 1):
            assert self.send(number, piece).status_code == 200
        return self.complete(len(pieces), hashlib.sha256(content).hexdigest())

    def listen(self, **headers: str) -> TestResponse:
        path = f"/practice/recordings/{self.recording_id}/audio"
        return self.browser.get(path, headers=headers, buffered=True)

    def delete(self, **fields: str) -> TestResponse:
        return self.browser.submit(f"/practice/recordings/{self.recording_id}/deletion", fields)


def recordings() -> list[Recording]:
    db.session.rollback()
    return list(
        db.session.scalars(select(Recording).order_by(Recording.id).execution_options(populate_existing=True))
    )


def pieces_stored() -> int:
    return db.session.scalar(select(func.count()).select_from(RecordingPiece)) or 0


def stored(folder: Path) -> list[bytes]:
    """The contents of all files of recordings."""
    return [path.read_bytes() for path in folder.iterdir()] if folder.exists() else []
