"""What a text is about, told by the bank's questions that are near to it."""

from clubinterview.practice.scoring.indexing import indexed
from clubinterview.practice.scoring.neighbours import Neighbours, neighbours, terms_of
from clubinterview.practice.scoring.relevance import relevance
from clubinterview.practice.scoring.text import Reading
from tests.practice.test_scoring import answer_of, asked


def question(text: str, sample: str) -> dict[str, object]:
    return {
        "kind": "closing",
        "zh": {"text": text, "sample": sample},
        "en": {"text": "", "sample": ""},
        "points": [],
    }


def test_a_text_is_nearest_to_the_question_whose_sample_uses_its_words() -> None:
    bank = Neighbours.of(
        ["closing", "teamwork"], {"rain": [0, 1], "tent": [0, 2], "quarrel": [1, 1], "we": [0, 1, 1, 1]}
    )
    tent, quarrel = bank.nearness({"tent": 1, "we": 1})
    assert tent > quarrel > 0


def test_a_text_of_unknown_words_is_near_to_nothing() -> None:
    assert set(neighbours().nearness(terms_of((Reading.of("Qqxx zzyy"), 1)))) == {0.0}


def test_an_answer_in_its_own_words_is_nearer_to_its_question_than_to_another() -> None:
    own_words = Reading.of(answer_of("d03", "excellent", "en"))
    assert relevance(asked("d03"), own_words) > 0 > relevance(asked("a09"), own_words)


def test_both_languages_of_one_story_are_about_the_same() -> None:
    chinese, english = (Reading.of(answer_of("a07", "good", language)) for language in ("zh", "en"))
    assert relevance(asked("a07"), chinese) > 0
    assert relevance(asked("a07"), english) > 0


def test_words_of_one_question_alone_are_not_kept() -> None:
    terms = indexed([question("雨天帐篷", "雨天搭好"), question("雨天吵架", "别吵")])["terms"]
    assert "雨天" in terms
    assert "帐篷" not in terms
