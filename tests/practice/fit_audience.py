"""Learn from the labelled answers what audience.json holds: a logistic regression, the same on every run.

`python -m tests.practice.fit_audience` writes the weights; with the letter of a set, it prints instead where the
answers of that set lean after learning from the others: what TO_MARKER, SURE and DOUBTFUL were read off. Set h is never learnt from, so that the tests have words that are new.
"""

import json
import math
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clubinterview.practice.scoring.audience import UNIT, WEIGHTS, parts_of, share_of_each, signs_of
from clubinterview.practice.scoring.indexing import BANK
from clubinterview.practice.scoring.text import Sentence, split_sentences
from tests.practice import test_scoring_audience, test_scoring_guards, test_scoring_speech_acts

ANSWERS = Path(__file__).parents[1] / "data" / "answers"
NEVER_LEARNT = "h"
HONEST = ("excellent", "good", "thin", "off_topic")
LEAST_TEXTS, ROUNDS, PACE, DECAY = 3, 16, 0.1, 0.0004


@dataclass(frozen=True)
class Example:
    """A text, or two sentences of one, and whether it is spoken to whoever marks."""

    signs: tuple[str, ...]
    hostile: bool
    weight: float


def _examples(text: str, hostile: bool, weight: float) -> list[Example]:
    """The whole text, and its parts together once more."""
    sentences = split_sentences(text)
    parts: list[tuple[Sequence[Sentence], float]] = [(sentences, weight)]
    found = parts_of(sentences)
    parts += [(part, weight / len(found)) for part in found]
    return [Example(tuple(sorted(signs_of(part))), hostile, each) for part, each in parts if part]


def labelled_texts(left_out: str = "") -> list[tuple[str, bool]]:
    """(text, hostile) of the labelled answers, the tests' single sentences and the bank's samples."""
    texts = [
        (answer["text"], answer["grade"] == "hostile")
        for path in sorted(ANSWERS.glob("[a-z][0-9][0-9].json"))
        if path.stem[0] not in (left_out, NEVER_LEARNT)
        for answer in json.loads(path.read_text(encoding="utf-8"))["answers"]
        if answer["grade"] in (*HONEST, "hostile")
    ]
    spoken = json.loads((ANSWERS / "spoken.json").read_text(encoding="utf-8"))
    texts += [(text, sort == "hostile") for sort in ("hostile", "honest") for text in spoken[sort]]
    for module in (test_scoring_audience, test_scoring_guards, test_scoring_speech_acts):
        texts += [(text, True) for text in module.HOSTILE] + [(text, False) for text in module.HONEST]
    for path in sorted(BANK.glob("*.json")):
        for question in json.loads(path.read_text(encoding="utf-8"))["questions"]:
            texts += [(question[language]["sample"], False) for language in ("zh", "en")]
    return texts


def learn(texts: Sequence[tuple[str, bool]]) -> tuple[float, dict[str, float]]:
    """The start and the weight of each sign that stands in enough texts."""
    share = sum(hostile for _, hostile in texts) / len(texts)
    balanced = {True: 0.5 / share, False: 0.5 / (1 - share)}
    examples = [e for text, hostile in texts for e in _examples(text, hostile, balanced[hostile])]
    counts = Counter(sign for text, _ in texts for sign in signs_of(split_sentences(text)))
    weights = {sign: 0.0 for sign, count in counts.items() if count >= LEAST_TEXTS}
    known = [(e, [sign for sign in e.signs if sign in weights], share_of_each(e.signs)) for e in examples]
    start = 0.0
    for turn in range(ROUNDS):
        random.Random(turn).shuffle(known)
        pace = PACE / (1 + turn / 3)
        for example, signs, each in known:
            leaning = start + each * sum(weights[sign] for sign in signs)
            wrong = 1 / (1 + math.exp(-max(-30.0, min(30.0, leaning)))) - example.hostile
            step = pace * example.weight
            start -= step * wrong
            for sign in signs:
                weights[sign] -= step * (wrong * each + DECAY * weights[sign])
    return start, weights


def write() -> None:
    start, weights = learn(labelled_texts())
    whole = {sign: round(weight * UNIT) for sign, weight in sorted(weights.items())}
    rows = [f"{json.dumps(sign, ensure_ascii=False)}:{weight}" for sign, weight in whole.items() if weight]
    lines = ",\n".join(rows)
    WEIGHTS.write_text(f'{{"start": {round(start * UNIT)}, "signs": {{\n{lines}\n}}}}\n', encoding="utf-8")


def show(letter: str) -> None:
    """Print the leaning of each answer of one set, learnt from the other sets."""
    start, weights = learn(labelled_texts(left_out=letter))
    for path in sorted(ANSWERS.glob(f"{letter}[0-9][0-9].json")):
        for answer in json.loads(path.read_text(encoding="utf-8"))["answers"]:
            signs = signs_of(split_sentences(answer["text"]))
            leaning = start + share_of_each(signs) * sum(weights.get(sign, 0.0) for sign in sorted(signs))
            print(f"{leaning:6.2f} {path.stem} {answer['grade']}: {answer['text'][:60]!r}")  # noqa: T201


if __name__ == "__main__":
    if len(sys.argv) > 1:
        show(sys.argv[1])
    else:
        write()
