"""The built-in scorer of practice answers: deterministic, offline, Chinese and English."""

from clubinterview.practice.scoring.model import (
    REASONS,
    SCORER_VERSION,
    VERDICTS,
    AskedQuestion,
    Loss,
    Part,
    Point,
    Result,
)
from clubinterview.practice.scoring.scorer import missing_points, score_answer

__all__ = [
    "REASONS",
    "SCORER_VERSION",
    "VERDICTS",
    "AskedQuestion",
    "Loss",
    "Part",
    "Point",
    "Result",
    "missing_points",
    "score_answer",
]
