"""Whether an answer speaks of what was asked."""

from collections import Counter
from functools import lru_cache
from statistics import fmean, pstdev

from clubinterview.practice.scoring.model import AskedQuestion
from clubinterview.practice.scoring.neighbours import neighbours, terms_of, usual
from clubinterview.practice.scoring.text import Reading, count_cjk

ASKED, TITLE, WORDING = 2, 2, 1

# A logistic regression over honest labelled answers and their halves, given to their question, and against them
# off-topic answers and answers to questions of other kinds. 0 is as likely the one as the other.
SAME_MATTER, SAME_KIND, START = 17.5, 1.4, -2.7


def question_terms(question: AskedQuestion) -> Counter[str]:
    """What a question and its points speak of."""
    titles = (title for point in question.points for title in (point.zh, point.en))
    wordings = (wording for point in question.points for wording in point.wordings)
    parts = (((question.zh, question.en), ASKED), (titles, TITLE), (wordings, WORDING))
    return terms_of(*((Reading.of("\n".join(texts)), weight) for texts, weight in parts))


@lru_cache(maxsize=1024)
def _standing(question: AskedQuestion) -> tuple[float, ...]:
    """How near the question is to each of the bank's, in standard scores."""
    return _standard(usual("question").beyond(neighbours().nearness(question_terms(question))))


def _standard(values: list[float]) -> tuple[float, ...]:
    mean, deviation = fmean(values), pstdev(values) or 1.0
    return tuple((value - mean) / deviation for value in values)


def likeness(question: AskedQuestion, reading: Reading) -> tuple[float, float]:
    """How far answer and question are near to the same questions (-1 to 1), and how near it is to those of the kind."""
    language = "zh" if count_cjk(reading.text) >= len(reading.words) else "en"
    answer = _standard(usual(language).beyond(neighbours().nearness(terms_of((reading, 1)))))
    same_matter = fmean(a * b for a, b in zip(answer, _standing(question), strict=True))
    of_kind = [near for near, kind in zip(answer, neighbours().kinds, strict=True) if kind == question.kind]
    return same_matter, fmean(of_kind) if of_kind else 0.0


def relevance(question: AskedQuestion, reading: Reading) -> float:
    """Above 0 the more surely an answer to the question, below 0 the more surely one to something else."""
    same_matter, same_kind = likeness(question, reading)
    return round(START + SAME_MATTER * same_matter + SAME_KIND * same_kind, 3)
