"""The beginning of a model's comments: which answers get one."""

from sqlalchemy import func, select, update

from clubinterview.extensions import db
from clubinterview.practice.language_model.client import model_is_set_up
from clubinterview.practice.models import AnswerStatus, CommentStatus, MockAnswer
from clubinterview.practice.report.comment_writing import COMMENT_ON_ANSWER


def begin_comments(mock_id: int) -> None:
    """Let the worker ask the model about the done answers of a scored session. Inside the caller's transaction.

    Without a model nothing happens. Twice is once.
    """
    if not model_is_set_up():
        return
    ids = db.session.scalars(
        select(MockAnswer.id)
        .where(
            MockAnswer.mock_id == mock_id,
            MockAnswer.status == AnswerStatus.DONE,
            MockAnswer.comment_status == CommentStatus.NONE,
            MockAnswer.score.is_not(None),
            func.trim(MockAnswer.text) != "",
        )
        .order_by(MockAnswer.position, MockAnswer.id)
    ).all()
    if not ids:
        return
    db.session.execute(
        update(MockAnswer)
        .where(MockAnswer.id.in_(ids), MockAnswer.comment_status == CommentStatus.NONE)
        .values(comment_status=CommentStatus.WAITING)
    )
    for answer_id in ids:
        COMMENT_ON_ANSWER.wake(answer_id)
