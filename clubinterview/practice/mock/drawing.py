"""Drawing questions: repeatable from a stored seed, unseen ones first, about as hard as the person needs."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clubinterview.questions.models import QuestionKind

K = QuestionKind
OPENING, CLOSING = K.SELF_INTRODUCTION, K.CLOSING
EASIEST, HARDEST = 1, 5
FIRST_LEVEL = 2
RAISED_FROM, LOWERED_BELOW = 75, 50  # mean scores
OWN_WEIGHT = 4.0  # of a club's own questions, whatever their category
OWN_LEAD = 1.0  # in steps of difficulty: an own question comes before others that fit as well

# How hard the questions of a session are, turn by turn; "adaptive" is made from what the person has reached.
MIXES: dict[str, tuple[int, ...]] = {
    "easy": (1, 2, 1, 2, 2),
    "mixed": (2, 3, 2, 4, 3),
    "hard": (3, 4, 4, 5, 4),
}


@dataclass(frozen=True)
class Drawable:
    """A question that could be drawn.  is_own: of the club that is practised for."""

    id: int
    category_id: int
    kind: QuestionKind
    difficulty: int
    is_own: bool = False


@dataclass(frozen=True)
class Wish:
    """What a person wants to be asked.

    category_weights: categories and how much each matters; empty means all alike. A club's own questions fit in any
    category.  kinds: empty means all.
    mix: a key of MIXES, or "adaptive".  is_whole_interview: begin with an introduction and end with a closing
    question, as real interviews do, unless kinds are chosen.
    """

    count: int
    category_weights: Mapping[int, float]
    kinds: frozenset[QuestionKind] = frozenset()
    mix: str = "adaptive"
    is_whole_interview: bool = False


def draw(
    pool: Sequence[Drawable],
    wish: Wish,
    *,
    seed: int,
    seen: Mapping[int, int],
    levels: Mapping[int, int],
) -> list[int]:
    """Return the ids of up to `wish.count` questions in the order in which they are asked. Same input, same result.

    seen: question id → how many questions ago it was last asked, 0 for the newest; those come only when nothing
    unseen fits, the longest-ago first.  levels: category id → the difficulty that suits the person there.
    """
    fitting = [
        one
        for one in pool
        if (not wish.kinds or one.kind in wish.kinds)
        and (not wish.category_weights or _is_wished(one, wish) or _frames(one, wish))
    ]
    chosen: list[Drawable] = []
    for turn in range(wish.count):
        free = [one for one in fitting if one not in chosen]
        free = _for_turn(free, wish, turn)
        if not free:
            continue
        used = [one.category_id for one in chosen]
        chosen.append(min(free, key=lambda one: _rank(one, wish, turn, seed, seen, levels, used)))
    return [one.id for one in chosen]


def level_after(mean_score: float, difficulty: float) -> int:
    """Return the difficulty that suits a person who reached `mean_score` (0–100) on questions about that hard."""
    step = 1 if mean_score >= RAISED_FROM else -1 if mean_score < LOWERED_BELOW else 0
    return min(HARDEST, max(EASIEST, round(difficulty) + step))


def _is_wished(one: Drawable, wish: Wish) -> bool:
    return one.is_own or one.category_id in wish.category_weights


def _frames(one: Drawable, wish: Wish) -> bool:
    return wish.is_whole_interview and one.kind in {OPENING, CLOSING, K.MOTIVATION}


def _for_turn(free: list[Drawable], wish: Wish, turn: int) -> list[Drawable]:
    """Narrow to the questions that suit this turn of an interview: introduction, why this club, the middle, a closing question.

    Questions of chosen kinds are practice of those, and have no such order.
    """
    if not wish.is_whole_interview or wish.kinds:
        return free
    wanted = _kind_of_turn(wish.count, turn)
    if wanted is not None:
        return [one for one in free if one.kind == wanted] or _middle(free, wish)
    return _middle(free, wish)


def _kind_of_turn(count: int, turn: int) -> QuestionKind | None:
    if count < 3:
        return None
    if turn == 0:
        return OPENING
    if turn == count - 1 and count >= 4:
        return CLOSING
    return K.MOTIVATION if turn == 1 and count >= 5 else None


def _middle(free: list[Drawable], wish: Wish) -> list[Drawable]:
    """Return what is neither opening nor closing, of what is wished where there is any left."""
    middle = [one for one in free if one.kind not in {OPENING, CLOSING}]
    wished = [one for one in middle if _is_wished(one, wish)]
    return wished or middle


def _rank(
    one: Drawable,
    wish: Wish,
    turn: int,
    seed: int,
    seen: Mapping[int, int],
    levels: Mapping[int, int],
    used: Iterable[int],
) -> tuple[int, float, float]:
    """Return the sort key by which the smallest is drawn: unseen, then fitting, then by the seed."""
    ago = seen.get(one.id)
    level = (
        levels.get(one.category_id, FIRST_LEVEL)
        if wish.mix == "adaptive"
        else MIXES[wish.mix][turn % len(MIXES[wish.mix])]
    )
    weight = wish.category_weights.get(one.category_id, 1.0) if wish.category_weights else 1.0
    lead = 0.0
    if one.is_own:
        weight, lead = max(weight, OWN_WEIGHT), OWN_LEAD
    often = sum(category_id == one.category_id for category_id in used)
    misfit = abs(one.difficulty - level) + often / max(weight, 0.1) - lead
    return (0 if ago is None else 1, float(-ago) if ago is not None else 0.0, misfit + _noise(seed, one.id))


def _noise(seed: int, question_id: int) -> float:
    """Return a number in [0, 1) that seed and question alone decide, on every machine."""
    digest = hashlib.sha256(f"{seed}:{question_id}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48
