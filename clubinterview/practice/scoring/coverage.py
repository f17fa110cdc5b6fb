"""How much of each key point an answer covers: literal wordings, near ones, and shared meanings."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from clubinterview.practice.scoring import words
from clubinterview.practice.scoring.concepts import concepts_of
from clubinterview.practice.scoring.model import AskedQuestion, Loss, Point
from clubinterview.practice.scoring.segment import chinese_words, rarity
from clubinterview.practice.scoring.text import Reading, Sentence, Wording, ngrams, normalise, word_set
from clubinterview.practice.scoring.words import COMMON_STEMS

LITERAL, COMMON_LITERAL, NEAR, FAINT, TITLE_WORD, CONCEPT, BROAD_CONCEPT = 1.0, 0.7, 0.6, 0.35, 0.45, 0.4, 0.2
MOST_BY_CONCEPTS = 1.05
FULL_EVIDENCE = 1.5
UNITS_PER_POINT = 26
TOUCHED, COVERED = 0.3, 0.6
BIGRAMS_SHARED = 0.65
RARE, COMMON = 4, 8
LEAST_ROOM = 0.4
BROAD = word_set(
    "steps past time team everyone hope talk write leader goal result change join choose offer problem learn_skill "
    "cause notice check learn listen why_me deadline inform split ask"
)


STORY = {
    "past": words.SITUATION,
    "role": words.TASK,
    "steps": words.ACTION,
    "result": words.RESULT,
    "lesson": words.REFLECTION,
    "change": words.REFLECTION,
}
STORY_SENTENCE, MOST_STORY_SENTENCES = 0.25, 3


@dataclass(frozen=True)
class PointWords:
    """What is looked for in an answer for one key point; each wording with whether it is a common one."""

    point: Point
    wordings: tuple[tuple[Wording, bool], ...]
    title_words: tuple[str, ...]
    title_stems: tuple[str, ...]
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class Cover:
    """How far one point is covered (0 to 1), and by which sentence best."""

    strength: float
    sentence: str


def content_words(text: str) -> tuple[str, ...]:
    """Chinese words that mean something: not among the commonest, two characters or rare."""
    words = dict.fromkeys(chinese_words(text))
    return tuple(
        word for word in words if rarity(word) >= RARE and (len(word) > 1 or rarity(word) >= RARE + 3)
    )


def content_stems(sentence: Sentence) -> tuple[str, ...]:
    return tuple(s for s in dict.fromkeys(sentence.stems) if len(s) > 2 and s not in COMMON_STEMS)


def _sentence(text: str) -> Sentence:
    return Sentence(text, normalise(text))


@lru_cache(maxsize=2048)
def point_words(point: Point) -> PointWords:
    """The point made ready for looking; its title's concepts count, and those of two wordings."""
    title_zh, title_en = _sentence(point.zh), _sentence(point.en)
    in_titles = {**concepts_of(title_zh), **concepts_of(title_en)}
    counted: Counter[str] = Counter()
    for wording in point.wordings:
        counted.update(concepts_of(_sentence(wording)).keys())
    central = [name for name, times in counted.items() if times >= 2 or name in in_titles]
    return PointWords(
        point=point,
        wordings=tuple((w, _is_common(w)) for w in map(Wording.of, point.wordings) if not w.is_empty),
        title_words=content_words(title_zh.text),
        title_stems=content_stems(title_en),
        concepts=tuple(sorted(central)),
    )


def nearness(sentence: Sentence, wording: Wording) -> float:
    """What a sentence is worth that has most neighbouring characters, or all telling words, of a wording."""
    if wording.chinese:
        pairs = ngrams(wording.squeezed, 2)
        near = len(pairs) > 2 and sum(pair in sentence.squeezed for pair in pairs) >= BIGRAMS_SHARED * len(
            pairs
        )
        return NEAR if near else 0.0
    telling = [s for s in wording.stems if s not in COMMON_STEMS]
    if not telling or not all(s in sentence.stems for s in telling):
        return 0.0
    return NEAR if len(telling) > 1 else FAINT


@dataclass(frozen=True)
class Finding:
    """What speaks for a point."""

    weight: float
    shared_meaning: bool = False


def _is_common(wording: Wording) -> bool:
    if wording.chinese:
        return len(wording.squeezed) <= 3 and all(
            rarity(word) < COMMON for word in chinese_words(wording.squeezed)
        )
    return all(word in COMMON_STEMS for word in wording.stems)


