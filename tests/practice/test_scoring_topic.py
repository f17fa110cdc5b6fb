"""Whether answers are taken for answers to their question: the bank's sample answers and the labelled ones."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from clubinterview.practice.scoring import AskedQuestion, Result, score_answer
from clubinterview.practice.scoring.text import has_cjk, split_sentences
from clubinterview.questions import starter
from tests.practice.test_scoring import FILES, asked, labelled

BANK = Path(starter.__file__).with_name("starter_questions")
LANGUAGES = ("zh", "en")


@cache
def bank() -> tuple[tuple[str, AskedQuestion, tuple[str, ...]], ...]:
    """(category, question without samples, its samples) of every question."""
    return tuple(
        (
            path.stem,
            AskedQuestion.from_json({**data, **{name: {"text": data[name]["text"]} for name in LANGUAGES}}),
            tuple(data[name]["sample"] for name in LANGUAGES),
        )
        for path in sorted(BANK.glob("*.json"))
        for data in json.loads(path.read_text(encoding="utf-8"))["questions"]
    )


def honest() -> Iterator[tuple[AskedQuestion, str, Result]]:
    """Good and excellent labelled answers with their questions and results."""
    for path in FILES:
        question = asked(path.stem)
        for grade, text, result in labelled(path):
            if grade in ("excellent", "good"):
                yield question, text, result


def halves(text: str) -> list[str]:
    sentences = [sentence.raw for sentence in split_sentences(text)]
    middle = len(sentences) // 2
    between = "" if has_cjk(text) else " "
    return [between.join(half) for half in (sentences[:middle], sentences[middle:]) if half]


def off_topic_share(pairs: list[tuple[AskedQuestion, str]]) -> float:
    verdicts = [score_answer(question, answer).verdict for question, answer in pairs]
    return verdicts.count("off_topic") / len(verdicts)


def test_every_sample_answer_is_on_topic_and_scores_well() -> None:
    results = {
        sample: score_answer(question, sample) for _, question, samples in bank() for sample in samples
    }
    assert len(results) > 500
    assert [sample for sample, result in results.items() if result.verdict == "off_topic"] == []
    assert {sample: result.score for sample, result in results.items() if result.score < 70} == {}


def test_no_honest_labelled_answer_is_off_topic() -> None:
    assert [text for _, text, result in honest() if result.verdict == "off_topic"] == []


def test_hardly_any_half_of_a_sample_answer_is_off_topic() -> None:
    pairs = [(q, half) for _, q, samples in bank() for sample in samples for half in halves(sample)]
    assert off_topic_share(pairs) <= 0.02


def test_hardly_any_half_of_an_honest_labelled_answer_is_off_topic() -> None:
    assert (
        off_topic_share([(question, half) for question, text, _ in honest() for half in halves(text)]) <= 0.02
    )


def test_most_answers_to_a_question_of_another_category_score_low() -> None:
    questions = bank()
    scores = [
        score_answer(question, samples[at % 2]).score
        for at, (category, _, samples) in enumerate(questions)
        for other, question, _ in questions[at % 7 :: 64]
        if other != category
    ]
    assert sum(score <= 25 for score in scores) >= 0.75 * len(scores)
