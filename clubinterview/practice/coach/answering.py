"""How the worker answers the coach: find passages in the person's own collection, and let the model speak of them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import structlog
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, select, update

from clubinterview.auth.models import User
from clubinterview.core.fields import CONTROLS_BESIDE_LINES, unstorable
from clubinterview.core.jobs import GivenUp, Job, Sweep, TakenUp, lease
from clubinterview.core.transaction import change_rows, release_connection, transaction
from clubinterview.extensions import db, model_tasks, redis_store
from clubinterview.practice.coach.citations import while_written, with_known_citations
from clubinterview.practice.coach.collection import LONGEST_TITLE, Passage
from clubinterview.practice.coach.leaning import says_nothing, what_to_look_for
from clubinterview.practice.coach.retrieval import find_passages
from clubinterview.practice.language_model.client import (
    ModelUnavailable,
    ask_model,
    lease_seconds,
    model_is_set_up,
)
from clubinterview.practice.language_model.fencing import cut, fenced
from clubinterview.practice.language_model.masking import Private
from clubinterview.practice.language_model.saying import claims_points, judges, leads_away
from clubinterview.practice.models import CoachTurn, CommentStatus

log = structlog.get_logger(__name__)

AT_ONCE = 20
EARLIER_SENT = 3
EARLIER_READ = 20  # questions, for the one that the last ones lean on
LONGEST_ANSWER = 4000
LONGEST_EARLIER = 300
PARTIAL_KEPT_SECONDS = 120
PARTIAL_EVERY_SECONDS = 0.3

INSTRUCTIONS = """\
You are a coach who helps a student with the interviews of campus clubs. You are given the student's question, what was
said before, and passages found in the student's own collection: the resume, practice interviews, pages of clubs and
drives, and a bank of questions. Answer the question in {language}, in plain text without markup, in at most 300 words,
from the passages only. After each statement say in brackets which passage it comes from, as [1] or [2][3]. When the
passages do not hold the answer, say so plainly. Give no scores and no chances of being taken. Say nothing about other
people. Write no links."""


def answer_turn(turn_id: int) -> None:
    """Find the passages of a question, have the model answer from them if there is one, and record the result.

    Doing it twice does no harm: the answer is recorded once. The question of a person who asked to be erased, or whose
    account is closed, waits: it is taken up if the account stays.
    """
    turn = db.session.get(CoachTurn, turn_id, populate_existing=True)
    if turn is None or turn.status != CommentStatus.WAITING:
        return
    user = db.session.get_one(User, turn.user_id)
    if not user.may_be_served:
        return
    release_connection()
    try:
        with lease("coach", f"{turn.id}:{turn.ask_key}", seconds=lease_seconds()):
            _answer(turn, user)
    except TakenUp:
        return
    except GivenUp:
        _record_answer(turn, status=CommentStatus.FAILED, reason="given_up")


def partial_text(turn: CoachTurn) -> str:
    """Return what the model has written so far of an answer that is not whole; "" for nothing. One read of Redis."""
    partial: bytes | None = redis_store.client.get(_partial_key(turn))  # type: ignore[assignment]
    return partial.decode() if partial else ""


def _unanswered(since: datetime) -> Select[int]:
    """Select none of closed accounts."""
    return (
        select(CoachTurn.id)
        .join(User, User.id == CoachTurn.user_id)
        .where(User.is_served(), CoachTurn.status == CommentStatus.WAITING, CoachTurn.created_at <= since)
    )


ANSWER_COACH_TURN = Job(
    "answer_coach_turn",
    _l("Answer the practice coach"),
    answer_turn,
    queue=model_tasks,
    sweep=Sweep("answer_left_behind", _unanswered, after=timedelta(minutes=2), at_once=AT_ONCE),
)


def _answer(turn: CoachTurn, user: User) -> None:
    with force_locale(user.locale):
        sought = what_to_look_for(turn.question, _questions_before(turn))
        asked = sought if says_nothing(turn.question) else turn.question
        passages = find_passages(user, sought, asked=asked)
    if not passages:
        _record_answer(turn, status=CommentStatus.FAILED, reason="nothing")
        return
    _record_answer(turn, passages=[passage.to_json() for passage in passages])
    if not model_is_set_up():
        _record_answer(turn, status=CommentStatus.FAILED, reason="none")
        return
    messages, mark = _messages(turn, _earlier(turn), passages, user)
    try:
        written = ask_model(messages, user_id=user.id, on_text=_save_partial(turn, len(passages)))
    except ModelUnavailable as error:
        _record_answer(turn, status=CommentStatus.FAILED, reason=error.reason)
        return
    text = with_known_citations(CONTROLS_BESIDE_LINES.sub("", written), len(passages)).strip()
    if not text or mark in text or unstorable(text) or len(text) > LONGEST_ANSWER or _is_forbidden(text):
        log.warning("answer refused", turn_id=turn.id, length=len(text))
        _record_answer(turn, status=CommentStatus.FAILED, reason="nonsense")
        return
    _record_answer(turn, status=CommentStatus.READY, answer=text)


def _is_forbidden(text: str) -> bool:
    return claims_points(text) or judges(text) or leads_away(text)


def _earlier(turn: CoachTurn) -> list[CoachTurn]:
    """Return the last questions before this one with their answers, oldest first. One statement."""
    query = select(CoachTurn).where(_before(turn)).order_by(CoachTurn.id.desc())
    return list(reversed(db.session.scalars(query.limit(EARLIER_SENT)).all()))


def _questions_before(turn: CoachTurn) -> list[str]:
    """Return what was asked before, oldest first. One statement."""
    query = select(CoachTurn.question).where(_before(turn)).order_by(CoachTurn.id.desc())
    return list(reversed(db.session.scalars(query.limit(EARLIER_READ)).all()))


def _before(turn: CoachTurn) -> ColumnElement[bool]:
    """Return the condition of the questions of the same conversation before this one."""
    return and_(CoachTurn.talk_id == turn.talk_id, CoachTurn.user_id == turn.user_id, CoachTurn.id < turn.id)


def _messages(
    turn: CoachTurn, earlier: Sequence[CoachTurn], passages: Sequence[Passage], user: User
) -> tuple[list[dict[str, str]], str]:
    private = Private.of(user)
    language = "English" if user.locale.startswith("en") else "Simplified Chinese"
    release_connection()
    return fenced(
        INSTRUCTIONS.format(language=language),
        {
            "question": private.masked(turn.question),
            "earlier": [
                {
                    "question": cut(private.masked(one.question), LONGEST_EARLIER),
                    "answer": cut(private.masked(one.answer), LONGEST_EARLIER),
                }
                for one in earlier
            ],
            "passages": [
                {
                    "number": number,
                    "kind": passage.kind,
                    "title": cut(private.masked(passage.title), LONGEST_TITLE),
                    "text": private.masked(passage.text, before=passage.before, after=passage.after),
                }
                for number, passage in enumerate(passages, 1)
            ],
        },
    )


def _save_partial(turn: CoachTurn, passages: int) -> Callable[[str], None]:
    """Return what saves the text so far for the page that waits, a few times a second at most.

    What must not be said is not shown either; what was shown before is cleared.
    """
    last = 0.0

    def save(text: str) -> None:
        nonlocal last
        now = monotonic()
        if now - last < PARTIAL_EVERY_SECONDS:
            return
        last = now
        shown = with_known_citations(while_written(text[:LONGEST_ANSWER]), passages)
        if _is_forbidden(shown):
            shown = ""
        redis_store.client.set(_partial_key(turn), shown.encode("utf-8", "ignore"), ex=PARTIAL_KEPT_SECONDS)

    return save


def _partial_key(turn: CoachTurn) -> str:
    return f"coach:partial:{turn.user_id}:{turn.id}:{turn.ask_key}"


def _record_answer(turn: CoachTurn, **values: Any) -> None:
    """Write to a question that waits; one that has its answer, or was deleted, stays as it is.

    The key of the form is part of which one it is, since SQLite gives the numbers of deleted rows to new ones.
    """
    with transaction():
        change_rows(
            update(CoachTurn)
            .where(
                CoachTurn.id == turn.id,
                CoachTurn.user_id == turn.user_id,
                CoachTurn.ask_key == turn.ask_key,
                CoachTurn.status == CommentStatus.WAITING,
            )
            .values(**values)
        )
