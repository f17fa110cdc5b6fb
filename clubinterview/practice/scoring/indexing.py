"""Read the question bank for what its questions and samples speak of: what neighbours.json is made from."""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

from clubinterview.practice.scoring.model import AskedQuestion
from clubinterview.practice.scoring.neighbours import INDEX, Neighbours, terms_of
from clubinterview.practice.scoring.relevance import question_terms
from clubinterview.practice.scoring.text import Reading

BANK = Path(__file__).parents[1] / "bank" / "starter_questions"


def _usual(profiles: Sequence[Sequence[float]]) -> dict[str, list[float]]:
    """For each question, how near the texts of all others are to it."""
    others = [
        [near for at, near in enumerate(column) if at != own]
        for own, column in enumerate(zip(*profiles, strict=True))
    ]
    return {
        "means": [round(fmean(column), 5) for column in others],
        "deviations": [round(pstdev(column), 5) for column in others],
    }


def indexed(questions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The index of some questions, in the file's form."""
    kinds = [question["kind"] for question in questions]
    asked = [question_terms(AskedQuestion.from_json(question)) for question in questions]
    samples = {
        language: [terms_of((Reading.of(question[language]["sample"]), 1)) for question in questions]
        for language in ("zh", "en")
    }
    counts: dict[str, list[int]] = {}
    for at, terms in enumerate(zip(asked, samples["zh"], samples["en"], strict=True)):
        for term, count in sum(terms[1:], terms[0]).items():
            counts.setdefault(term, []).extend((at, count))
    counts = {term: row for term, row in sorted(counts.items()) if len(row) > 2}
    bank = Neighbours.of(kinds, counts)
    return {
        "kinds": kinds,
        "usual": {
            sort: _usual([bank.nearness(terms) for terms in texts])
            for sort, texts in {"question": asked, **samples}.items()
        },
        "terms": counts,
    }


def main() -> None:
    questions = [
        question
        for path in sorted(BANK.glob("*.json"))
        for question in json.loads(path.read_text(encoding="utf-8"))["questions"]
    ]
    data = indexed(questions)
    terms = data.pop("terms")
    rows = [
        f"{json.dumps(term, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for term, row in terms.items()
    ]
    head, lines = json.dumps(data)[:-1], ",\n".join(rows)
    INDEX.write_text(f'{head}, "terms": {{\n{lines}\n}}}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
