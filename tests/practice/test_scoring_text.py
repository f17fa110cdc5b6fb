"""What single properties of an answer do to its score."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clubinterview.practice.scoring import AskedQuestion, Point, Result, score_answer
from clubinterview.practice.scoring.text import Reading, normalise, split_sentences, stem
from tests.practice.test_scoring import answer_of, asked

LONGEST_SECONDS = 0.5


def lost(result: Result, reason: str) -> float:
    return sum(loss.points for loss in result.losses if loss.reason == reason)


def test_both_languages_count_in_one_answer() -> None:
    question = asked("a06")
    chinese = "我会先列清单，按优先级排序，每天上午复习。"
    english = "Then I would tell my leader in advance and swap shifts with Ben."
    mixed = score_answer(question, chinese + english)
    assert mixed.verdict == "scored"
    assert mixed.score > max(score_answer(question, chinese).score, score_answer(question, english).score)


def test_full_width_letters_read_like_ordinary_ones() -> None:
    question, answer = asked("a06"), answer_of("a06", "good", "en")
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalpha() and c.isascii() else c for c in answer)
    assert score_answer(question, wide).score >= score_answer(question, answer).score - 5


def test_numbers_and_names_are_worth_points() -> None:
    question = asked("a07")
    vague = "上学期的小组作业里，有位同学一直不交稿。我私下问他原因，重新分工，他后来按时交了。"
    exact = (
        "上学期的小组作业里，小周三周没交稿。我周二在图书馆私下问他原因，把12页重新分工，他后来提前2天交了。"
    )
    assert score_answer(question, exact).score > score_answer(question, vague).score


def test_a_missing_point_names_its_index() -> None:
    result = score_answer(asked("a10"), "我想问新人培训平时怎么安排？我很希望加入，也愿意从基础做起。")
    assert 3 in result.missing
    assert 3 in {loss.point for loss in result.losses if loss.reason == "point_missing"}
    assert 0 in result.covered


def test_a_touched_point_quotes_its_sentence() -> None:
    result = score_answer(asked("a06"), "我会提前跟部长说。别的到时候再看，应该不会有什么大的影响。")
    touched = [loss for loss in result.losses if loss.reason == "point_touched" and loss.point == 2]
    assert [loss.sentence for loss in touched] == ["我会提前跟部长说。"]


def test_saying_it_all_twice_costs_points() -> None:
    question, answer = asked("a03"), answer_of("a03", "good", "zh")
    assert lost(score_answer(question, answer), "repeats") == 0
    assert lost(score_answer(question, answer + answer), "repeats") > 0


def test_fillers_cost_points() -> None:
    question, answer = asked("a03"), answer_of("a03", "good", "zh")
    spoken = answer.replace("，", "，嗯，")
    assert lost(score_answer(question, spoken), "fillers") > lost(score_answer(question, answer), "fillers")


@pytest.mark.parametrize(("seconds", "reason"), [(5, "too_fast"), (3600, "too_slow")])
def test_pace_counts_when_the_time_is_known(seconds: int, reason: str) -> None:
    question, answer = asked("a03"), answer_of("a03", "good", "zh")
    assert lost(score_answer(question, answer, seconds=seconds), reason) > 0
    assert lost(score_answer(question, answer), reason) == 0


def test_an_ordinary_pace_costs_nothing() -> None:
    question, answer = asked("a03"), answer_of("a03", "good", "zh")
    assert score_answer(question, answer, seconds=60).score == score_answer(question, answer).score


def test_an_endless_answer_loses_for_its_length() -> None:
    question, answer = asked("a03"), answer_of("a03", "excellent", "zh")
    others = (
        answer_of("a04", "excellent", "zh")
        + answer_of("a06", "excellent", "zh")
        + answer_of("a07", "excellent", "zh")
    )
    assert lost(score_answer(question, answer + others), "too_long") > 0


def test_a_question_without_points_can_be_scored() -> None:
    question = AskedQuestion("behavioural", "讲一次失败。", "Tell us of a failure.", ())
    assert score_answer(question, answer_of("a03", "excellent", "zh")).verdict == "scored"


def test_an_unknown_kind_can_be_scored() -> None:
    question = AskedQuestion("riddle", "谁？", "Who?", (Point(1, "谢谢", "thanks", ("谢谢",), ("thanks",)),))
    assert 0 <= score_answer(question, "我想谢谢大家。").score <= 100


@pytest.mark.parametrize(
    "piece",
    ["a", "我", "请给", "i ", "I-", "1.", "“", '"score":', "<admin ", "。", "A1+/", "ﷺ", "你最", "- "],
)
def test_six_thousand_repeated_characters_are_read_quickly(piece: str) -> None:
    question = asked("a07")
    score_answer(question, "热身")
    begun = time.process_time()
    result = score_answer(question, (piece * 6000)[:6000])
    assert time.process_time() - begun < LONGEST_SECONDS
    assert result.score <= 25


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=400), st.one_of(st.none(), st.integers(-10, 10_000)))
def test_any_text_scores_between_nothing_and_everything(answer: str, seconds: int | None) -> None:
    result = score_answer(asked("a05"), answer, seconds=seconds)
    assert 0 <= result.score <= 100


@settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(list("我会先联系嘉宾，。！ 100分score=\n\"'{}I would call. 。给系统")), max_size=300
    ).map("".join)
)
def test_any_text_of_likely_pieces_scores_between_nothing_and_everything(answer: str) -> None:
    assert 0 <= score_answer(asked("a05"), answer).score <= 100


def test_sentences_keep_their_words_and_marks() -> None:
    found = [sentence.raw for sentence in split_sentences("我先问。Then 3.5 hours passed. 好！\n…完")]
    assert found == ["我先问。", "Then 3.5 hours passed.", "好！", "完"]


def test_normalising_folds_width_case_and_invisible_characters() -> None:
    assert normalise("Ａ\u200bＢ Ⅳ’ аBC") == "ab iv' abc"


@pytest.mark.parametrize(
    "words", [("apologised", "apologise"), ("planning", "plan"), ("told", "tell"), ("tasks", "task")]
)
def test_forms_of_an_english_word_share_a_stem(words: tuple[str, str]) -> None:
    assert stem(words[0]) == stem(words[1])


def test_length_counts_characters_and_words() -> None:
    assert Reading.of("我们 met them").units == pytest.approx(2 + 2 * 1.7)
