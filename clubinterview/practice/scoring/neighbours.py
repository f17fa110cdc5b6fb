"""How near a text is to each question of the bank: what it is about, told by what others say about the same.

Two texts that share no word may still be about the same matter; they are then near to the same questions, whose
sample answers bring the words together, in both languages. What the samples say is kept in a file, so that scores
stay the same when the question bank grows. After a change of the concepts,
`python -m clubinterview.practice.scoring.indexing` reads the bank anew.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from clubinterview.practice.scoring.concepts import concepts_of
from clubinterview.practice.scoring.coverage import content_stems
from clubinterview.practice.scoring.text import Reading, ngrams, only_cjk

INDEX = Path(__file__).with_name("neighbours.json")


def _terms(reading: Reading) -> set[str]:
    """Pairs of neighbouring characters and stems, telling stems, and concepts."""
    terms: set[str] = set()
    for sentence in reading.sentences:
        terms.update(ngrams(only_cjk(sentence.text), 2))
        terms.update(content_stems(sentence))
        terms.update(f"{first} {second}" for first, second in pairwise(sentence.stems))
        terms.update(f"#{name}" for name in concepts_of(sentence))
    return terms


def terms_of(*parts: tuple[Reading, int]) -> Counter[str]:
    """What some texts speak of; in each text a term counts once, times the text's weight."""
    counts: Counter[str] = Counter()
    for reading, weight in parts:
        counts.update(dict.fromkeys(sorted(_terms(reading)), weight))
    return counts


@dataclass(frozen=True)
class Usual:
    """How near the texts of one sort usually are to each question, and how far that varies."""

    means: tuple[float, ...]
    deviations: tuple[float, ...]

    def beyond(self, nearness: Sequence[float]) -> list[float]:
        rows = zip(nearness, self.means, self.deviations, strict=True)
        return [(near - mean) / deviation for near, mean, deviation in rows]


@dataclass(frozen=True)
class Neighbours:
    """The bank's questions: the kind of each, and in which of them each term weighs how much."""

    kinds: tuple[str, ...]
    weights: dict[str, tuple[tuple[int, float], ...]]
    rarity: dict[str, float]

    @classmethod
    def of(cls, kinds: Sequence[str], counts: Mapping[str, Sequence[int]]) -> "Neighbours":
        """counts: for each term the numbers of the questions that have it, each followed by how often."""
        pairs = {term: list(zip(row[::2], row[1::2], strict=True)) for term, row in counts.items()}
        rarity = {term: math.log(1 + len(kinds) / len(found)) for term, found in pairs.items()}
        weights = {
            term: [(at, (1 + math.log(count)) * rarity[term]) for at, count in found]
            for term, found in pairs.items()
        }
        squares = [0.0] * len(kinds)
        for found in weights.values():
            for at, weight in found:
                squares[at] += weight * weight
        norms = [math.sqrt(square) or 1.0 for square in squares]
        normed = {
            term: tuple((at, weight / norms[at]) for at, weight in found) for term, found in weights.items()
        }
        return cls(tuple(kinds), normed, rarity)

    def nearness(self, terms: Mapping[str, int]) -> list[float]:
        """The cosine of a text's terms with those of each question."""
        near = [0.0] * len(self.kinds)
        square = 0.0
        for term, count in terms.items():
            if term in self.weights:
                weight = count * math.sqrt(self.rarity[term])
                square += weight * weight
                for at, its_weight in self.weights[term]:
                    near[at] += weight * its_weight
        norm = math.sqrt(square) or 1.0
        return [value / norm for value in near]


@cache
def _index() -> Any:
    return json.loads(INDEX.read_text(encoding="utf-8"))


@cache
def neighbours() -> Neighbours:
    """The bank as it was when it was last read."""
    return Neighbours.of(_index()["kinds"], _index()["terms"])


@cache
def usual(sort: str) -> Usual:
    """What is usual for `question`, or for an answer in `zh` or `en`."""
    found = _index()["usual"][sort]
    return Usual(tuple(found["means"]), tuple(found["deviations"]))
