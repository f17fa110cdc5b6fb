"""What in a person's own collection speaks of a question. Questions that several people practise with are counted once."""

import re
from collections import OrderedDict
from functools import lru_cache
from threading import Lock

from sqlalchemy import func

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.practice.coach.bm25 import Counted, ranked, words_of
from clubinterview.practice.coach.collection import (
    Passage,
    bank_passages,
    own_passages,
    public_passages,
)
from clubinterview.questions.models import Question
from clubinterview.questions.queries import public_questions

MOST_PASSAGES = 6
MOST_OF_A_KIND = 3
LEAST_SHARE = 0.2  # of the best one's points
KEPT_BANKS = 8
OWN_KINDS, OWN_WEIGHT = frozenset({"resume", "practice"}), 2.5
_ABOUT_ONESELF = re.compile(r"我(?!们)|\b(?:i|my|me|mine)\b", re.IGNORECASE)
KEPT_COUNTS = 5000  # texts, whose words are counted once while they are in use

Entry = tuple[Passage, Counted]

_banks: "OrderedDict[tuple[frozenset[int | None], str], tuple[object, list[Entry]]]" = OrderedDict()
_banks_lock = Lock()


def find_passages(user: User, question: str, *, asked: str | None = None) -> list[Passage]:
    """Return the passages that speak of the question, best first; [] when none does. Eight statements at most.

    asked: what says whether the question is about the person, when `question` has words of another one before it.
    The titles are in the present language: run it in the person's (force_locale).
    """
    entries = [*map(_counted, own_passages(user)), *map(_counted, public_passages(user)), *_bank(user)]
    order = ranked(words_of(question), [counted for _, counted in entries])
    order = _own_first(question if asked is None else asked, entries, order)
    best = [entries[index][0] for index, points in order if points >= LEAST_SHARE * order[0][1]]
    return _mixed(list(dict.fromkeys(best)))


def _own_first(
    question: str, entries: list[Entry], order: list[tuple[int, float]]
) -> list[tuple[int, float]]:
    """Return the order with more points for the person's own pieces, when the question is about the person."""
    if not _ABOUT_ONESELF.search(question):
        return order
    weighed = [
        (index, points * (OWN_WEIGHT if entries[index][0].kind in OWN_KINDS else 1.0))
        for index, points in order
    ]
    return sorted(weighed, key=lambda row: (-row[1], row[0]))


def _mixed(passages: list[Passage]) -> list[Passage]:
    """Return the best passages, in their order, with room for others beside MOST_OF_A_KIND of one kind."""
    of_kind, chosen, others = dict[str, int](), list[int](), list[int]()
    for index, passage in enumerate(passages):
        of_kind[passage.kind] = of_kind.get(passage.kind, 0) + 1
        (chosen if of_kind[passage.kind] <= MOST_OF_A_KIND else others).append(index)
    return [passages[index] for index in sorted([*chosen, *others][:MOST_PASSAGES])]


@lru_cache(maxsize=KEPT_COUNTS)
def _counted(passage: Passage) -> Entry:
    return passage, Counted.of(passage.title, passage.text)


def _bank(user: User) -> list[Entry]:
    """Return what the person practises with, counted once for all who see the banks of the same clubs.

    It is counted again when one of the questions changes.
    """
    newest = public_questions(user).with_only_columns(
        Question.club_id, func.max(Question.updated_at), func.max(Question.id), func.count(Question.id)
    )
    stamp = {club_id: facts for club_id, *facts in db.session.execute(newest.group_by(Question.club_id))}
    key = (frozenset(stamp), user.locale)
    with _banks_lock:
        kept = _banks.get(key)
        if kept is not None and kept[0] == stamp:
            _banks.move_to_end(key)
            return kept[1]
    entries = [_counted.__wrapped__(passage) for passage in bank_passages(user)]
    with _banks_lock:
        _banks[key] = (stamp, entries)
        _banks.move_to_end(key)
        while len(_banks) > KEPT_BANKS:
            _banks.popitem(last=False)
    return entries
