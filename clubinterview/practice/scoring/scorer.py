"""From an answer to its result: guards first, then the parts and what each of them loses."""

from dataclasses import replace

from clubinterview.practice.scoring import guards
from clubinterview.practice.scoring.audience import leaning
from clubinterview.practice.scoring.concreteness import concreteness_losses
from clubinterview.practice.scoring.coverage import (
    COVERED,
    TOUCHED,
    Cover,
    coverage_losses,
    covered_share,
    covers,
    literally_missing,
)
from clubinterview.practice.scoring.hostility import is_hostile
from clubinterview.practice.scoring.model import PARTS, SCORER_VERSION, AskedQuestion, Loss, Part, Result
from clubinterview.practice.scoring.profiles import Profile, profile_of
from clubinterview.practice.scoring.relevance import relevance
from clubinterview.practice.scoring.structure import structure_losses
from clubinterview.practice.scoring.style import length_losses, repetition, style_losses
from clubinterview.practice.scoring.text import Reading

LONG = 60
LEAST_OWN_SHARE = 0.3
OFF_TOPIC, DOUBTFUL, ON_TOPIC = -3.0, -1.5, 0.5
OFF_TOPIC_SCORE, KEYWORD_LIST_SCORE = 5, 3


def score_answer(question: AskedQuestion, answer: str, *, seconds: int | None = None) -> Result:
    """Score an answer from 0 to 100. seconds: how long it was spoken or typed, None when unknown."""
    reading = Reading.of(answer)
    refused = _refused(question, answer, reading)
    if refused:
        return refused
    copied = guards.copied_sentences(question, reading)
    own = reading.without([*(sentence for sentence, _ in copied), *guards.listed_wordings(question, reading)])
    if not own.sentences or own.units < LEAST_OWN_SHARE * reading.units:
        return _rejection(question, "copied", copied[0][1] if copied else "keyword_list", 0)
    profile = profile_of(question.kind)
    covered = covers(question, own)
    losses = [
        *coverage_losses(question, covered, profile.maximums["coverage"]),
        *structure_losses(profile, own),
        *concreteness_losses(own, profile.maximums["concreteness"]),
        *length_losses(profile, own, seconds),
        *style_losses(profile, own),
    ]
    if question.points and own.units >= LONG:
        about = relevance(question, own)
        if about < OFF_TOPIC:
            return _rejection(question, "off_topic", "off_topic", OFF_TOPIC_SCORE)
        losses += _taken(
            profile, losses, PARTS, _doubt(about) * (1.0 - covered_share(question, covered)), "off_topic"
        )
    losses += _taken(profile, losses, PARTS, repetition(own), "repeats")
    most, left = leaning(own.sentences).most_points, 100 - sum(loss.points for loss in losses)
    if left > most:
        losses += _taken(profile, losses, PARTS, 1 - most / left, "off_topic")
    return _result(profile, losses, covered)


def _doubt(about: float) -> float:
    """From 0 to 1, how doubtful it is that an answer is to the question; points that it makes speak for it."""
    return min(1.0, max(0.0, (ON_TOPIC - about) / (ON_TOPIC - DOUBTFUL)))


def _taken(
    profile: Profile, losses: list[Loss], names: tuple[str, ...], share: float, reason: str
) -> list[Loss]:
    """Losses of a share of what is left in each of the named parts."""
    left = {name: float(profile.maximums[name]) for name in names}
    for loss in losses:
        if loss.part in left:
            left[loss.part] -= loss.points
    return [Loss(name, max(0.0, points) * share, reason) for name, points in left.items()]


def _refused(question: AskedQuestion, answer: str, reading: Reading) -> Result | None:
    if guards.is_empty(reading):
        return _rejection(question, "empty", "empty", 0)
    if is_hostile(answer):
        return _rejection(question, "hostile", "speaks_to_grader", 0)
    if guards.mostly_question(question, reading):
        return _rejection(question, "copied", "copied_question", 0)
    if guards.is_keyword_list(question, reading):
        return _rejection(question, "keyword_list", "keyword_list", KEYWORD_LIST_SCORE)
    if guards.is_nonsense(reading):
        return _rejection(question, "nonsense", "nonsense", 0)
    return None


def _rejection(question: AskedQuestion, verdict: str, reason: str, score: int) -> Result:
    maximums = profile_of(question.kind).maximums
    parts = tuple(
        Part(name, float(score) if name == "style" else 0.0, float(maximums[name])) for name in PARTS
    )
    loss = Loss("coverage", float(100 - score), reason)
    return Result(score, verdict, parts, (loss,), (), tuple(range(len(question.points))), SCORER_VERSION)


def _result(profile: Profile, losses: list[Loss], covered: list[Cover]) -> Result:
    left = {name: profile.maximums[name] * 10 for name in PARTS}
    kept = []
    for loss in losses:
        tenths = min(left[loss.part], round(loss.points * 10))
        left[loss.part] -= tenths
        if tenths:
            kept.append(replace(loss, points=tenths / 10))
    parts = tuple(Part(name, left[name] / 10, float(profile.maximums[name])) for name in PARTS)
    return Result(
        score=(sum(left.values()) + 5) // 10,
        verdict="scored",
        parts=parts,
        losses=tuple(kept),
        covered=tuple(i for i, cover in enumerate(covered) if cover.strength >= COVERED),
        missing=tuple(i for i, cover in enumerate(covered) if cover.strength < TOUCHED),
        version=SCORER_VERSION,
    )


def missing_points(question: AskedQuestion, answer: str) -> tuple[int, ...]:
    """The points that the answer's wording does not touch; light enough for the web process."""
    return literally_missing(question, answer)