def _literal(sought: PointWords, sentence: Sentence) -> dict[str, Finding]:
    found = {}
    for wording, common in sought.wordings:
        if sentence.says(wording):
            found[wording.squeezed] = Finding(COMMON_LITERAL if common else LITERAL)
        elif near := nearness(sentence, wording):
            found[wording.squeezed] = Finding(near)
    return found


def _evidence(
    sought: PointWords, sentence: Sentence, concepts: dict[str, tuple[str, ...]]
) -> dict[str, Finding]:
    """What speaks for the point in one sentence."""
    found = _literal(sought, sentence)
    for word in sought.title_words:
        if word in sentence.squeezed:
            found.setdefault(word, Finding(TITLE_WORD))
    for word in sought.title_stems:
        if word in sentence.stems:
            found.setdefault(word, Finding(TITLE_WORD))
    for name in sought.concepts:
        weight = BROAD_CONCEPT if name in BROAD else CONCEPT
        for word in concepts.get(name, ())[:2]:
            found.setdefault(word, Finding(weight, shared_meaning=True))
    return found


def _sum(findings: Iterable[Finding]) -> float:
    findings = list(findings)
    by_words = sum(finding.weight for finding in findings if not finding.shared_meaning)
    by_concepts = sum(finding.weight for finding in findings if finding.shared_meaning)
    return by_words + min(MOST_BY_CONCEPTS, by_concepts)


def _story_sentences(reading: Reading) -> dict[str, list[bool]]:
    """For each part of a story, which sentences tell it."""
    return {name: [words.says_any(s, told) for s in reading.sentences] for name, told in STORY.items()}


def _cover(
    sought: PointWords,
    reading: Reading,
    concepts: list[dict[str, tuple[str, ...]]],
    story: dict[str, list[bool]],
    room: float,
) -> Cover:
    everything: dict[str, Finding] = {}
    best, best_sentence = 0.0, ""
    for sentence, meant in zip(reading.sentences, concepts, strict=True):
        found = _evidence(sought, sentence, meant)
        here = _sum(found.values())
        if here > best:
            best, best_sentence = here, sentence.raw
        for key, finding in found.items():
            if key not in everything or finding.weight > everything[key].weight:
                everything[key] = finding
    telling_it = zip(*(story[name] for name in sought.concepts if name in STORY), strict=True)
    told = STORY_SENTENCE * min(MOST_STORY_SENTENCES, sum(map(any, telling_it)))
    strength = min(1.0, (_sum(everything.values()) + told) / FULL_EVIDENCE) * room
    return Cover(strength, best_sentence)


def covers(question: AskedQuestion, reading: Reading) -> list[Cover]:
    """How far each point of the question is covered. A short answer has no room for many points."""
    concepts = [concepts_of(sentence) for sentence in reading.sentences]
    room = min(1.0, LEAST_ROOM + reading.units / (UNITS_PER_POINT * max(1, len(question.points))))
    story = _story_sentences(reading)
    return [_cover(point_words(point), reading, concepts, story, room) for point in question.points]


def covered_share(question: AskedQuestion, covered: list[Cover]) -> float:
    """The share of the points' weights that an answer covers."""
    weights = [max(0, point.weight) for point in question.points]
    told = sum(weight * cover.strength for weight, cover in zip(weights, covered, strict=True))
    return told / (sum(weights) or 1)


def coverage_losses(question: AskedQuestion, covered: list[Cover], maximum: float) -> list[Loss]:
    """What each point that is missing or only touched costs."""
    whole = sum(max(0, point.weight) for point in question.points) or 1
    losses = []
    for index, (point, cover) in enumerate(zip(question.points, covered, strict=True)):
        points = maximum * max(0, point.weight) / whole * (1.0 - cover.strength)
        missing = cover.strength < TOUCHED
        losses.append(
            Loss(
                part="coverage",
                points=points,
                reason="point_missing" if missing else "point_touched",
                sentence="" if missing else cover.sentence,
                point=index,
            )
        )
    return losses


def literally_missing(question: AskedQuestion, answer: str) -> tuple[int, ...]:
    """Points of which no wording stands in the answer, literally or nearly. Needs no dictionary."""
    reading = Reading.of(answer)
    missing = []
    for index, point in enumerate(question.points):
        wordings = [w for w in map(Wording.of, (*point.wordings, point.zh, point.en)) if not w.is_empty]
        said = any(s.says(w) or nearness(s, w) >= NEAR for s in reading.sentences for w in wordings)
        if not said:
            missing.append(index)
    return tuple(missing)
