"""Count words and meanings of the question bank's sample answers: what background.json is made from."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from clubinterview.practice.scoring.background import COUNTS
from clubinterview.practice.scoring.concepts import concepts_of
from clubinterview.practice.scoring.coverage import content_stems, content_words
from clubinterview.practice.scoring.text import Reading

BANK = Path(__file__).parents[1] / "bank" / "starter_questions"
LEAST_COUNT = 3


def counted(answers: Iterable[str]) -> dict[str, Any]:
    """The counts of some answers in one language, in the file's form."""
    readings = [Reading.of(answer) for answer in answers]
    words: Counter[str] = Counter()
    concepts: Counter[str] = Counter()
    for reading in readings:
        said = {stem for sentence in reading.sentences for stem in content_stems(sentence)}
        words.update(said | set(content_words(reading.text)))
        concepts.update({name for sentence in reading.sentences for name in concepts_of(sentence)})
    return {
        "answers": len(readings),
        "units": round(sum(reading.units for reading in readings) / max(1, len(readings)), 1),
        "words": {word: count for word, count in sorted(words.items()) if count >= LEAST_COUNT},
        "concepts": dict(sorted(concepts.items())),
    }


def main() -> None:
    questions = [
        question
        for path in sorted(BANK.glob("*.json"))
        for question in json.loads(path.read_text(encoding="utf-8"))["questions"]
    ]
    counts = {
        language: counted(question[language]["sample"] for question in questions) for language in ("zh", "en")
    }
    COUNTS.write_text(json.dumps(counts, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
