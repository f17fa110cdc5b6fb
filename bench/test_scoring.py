"""The scorer reads 2,000 answers a minute on one core, and the longest answer in 0.1 s, once it is loaded."""

import json
import time
from pathlib import Path

from clubinterview.practice.scoring import AskedQuestion, score_answer

ANSWERS = Path(__file__).parents[1] / "tests" / "data" / "answers"
FEWEST_A_MINUTE = 2000
LONGEST_SECONDS = 0.1


def test_answers_are_scored_quickly() -> None:
    work = []
    for path in sorted(ANSWERS.glob("[a-z][0-9][0-9].json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        question = AskedQuestion.from_json(data["question"])
        work += [
            (question, a["text"]) for a in data["answers"] if a["grade"] in ("excellent", "good", "thin")
        ]
    score_answer(*work[0])
    begun = time.perf_counter()
    for question, answer in work:
        score_answer(question, answer)
    a_minute = len(work) / (time.perf_counter() - begun) * 60

    print(f"\n{a_minute:.0f} answers a minute")  # noqa: T201
    assert a_minute > FEWEST_A_MINUTE


def test_a_very_long_answer_is_scored_quickly() -> None:
    data = json.loads((ANSWERS / "a07.json").read_text(encoding="utf-8"))
    question = AskedQuestion.from_json(data["question"])
    stories = [
        answer["text"]
        for path in sorted(ANSWERS.glob("a[0-9][0-9].json"))
        for answer in json.loads(path.read_text(encoding="utf-8"))["answers"]
        if answer["grade"] in ("excellent", "good")
    ]
    longest = "".join(stories)[:6000]
    score_answer(question, longest)
    begun = time.process_time()
    score_answer(question, longest)
    taken = time.process_time() - begun

    print(f"\n{len(longest)} characters in {taken * 1000:.0f} ms")  # noqa: T201
    assert taken < LONGEST_SECONDS
