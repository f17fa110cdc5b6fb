"""Whom an answer speaks to: interviewers who want to hear something, or whoever marks it.

Ways to ask for a mark are invented anew every day, and share few phrases; what they share is how they speak
(of the reader, of this text, of outcomes) and what they lack (a matter, something done). So each word and each pair
of neighbouring words has a weight, learnt from labelled answers of both sorts. After a change of the labelled answers,
`python -m tests.practice.fit_audience` learns them anew.
"""

import json
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from clubinterview.practice.scoring.text import Sentence, ngrams

WEIGHTS = Path(__file__).with_name("audience.json")
UNIT = 1000
LEAST_SIGNS, FEW_SIGNS = 15, 40

# Read off the leanings of labelled answers whose sets had been left out of the learning: no honest one reaches
# TO_MARKER, and hardly a good one has a leaning above SURE.
TO_MARKER, OF_WHOLE = 2.3, 1 / 3
SURE, DOUBTFUL = -4.0, -2.0
LEAST = 5
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


@lru_cache(maxsize=512)
def _signs(sentence: Sentence) -> frozenset[str]:
    signs: set[str] = set()
    for run in _CHINESE.findall(sentence.text):
        signs.update(run)
        signs.update(ngrams(run, 2))
    words = ["0" if word.isdigit() else word for word in sentence.words]
    signs.update(words)
    signs.update(f"{first} {second}" for first, second in pairwise(words))
    return frozenset(signs)


def signs_of(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Words and pairs of neighbouring words; in Chinese characters and pairs of them. All numbers are alike."""
    return frozenset[str]().union(*map(_signs, sentences))


def share_of_each(signs: Collection[str]) -> float:
    """What each sign of a text counts: long texts have more of them, and not all the more to say; a few prove little."""
    return 8 / math.sqrt(max(FEW_SIGNS, len(signs)))


def parts_of(sentences: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """Each sentence, and each two neighbouring ones, as far as they say enough to be read by themselves."""
    runs = [sentences[at : at + length] for length in (1, 2) for at in range(len(sentences) - length + 1)]
    return [run for run in runs if len(signs_of(run)) >= LEAST_SIGNS]


@cache
def _weights() -> tuple[int, dict[str, int]]:
    """The weight to begin with, and that of each sign, in thousandths: whole numbers add up alike in any order."""
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return data["start"], data["signs"]


@dataclass(frozen=True)
class Leaning:
    """Above 0 the more surely spoken to whoever marks, below 0 the more surely to interviewers.

    whole: the answer as a whole; part: the one or two sentences that speak most to the marker.
    """

    whole: float
    part: float

    @property
    def is_to_marker(self) -> bool:
        return self.part + OF_WHOLE * self.whole >= TO_MARKER

    @property
    def most_points(self) -> float:
        """The best score that an answer can have which tells hardly anything."""
        sure = (DOUBTFUL - self.whole) / (DOUBTFUL - SURE)
        return LEAST + (100 - LEAST) * min(1.0, max(0.0, sure))


def _leaning(signs: Collection[str]) -> float:
    start, weights = _weights()
    return round((start + share_of_each(signs) * sum(weights.get(sign, 0) for sign in signs)) / UNIT, 2)


def leaning(sentences: Sequence[Sentence]) -> Leaning:
    """To whom some sentences lean; too few words lean to nobody."""
    signs = signs_of(sentences)
    if len(signs) < LEAST_SIGNS:
        return Leaning(0.0, 0.0)
    return Leaning(
        _leaning(signs), max(_leaning(signs_of(part)) for part in parts_of(sentences) or [sentences])
    )
