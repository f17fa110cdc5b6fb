"""The scorer against the labelled answers of tests/data/answers.

After a change of the scorer, `python -m tests.practice.test_scoring` writes the pinned scores anew.
"""

import json
import os
import subprocess
import sys
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from clubinterview.practice.scoring import (
    REASONS,
    SCORER_VERSION,
    VERDICTS,
    AskedQuestion,
    Point,
    Result,
    missing_points,
    score_answer,
)

ANSWERS = Path(__file__).parents[1] / "data" / "answers"
FILES = sorted(ANSWERS.glob("[a-z][0-9][0-9].json"))
SETS = sorted({path.stem[0] for path in FILES})
FEWEST_PAIRS = {"g": 250, "h": 250}  # shorter sets; each of the others has more than 500
RANKS = {"excellent": 3, "good": 2, "thin": 1}
PINNED = json.loads((ANSWERS / "pinned_scores.json").read_text(encoding="utf-8"))


@cache
def labelled(path: Path) -> tuple[tuple[str, str, Result], ...]:
    """(grade, text, result) of every answer of one file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    question = AskedQuestion.from_json(data["question"])
    return tuple((a["grade"], a["text"], score_answer(question, a["text"])) for a in data["answers"])


def every() -> list[tuple[str, str, Result]]:
    return [answer for path in FILES for answer in labelled(path)]


def asked(name: str) -> AskedQuestion:
    return AskedQuestion.from_json(
        json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))["question"]
    )


def answer_of(name: str, grade: str, language: str) -> str:
    data = json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))
    texts = [a["text"] for a in data["answers"] if (a["grade"], a["language"]) == (grade, language)]
    assert texts
    return str(texts[0])


def test_the_set_is_large_enough() -> None:
    assert len(every()) >= 150


@pytest.mark.parametrize("letter", SETS)
def test_better_answers_of_one_question_score_higher(letter: str) -> None:
    right, pairs = 0, 0
    for path in FILES:
        for better, worse in product(labelled(path), repeat=2):
            if path.stem[0] == letter and RANKS.get(better[0], 0) > RANKS.get(worse[0], 0):
                pairs += 1
                right += better[2].score > worse[2].score
    assert pairs > FEWEST_PAIRS.get(letter, 500)
    assert right / pairs >= 0.95


def test_hardly_a_good_answer_scores_low() -> None:
    scores = [result.score for grade, _, result in every() if grade in ("excellent", "good")]
    assert sum(score < 40 for score in scores) <= 0.015 * len(scores)


def test_no_honest_answer_is_taken_for_hostile() -> None:
    honest = ("excellent", "good", "thin", "off_topic")
    assert [text for grade, text, result in every() if grade in honest and result.verdict == "hostile"] == []


def lowest_thin(path: Path) -> float:
    return min(result.score for grade, _, result in labelled(path) if grade == "thin")


def test_hostile_answers_never_score_above_thin_ones() -> None:
    assert [
        (path.stem, text)
        for path in FILES
        for grade, text, result in labelled(path)
        if grade == "hostile" and result.score > lowest_thin(path)
    ] == []


def test_nonsense_scores_below_thin_answers() -> None:
    assert [
        (path.stem, text)
        for path in FILES
        for grade, text, result in labelled(path)
        if grade == "nonsense" and result.score >= lowest_thin(path)
    ] == []


@pytest.mark.parametrize("grade", ["empty", "keyword_list", "copied_question", "hostile"])
def test_answers_that_are_none_score_next_to_nothing(grade: str) -> None:
    assert [text for found, text, result in every() if found == grade and result.score > 8] == []


def test_most_answers_to_another_question_score_low() -> None:
    scores = [result.score for grade, _, result in every() if grade == "off_topic"]
    assert sum(score <= 25 for score in scores) >= 0.85 * len(scores)


def test_scores_stay_as_they_are_pinned() -> None:
    found = [
        {**one, "score": labelled(ANSWERS / f"{one['file']}.json")[one["answer"]][2].score} for one in PINNED
    ]
    assert len(PINNED) > 20
    assert [one for one in found if one not in PINNED] == []


@pytest.mark.parametrize("seed", ["0", "4711"])  # and the one of this process
def test_scores_do_not_depend_on_the_hash_seed(seed: str) -> None:
    script = (
        "import json, pathlib, sys\n"
        "from clubinterview.practice.scoring import AskedQuestion, score_answer\n"
        "data = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8'))\n"
        "question = AskedQuestion.from_json(data['question'])\n"
        "print(json.dumps([score_answer(question, a['text']).to_json() for a in data['answers']]))\n"
    )
    path = ANSWERS / "a07.json"
    ran = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert json.loads(ran.stdout) == [result.to_json() for _, _, result in labelled(path)]


def test_losses_account_for_every_point_of_a_scored_answer() -> None:
    for _, text, result in every():
        if result.verdict == "scored":
            assert sum(loss.points for loss in result.losses) == pytest.approx(
                100 - result.score, abs=0.51
            ), text
            assert sum(part.points for part in result.parts) == pytest.approx(result.score, abs=0.51), text


def test_parts_stay_between_zero_and_their_maximum() -> None:
    for _, _, result in every():
        assert sum(part.maximum for part in result.parts) == 100
        assert all(0 <= part.points <= part.maximum for part in result.parts)
        assert all(loss.points >= 0 for loss in result.losses)


def test_codes_are_the_published_ones() -> None:
    for _, _, result in every():
        assert result.verdict in VERDICTS
        assert result.version == SCORER_VERSION
        assert {loss.reason for loss in result.losses} <= set(REASONS)


def test_losses_quote_sentences_of_the_answer() -> None:
    for _, text, result in every():
        assert all(loss.sentence in text for loss in result.losses)


def test_other_verdicts_are_explained_by_one_loss() -> None:
    for _, _, result in every():
        if result.verdict != "scored":
            assert len(result.losses) == 1
            assert result.missing == tuple(range(len(result.missing)))


def test_results_live_through_json() -> None:
    for _, _, result in every():
        assert Result.from_json(json.loads(json.dumps(result.to_json()))) == result


def test_questions_are_read_with_unknown_keys() -> None:
    data: dict[str, Any] = {
        "ref": "x",
        "kind": "closing",
        "zh": {"text": "还有什么想说？", "sample": "谢谢各位学长学姐。", "follow_ups": []},
        "en": {"text": "Anything else?"},
        "points": [
            {"weight": 2, "zh": "致谢", "en": "thanks", "also_zh": ["谢谢"], "also_en": ["thank you"]}
        ],
    }
    question = AskedQuestion.from_json(data)
    assert question == AskedQuestion(
        "closing",
        "还有什么想说？",
        "Anything else?",
        (Point(2, "致谢", "thanks", ("谢谢",), ("thank you",)),),
        ("谢谢各位学长学姐。",),
    )


def test_missing_points_are_found_without_rjieba() -> None:
    script = (
        "import json, pathlib, sys\n"
        "from clubinterview.practice.scoring import AskedQuestion, missing_points\n"
        "data = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8'))\n"
        "question = AskedQuestion.from_json(data['question'])\n"
        "print(json.dumps([missing_points(question, a['text']) for a in data['answers']]))\n"
        "assert 'rjieba' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script, str(ANSWERS / "a07.json")], check=True, timeout=120)


def test_missing_points_tells_which_points_no_wording_touches() -> None:
    question = asked("a10")
    assert missing_points(question, "谢谢学长学姐，辛苦了。") == (0, 1, 2)
    assert missing_points(question, answer_of("a10", "good", "en")) == ()
    assert missing_points(question, "") == (0, 1, 2, 3)


def pin() -> None:
    """Write the scores that the pinned answers have now."""
    lines = [
        json.dumps({**one, "score": labelled(ANSWERS / f"{one['file']}.json")[one["answer"]][2].score})
        for one in PINNED
    ]
    text = "[\n  " + ",\n  ".join(lines) + "\n]\n"
    (ANSWERS / "pinned_scores.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    pin()
