"""How common words and meanings are in interview answers, whatever was asked.

The counts are kept in a file, so that scores stay the same when the question bank grows. After a change of the
concepts, `python -m clubinterview.practice.scoring.counting` counts the bank's sample answers anew.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

COUNTS = Path(__file__).with_name("background.json")
MOST_WEIGHT = 5.0
UNSEEN = 0.7


@dataclass(frozen=True)
class Background:
    """In how many of the answers of one language each word and each concept stands."""

    answers: int
    units: float
    words: dict[str, int]
    concepts: dict[str, int]

    def odds_of_word(self, word: str) -> float:
        return self._odds(self.words.get(word, UNSEEN))

    def odds_of_concept(self, name: str) -> float:
        return self._odds(self.concepts.get(name, UNSEEN))

    def _odds(self, count: float) -> float:
        return count / (self.answers + 1 - count)


def weight_of(odds: float) -> float:
    """What it tells that something stands in an answer: the more, the rarer it is."""
    return round(min(MOST_WEIGHT, -math.log(odds / (1 + odds))), 2)


@cache
def background(chinese: bool) -> Background:
    """The counts of one language."""
    return Background(**json.loads(COUNTS.read_text(encoding="utf-8"))["zh" if chinese else "en"])
