"""What becomes of practice when a person wants a copy of their data, or goes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.practice.models import (
    AnswerStatus,
    CoachTalk,
    CoachTurn,
    MockAnswer,
    MockInterview,
)
from clubinterview.practice.recording.services import forget_recordings
from clubinterview.profile.hooks import Section


def practice_sections(user: User) -> Iterable[Section]:
    """Give the sessions, the answers with their recordings, and the conversations with the coach."""
    mocks = db.session.scalars(
        select(MockInterview).where(MockInterview.user_id == user.id).order_by(MockInterview.id)
    )
    columns = ("created_at", "finished_at", "status", "score")
    yield Section(
        "mock_interviews",
        _l("Mock interviews"),
        [
            {"title": mock.title_in(user.locale)} | {name: getattr(mock, name) for name in columns}
            for mock in mocks
        ],
    )
    answers = db.session.scalars(
        select(MockAnswer)
        .options(joinedload(MockAnswer.recording))
        .where(MockAnswer.user_id == user.id, MockAnswer.status != AnswerStatus.WAITING)
        .order_by(MockAnswer.id)
    ).all()
    recordings = [
        (f"answer-{answer.id}.{_extension(answer.recording.media_type)}", answer.recording.storage_key)
        for answer in answers
        if answer.recording is not None and answer.recording.storage_key
    ]
    yield Section(
        "practice_answers", _l("Practice answers"), [_row(one, user.locale) for one in answers], recordings
    )
    turns = db.session.execute(
        select(CoachTalk.title, CoachTurn.created_at, CoachTurn.question, CoachTurn.answer)
        .join(CoachTurn, CoachTurn.talk_id == CoachTalk.id)
        .where(CoachTalk.user_id == user.id)
        .order_by(CoachTurn.id)
    )
    names = ("talk", "created_at", "question", "answer")
    yield Section("coach", _l("Coach conversations"), [dict(zip(names, row, strict=True)) for row in turns])


def forget_practice(user: User, now: datetime) -> None:
    """Delete all of it: no one else needs it."""
    forget_recordings(user.id)
    db.session.flush()
    db.session.execute(
        select(MockInterview.id).where(MockInterview.user_id == user.id).with_for_update()
    )  # so that no session gets another question meanwhile
    db.session.execute(
        update(MockAnswer).where(MockAnswer.user_id == user.id).values(retry_of_id=None)
    )  # rows of one table that point at each other
    for model in (MockAnswer, MockInterview, CoachTurn, CoachTalk):
        db.session.execute(delete(model).where(model.__table__.c.user_id == user.id))


def _row(answer: MockAnswer, locale: str) -> dict[str, Any]:
    return {
        "asked_at": answer.opened_at,
        "question": answer.question_in(locale),
        "answer": answer.text,
        "score": answer.score,
        "comment": answer.comment,
    }


def _extension(media_type: str) -> str:
    return {"audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg"}.get(media_type, "bin")
