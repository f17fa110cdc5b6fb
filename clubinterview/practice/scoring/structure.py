"""Whether an answer has the parts that its kind of question asks for, and which it lacks."""

from clubinterview.practice.scoring import words
from clubinterview.practice.scoring.concreteness import numbers_in, own_acts
from clubinterview.practice.scoring.model import Loss
from clubinterview.practice.scoring.profiles import Profile
from clubinterview.practice.scoring.text import Reading, Sentence

FULL_ACTIONS = 3
FULL_ORDER_WORDS = 4
SHORTEST_STRUCTURED, LEAST_ROOM = 170, 0.2
REASON = {
    "situation": "no_situation",
    "task": "no_task",
    "action": "no_action",
    "result": "no_result",
    "opening": "no_opening",
    "order": "no_order",
    "check": "no_check",
    "agreement": "no_result",
    "closing": "no_closing",
}


def _share(found: int, wanted: int) -> float:
    return min(1.0, found / wanted)


def _situation(sentences: tuple[Sentence, ...]) -> float:
    first_half = sentences[: len(sentences) // 2 + 1]
    if any(words.says_any(s, words.SITUATION) for s in first_half):
        return 1.0
    return 0.5 if any(words.says_any(s, words.SITUATION) for s in sentences) else 0.0


def _task(sentences: tuple[Sentence, ...]) -> float:
    return 1.0 if any(words.says_any(s, words.TASK) for s in sentences) else 0.0


def _action(sentences: tuple[Sentence, ...]) -> float:
    return _share(sum(map(own_acts, sentences)), FULL_ACTIONS)


def _result(sentences: tuple[Sentence, ...]) -> float:
    later = sentences[len(sentences) // 3 :]
    told = [s for s in later if words.says_any(s, words.RESULT)]
    if any(numbers_in(s) for s in told):
        return 1.0
    if told:
        return 0.75
    return 0.5 if any(numbers_in(s) for s in sentences[len(sentences) // 2 :]) else 0.0


def _opening(sentences: tuple[Sentence, ...]) -> float:
    for sentence in sentences[:2]:
        if words.says_any(sentence, words.GREETING) or words.says_any(sentence, words.STANCE):
            return 1.0
    return 0.7 if any(words.says_any(s, words.FIRST_PERSON) for s in sentences[:2]) else 0.0


def _order(sentences: tuple[Sentence, ...]) -> float:
    return _share(sum(min(2, words.count_said(s, words.ORDER)) for s in sentences), FULL_ORDER_WORDS)


def _check(sentences: tuple[Sentence, ...]) -> float:
    return _share(sum(words.says_any(s, words.CHECK) for s in sentences), 2)


def _agreement(sentences: tuple[Sentence, ...]) -> float:
    return _share(sum(words.says_any(s, words.AGREEMENT) for s in sentences), 2)


def _closing(sentences: tuple[Sentence, ...]) -> float:
    last = sentences[-2:]
    if any(words.says_any(s, words.REFLECTION) or words.says_any(s, words.FAREWELL) for s in last):
        return 1.0
    return 0.6 if any(words.says_any(s, words.FIRST_PERSON) for s in last) else 0.0


_ELEMENTS = {
    "situation": _situation,
    "task": _task,
    "action": _action,
    "result": _result,
    "opening": _opening,
    "order": _order,
    "check": _check,
    "agreement": _agreement,
    "closing": _closing,
}


def structure_losses(profile: Profile, reading: Reading) -> list[Loss]:
    """What each missing element costs. One sentence cannot be situation, task, action and result at once."""
    room = min(1.0, LEAST_ROOM + reading.units / SHORTEST_STRUCTURED)
    losses = []
    for name, points in profile.structure.items():
        found = _ELEMENTS[name](reading.sentences) * room
        at = {"opening": 0, "closing": -1}.get(name)
        sentence = "" if at is None else reading.sentences[at].raw
        losses.append(Loss("structure", points * (1.0 - found), REASON[name], sentence))
    return losses
