"""The model's words on an answer. They stand beside the built-in score, and nothing here can change that."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select, update

from clubinterview.auth.models import User
from clubinterview.core.jobs import GivenUp, Job, Sweep, TakenUp, lease
from clubinterview.core.transaction import change_rows, release_connection, transaction
from clubinterview.extensions import db, model_tasks
from clubinterview.practice.language_model.client import ModelUnavailable, ask_model, lease_seconds
from clubinterview.practice.language_model.fencing import cut, fenced
from clubinterview.practice.language_model.masking import CONTEXT, Private
from clubinterview.practice.models import CommentStatus, MockAnswer
from clubinterview.practice.report.comment_shape import (
    LONGEST_EXAMPLE,
    LONGEST_REMARK,
    MOST_REMARKS,
    Comment,
    NotAComment,
)

log = structlog.get_logger(__name__)

AT_ONCE = 20
LONGEST_SENT = 4000
LONGEST_ASKED = 800
LONGEST_SENTENCE = 200

INSTRUCTIONS = """\
You help a student to get better at interviews of campus clubs. You are given one question of a mock interview, the
points that a good answer covers, the student's answer, and what a fixed program found. Write in {language}, to the
student, plainly and kindly, about this answer only.
Answer with one JSON object and nothing else, with exactly these keys:
"strengths": a list of at most {remarks} strings of at most {remark} characters: what is good, with the words it is about;
"improvements": a list of at most {remarks} such strings: what to change first, and how;
"better_example": a string of at most {example} characters: the answer as the student could give it, with the student's
own facts; where a fact is missing, write "…" instead of inventing one.
Never state or hint at a number, score, mark, grade, points, percentage of quality, or chance of being taken. Use no
percentages in strengths and improvements, not even the student's own, and of results say 成果, not 成绩. The score is
made elsewhere."""


def comment_on(answer_id: int) -> None:
    """Ask the model for its words on one answer and record them, or why there are none. Doing it twice does no harm.

    The answer of a person who asked to be erased, or whose account is closed, waits: it is taken up if the account is
    kept.
    """
    answer = db.session.get(MockAnswer, answer_id, populate_existing=True)
    if answer is None or answer.comment_status != CommentStatus.WAITING:
        return
    user = db.session.get_one(User, answer.user_id)
    if not user.may_be_served:
        return
    messages, mark = _messages(answer, user)
    release_connection()
    try:
        with lease("comment", f"{answer.mock_id}:{answer.id}", seconds=lease_seconds()):
            text = ask_model(messages, user_id=user.id, wants_json=True)
            _record_comment(answer, CommentStatus.READY, Comment.parsed(text, mark=mark).to_json())
    except TakenUp:
        return
    except ModelUnavailable as error:
        _record_comment(answer, CommentStatus.FAILED, {"reason": error.reason})
    except NotAComment as error:
        log.warning("comment refused", answer_id=answer_id, why=str(error))
        _record_comment(answer, CommentStatus.FAILED, {"reason": "nonsense"})
    except GivenUp:
        _record_comment(answer, CommentStatus.FAILED, {"reason": "given_up"})


def _uncommented(since: datetime) -> Select[int]:
    """Select none of closed accounts."""
    return (
        select(MockAnswer.id)
        .join(User, User.id == MockAnswer.user_id)
        .where(
            User.is_served(),
            MockAnswer.comment_status == CommentStatus.WAITING,
            MockAnswer.updated_at <= since,
        )
    )


COMMENT_ON_ANSWER = Job(
    "comment_on_answer",
    _l("Comment on practice answers"),
    comment_on,
    queue=model_tasks,
    sweep=Sweep("comment_on_left_behind", _uncommented, after=timedelta(minutes=2), at_once=AT_ONCE),
)


def _messages(answer: MockAnswer, user: User) -> tuple[list[dict[str, str]], str]:
    locale = "en" if user.locale.startswith("en") else "zh"
    private = Private.of(user)

    def shown(text: object, longest: int = LONGEST_ASKED) -> str:
        return cut(private.masked(str(text or "")), longest)

    def sentence(loss: Mapping[str, Any]) -> str:
        said = str(loss.get("sentence") or "")
        before, found, after = answer.text.partition(said) if said else ("", "", "")
        around = {"before": before[-CONTEXT:], "after": after[:CONTEXT]} if found else {}
        return cut(private.masked(said, **around), LONGEST_SENTENCE)

    instructions = INSTRUCTIONS.format(
        language="English" if locale == "en" else "Simplified Chinese",
        remarks=MOST_REMARKS, remark=LONGEST_REMARK, example=LONGEST_EXAMPLE,
    )  # fmt: skip
    return fenced(
        instructions,
        {
            "question": shown(answer.question_in(user.locale)),
            "points_of_a_good_answer": [
                shown(point.get(locale) or point.get("zh")) for point in answer.asked["points"]
            ],
            "answer": shown(answer.text, LONGEST_SENT),
            "found_by_the_program": [
                {"what": loss.get("reason", ""), "sentence": sentence(loss)}
                for loss in ((answer.result or {}).get("losses") or [])[:12]
            ],
        },
    )


def _record_comment(answer: MockAnswer, status: CommentStatus, comment: dict[str, Any]) -> None:
    """Write the result, unless another worker has already.

    The session is part of which answer it is, since SQLite gives the numbers of deleted rows to new ones.
    """
    with transaction():
        change_rows(
            update(MockAnswer)
            .where(
                MockAnswer.id == answer.id,
                MockAnswer.user_id == answer.user_id,
                MockAnswer.mock_id == answer.mock_id,
                MockAnswer.comment_status == CommentStatus.WAITING,
            )
            .values(comment_status=status, comment=comment)
        )
