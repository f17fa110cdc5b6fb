"""Verbs of the coach: a person asks, goes on with a conversation, renames it, deletes it.

Every query begins with the person; the conversations of others are not found.
"""

from hashlib import sha256

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.limits import limits
from clubinterview.core.pagination import Cursor, Page, page_of
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.coach.answering import ANSWER_COACH_TURN
from clubinterview.practice.models import CoachTalk, CoachTurn
from clubinterview.practice.owners import lock_owner

HOUR_SECONDS = 3600
LONGEST_TALK_TITLE = 80
MOST_TURNS = 200
TURNS_ON_A_PAGE = 20


class TalkFull(DomainError):
    """The conversation has as many questions as one may have."""


def ask(user_id: int, talk_id: int | None, question: str, ask_key: str) -> CoachTurn:
    """Save a question and have the worker answer it; without `talk_id` it begins a conversation. Return its turn.

    ask_key: of the form; the same one with the same question again returns the turn that there is. Runs its own transaction and locks the
    user. Raises NotFound for a conversation that is not the person's, TalkFull, and TooMany after
    COACH_QUESTIONS_PER_HOUR.
    """
    if talk_id is not None:
        talk_of(user_id, talk_id)
    ask_key = _key_of(ask_key, question)
    asked = _asked(user_id, talk_id, ask_key)
    if asked is not None:
        return asked
    limits.hit((current_app.config["COACH_QUESTIONS_PER_HOUR"], HOUR_SECONDS), "coach", str(user_id))
    with transaction():
        lock_owner(user_id)
        asked = _asked(user_id, talk_id, ask_key)
        if asked is not None:
            return asked
        if talk_id is None:
            talk = CoachTalk(user_id=user_id, start_key=ask_key, title=_title(question))
            db.session.add(talk)
            db.session.flush()
        else:
            talk = talk_of(user_id, talk_id)
            turns = select(func.count(CoachTurn.id)).where(CoachTurn.talk_id == talk.id)
            if (db.session.scalar(turns) or 0) >= MOST_TURNS:
                raise TalkFull(_l("This conversation is full. Start a new one."))
        turn = CoachTurn(talk_id=talk.id, user_id=user_id, ask_key=ask_key, question=question)
        db.session.add(turn)
        db.session.flush()
        ANSWER_COACH_TURN.wake(turn.id)
    return turn


def rename(user_id: int, talk_id: int, title: str) -> None:
    """Give a conversation another title. Raises NotFound. Inside a transaction; locks the user."""
    lock_owner(user_id)
    talk_of(user_id, talk_id).title = title


def forget(user_id: int, talk_id: int) -> None:
    """Delete a conversation with its questions and answers; again does nothing. Inside a transaction; locks the user."""
    lock_owner(user_id)
    db.session.execute(delete(CoachTurn).where(CoachTurn.talk_id == talk_id, CoachTurn.user_id == user_id))
    db.session.execute(delete(CoachTalk).where(CoachTalk.id == talk_id, CoachTalk.user_id == user_id))


def talk_of(user_id: int, talk_id: int) -> CoachTalk:
    """Return the person's own conversation. Raises NotFound. One statement."""
    talk = db.session.scalar(select(CoachTalk).where(CoachTalk.id == talk_id, CoachTalk.user_id == user_id))
    if talk is None:
        raise NotFound("")
    return talk


def turn_of(user_id: int, turn_id: int) -> CoachTurn:
    """Return the person's own question with its answer. Raises NotFound. One statement."""
    turn = db.session.scalar(select(CoachTurn).where(CoachTurn.id == turn_id, CoachTurn.user_id == user_id))
    if turn is None:
        raise NotFound("")
    return turn


def talks_page(user_id: int, cursor: Cursor) -> Page[CoachTalk]:
    """Return a page of the person's conversations, newest first. One statement."""
    return page_of(select(CoachTalk), select(CoachTalk.id).where(CoachTalk.user_id == user_id), cursor)


def turns_page(talk: CoachTalk, cursor: Cursor) -> Page[CoachTurn]:
    """Return a page of a conversation, newest first. One statement."""
    within = select(CoachTurn.id).where(CoachTurn.talk_id == talk.id)
    return page_of(select(CoachTurn), within, cursor, size=TURNS_ON_A_PAGE)


def _asked(user_id: int, talk_id: int | None, ask_key: str) -> CoachTurn | None:
    """Return the turn that this form made before."""
    query = select(CoachTurn).where(CoachTurn.user_id == user_id, CoachTurn.ask_key == ask_key)
    if talk_id is None:
        started = select(CoachTalk.id).where(CoachTalk.user_id == user_id, CoachTalk.start_key == ask_key)
        query = query.where(CoachTurn.talk_id.in_(started))
    else:
        query = query.where(CoachTurn.talk_id == talk_id)
    return db.session.scalar(query)


def _key_of(form_key: str, question: str) -> str:
    """Return the key of a form with this question: a page of before may send its form again with another one."""
    return sha256(f"{form_key}\n{question}".encode()).hexdigest()[:40]


def _title(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= LONGEST_TALK_TITLE else line[: LONGEST_TALK_TITLE - 1] + "…"
