"""Verbs: what becomes of a question. Each locks it and is recorded in the audit."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from clubinterview.auth.models import User
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import change_rows, lock, lock_all
from clubinterview.extensions import db
from clubinterview.messaging.services import notify
from clubinterview.questions import messages
from clubinterview.questions.banks import is_in, reviewers_of
from clubinterview.questions.facts import QuestionFacts
from clubinterview.questions.four_eyes import may_publish, needs_review, writers_after
from clubinterview.questions.models import Question, QuestionStatus
from clubinterview.questions.names import STATUS_NAMES
from clubinterview.recruitment.models import Drive, DriveStatus

LONGEST_REASON = 200
RUNNING = (DriveStatus.OPEN, DriveStatus.CLOSED)  # a drive in which candidates may still be interviewed
AUDIT_WORDS = 60

DRAFT, IN_REVIEW, LIVE, RETIRED = QuestionStatus
NEXT: dict[QuestionStatus, frozenset[QuestionStatus]] = {
    DRAFT: frozenset({IN_REVIEW, RETIRED}),
    IN_REVIEW: frozenset({LIVE, DRAFT, RETIRED}),
    LIVE: frozenset({RETIRED}),
    RETIRED: frozenset({DRAFT}),
}


class WrongState(DomainError):
    """The question is not where this act needs it to be; the text names where it is."""

    def __init__(self, present: QuestionStatus) -> None:
        self.present = present
        super().__init__(
            _l(
                "You can't do this now: the question's status is “%(state)s”. Reload the page to see it.",
                state=STATUS_NAMES[present],
            )
        )


class Changed(DomainError):
    """Another person has changed the question since it was read."""


class Incomplete(DomainError):
    """The question lacks what a live one needs."""

    status = 422


class OwnQuestion(DomainError):
    """A writer of the question does not publish it while another reviewer could; the rule is in `four_eyes`."""


class ReservedForPanels(DomainError):
    """The question is asked in interviews of a drive that has not ended."""


class CannotMerge(DomainError):
    """Into itself, into one that is gone, or into one that students do not see."""

    status = 422


@dataclass(frozen=True)
class PublishedMany:
    """How many of the questions that were read went live, were changed since, and stay for another reason."""

    published: int
    changed: int
    left: int


def write_question(club_id: int | None, facts: QuestionFacts, *, ref_prefix: str, by: By) -> Question:
    """Add a draft to a bank and return it, flushed.  ref_prefix: Bank.ref_prefix."""
    ref = f"{ref_prefix}q-{secrets.token_hex(5)}"
    question = Question(ref=ref, club_id=club_id, writer_ids=[by.person_id], **facts.values())
    db.session.add(question)
    db.session.flush()
    _record("question.write", question, by=by, new=facts.text_zh)
    return question


def edit_question(
    club_id: int | None, question_id: int, facts: QuestionFacts, *, by: By, version: str | None = None
) -> Question:
    """Change what a question says. The same again changes nothing.

    Its state stays, but for a live one that needs_review: that waits for it.
    version: Question.version of the text that was edited; None for any.  Raises NotFound, Changed, WrongState for a
    retired one, Incomplete when a live one would lack something, ReservedForPanels.
    """
    question = locked_question(club_id, question_id)
    before = QuestionFacts.of(question)
    if before == facts:
        return question
    refuse_change(question, facts, running_drive(club_id))
    if version not in {None, question.version}:
        raise Changed(
            _l(
                "Someone changed this question after you opened it, so your text isn't saved yet. Read their "
                "version, or save again to replace it."
            )
        )
    is_reviewed_again = needs_review(question, facts, by.person_id, reviewers_of(club_id))
    question.writer_ids = writers_after(question, by.person_id, is_reviewed_again=is_reviewed_again)
    for name, value in facts.values().items():
        setattr(question, name, value)
    _record("question.edit", question, by=by, old=before.text_zh, new=facts.text_zh)
    if is_reviewed_again:
        _step(question, IN_REVIEW, "question.submit", by=by)
    return question


def refuse_change(question: Question, facts: QuestionFacts, drive: str | None) -> None:
    """Raise WrongState, Incomplete or ReservedForPanels when the question may not become this.  drive: of `running_drive`.

    Every question that is reserved for panels may be drawn for a candidate who is still to be interviewed, so none is opened
    while a drive of its club runs.
    """
    if question.status == RETIRED:
        raise WrongState(RETIRED)
    if question.status == LIVE and facts.lack is not None:
        raise Incomplete(facts.lack)
    if question.is_for_panels and not facts.is_for_panels and drive is not None:
        raise ReservedForPanels(
            _l(
                "This question stays interview-only until “%(drive)s” has ended and is archived.",
                drive=drive,
            )
        )


def running_drive(club_id: int | None) -> str | None:
    """Return the title of a drive of the club that is published and not archived; None without one. One statement."""
    running = select(Drive.title).where(Drive.club_id == club_id, Drive.status.in_(RUNNING))
    return db.session.scalar(running.limit(1))


def submit_question(club_id: int | None, question_id: int, *, by: By) -> Question:
    """Give a draft to review. Raises NotFound, WrongState, Incomplete."""
    question = locked_question(club_id, question_id)
    _refuse_step(question, IN_REVIEW)
    if (lack := QuestionFacts.of(question).lack) is not None:
        raise Incomplete(lack)
    return _step(question, IN_REVIEW, "question.submit", by=by)


def publish_question(
    club_id: int | None, question_id: int, *, by: By, version: str | None = None
) -> Question:
    """Let a reviewed question go live.

    version: Question.version of what was read; None for any.  Raises NotFound, WrongState, Changed, Incomplete, and
    OwnQuestion when `four_eyes` leaves it to another reviewer.
    """
    question = locked_question(club_id, question_id)
    _refuse_step(question, LIVE)
    if version not in {None, question.version}:
        raise Changed(
            _l("Someone changed this question after you opened it. Read it again before making it live.")
        )
    if (lack := QuestionFacts.of(question).lack) is not None:
        raise Incomplete(lack)
    if not may_publish(by.person_id, question.writer_ids, reviewers_of(club_id)):
        raise OwnQuestion(_l("You wrote this question, so someone else needs to review it."))
    return _publish(question, by=by)


def publish_all(club_id: int | None, versions: Mapping[int, str], *, by: By) -> PublishedMany:
    """Let those questions in review go live that a reviewer has read, as far as the actor may publish them.

    versions: Question.version of what was read, by id; what has changed since then stays in review, as does what is
    incomplete or left to another reviewer by `four_eyes`. What is no longer in review counts for nothing. Locks them.
    """
    questions = lock_all(Question, versions, is_in(club_id), Question.status == IN_REVIEW)
    reviewers = reviewers_of(club_id)
    published = changed = 0
    for question in questions.values():
        if versions[question.id] != question.version:
            changed += 1
        elif QuestionFacts.of(question).lack is None and may_publish(
            by.person_id, question.writer_ids, reviewers
        ):
            _publish(question, by=by)
            published += 1
    return PublishedMany(published, changed, len(questions) - published - changed)


def send_back_question(club_id: int | None, question_id: int, *, reason: str, path: str, by: By) -> int:
    """Make a draft again of a question in review, notify its writers why, and return how many were notified.

    Notified are all writers in the sense of `four_eyes` who still work on the bank, but the actor.  path: of the question's
    page, for the message.  Raises NotFound, WrongState.
    """
    question = locked_question(club_id, question_id)
    _refuse_step(question, DRAFT, only_from=IN_REVIEW)
    _step(question, DRAFT, "question.send_back", by=by, words=reason)
    notified = (reviewers_of(club_id) & set(question.writer_ids)) - {by.person_id}
    for writer in db.session.scalars(select(User).where(User.id.in_(notified)).order_by(User.id)):
        named = question.text_zh[:40]
        notify(writer, messages.SENT_BACK, now=by.now, path=path, question=named, reason=reason)
    return len(notified)


def retire_question(club_id: int | None, question_id: int, *, by: By) -> Question:
    """Take a question out of use. Answers to it stay as they are. Raises NotFound, WrongState."""
    question = locked_question(club_id, question_id)
    _refuse_step(question, RETIRED)
    return _step(question, RETIRED, "question.retire", by=by)


def revive_question(club_id: int | None, question_id: int, *, by: By) -> Question:
    """Make a draft of a retired question; a merged one is its own again. Raises NotFound, WrongState."""
    question = locked_question(club_id, question_id)
    _refuse_step(question, DRAFT, only_from=RETIRED)
    question.merged_into_id = None
    return _step(question, DRAFT, "question.revive", by=by)


def merge_question(club_id: int | None, question_id: int, into_id: int, *, by: By) -> Question:
    """Retire a question in favour of another one of the bank, which is returned; their statistics become one.

    What was merged into the first goes along. Locks both, by id. Raises NotFound, WrongState, CannotMerge.
    """
    if question_id == into_id:
        raise CannotMerge(_l("A question can't be merged into itself."))
    rows = {row_id: locked_question(club_id, row_id) for row_id in sorted((question_id, into_id))}
    source, target = rows[question_id], rows[into_id]
    _refuse_step(source, RETIRED)
    if target.status == RETIRED:
        raise CannotMerge(_l("That question is retired. Choose another one."))
    if source.status == LIVE and target.status != LIVE:
        raise CannotMerge(_l("That question isn't live yet, but this one is. Make that one live first."))
    if source.is_for_panels != target.is_for_panels:
        raise CannotMerge(_l("One of these is for interviews only. Choose a question with the same use."))
    change_rows(update(Question).where(Question.merged_into_id == source.id).values(merged_into_id=target.id))
    source.merged_into_id = target.id
    _step(source, RETIRED, "question.merge", by=by, words=target.ref)
    return target


def locked_question(club_id: int | None, question_id: int) -> Question:
    """Return a question of the bank, locked and freshly read. Raises NotFound."""
    question = lock(Question, question_id)
    if question is None or question.club_id != club_id:
        raise NotFound("")
    return question


def _refuse_step(question: Question, to: QuestionStatus, *, only_from: QuestionStatus | None = None) -> None:
    if to not in NEXT[question.status] or only_from not in {None, question.status}:
        raise WrongState(question.status)


def _publish(question: Question, *, by: By) -> Question:
    question.writer_ids = []
    return _step(question, LIVE, "question.publish", by=by)


def _step(question: Question, to: QuestionStatus, act: str, *, by: By, words: str = "") -> Question:
    """Move the question to another state.  words: what the audit records beside the state."""
    old, question.status = question.status, to
    _record(act, question, old=old.value, new=f"{to.value} · {words}" if words else to.value, by=by)
    return question


def _record(act: str, question: Question, *, by: By, old: str = "", new: str = "") -> None:
    target, old, new = f"question {question.id}", old[:AUDIT_WORDS], new[:AUDIT_WORDS]
    audit(act, by=by, club_id=question.club_id, target=target, old=old, new=new)
