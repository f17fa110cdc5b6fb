"""Whether an answer speaks of what was asked: what it shares with the question beyond what every answer shares."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from clubinterview.practice.scoring import words
from clubinterview.practice.scoring.background import background, weight_of
from clubinterview.practice.scoring.concepts import concepts_of
from clubinterview.practice.scoring.coverage import Cover, content_stems, content_words, point_words
from clubinterview.practice.scoring.model import AskedQuestion
from clubinterview.practice.scoring.text import Reading, Sentence, count_cjk, normalise

TOPIC_WORD, MOST_TOPIC_WORDS = 0.04, 6
FRAME_WORD, MOST_FRAME_WORDS = 0.03, 5
TOLD_INSTEAD = 0.15

# A logistic regression over the bank's sample answers, their halves and the labelled answers: answers to the
# question against answers to questions of other categories. 0 is as likely the one as the other.
STEADYING = 8.0
FULL_ROOM = 200.0
FOUND_IN_ROOM, ROOM, START = 6.3, -5.4, 0.4
ASKED, TITLES, WORDINGS, ASKED_CONCEPTS, POINT_CONCEPTS = 0.75, 0.6, 0.6, 1.0, 0.55
LEAST_IN_LANGUAGE = 0.25
_ASKS_WHAT_IF = words.wordings("会怎么 会如何 你会 如果 假如 would if")
_SAYS_WHAT_IF = words.wordings(
    "我会 会先 会把 会找 如果 假如 应该 打算 可以 要先 would will if should could can"
)

FRAMES = {
    "self_introduction": words.wordings(
        "大家好 你好 我叫 我是 性格 优点 加入 社团 专业 学院 大一 大二 特长 my_name i_am hello hi club join major strength freshman myself year"
    ),
    "motivation": words.wordings(
        "加入 社团 贵社 你们 咱们 部门 想来 想进 报名 招新 吸引 兴趣 选择 因为 join club your you department because interested apply want"
    ),
    "behavioural": words.wordings(
        "当时 后来 学到 发现 负责 那次 从那以后 问题 我们 at_the_time learned my_fault i_noticed since_then next_time"
    ),
    "teamwork": words.wordings(
        "小组 我们组 组员 队友 同学 团队 一起 分工 大家 沟通 合作 team group teammate we_agreed together everyone member one_of_us"
    ),
    "situational": words.wordings("我会 如果 先 可以 打算 们 i_would would if first they them ask tell"),
    "technical": words.wordings(
        "我会 如果 先 一般 可以 比如 效果 其次 i_would if first usually check test would"
    ),
    "group_discussion": words.wordings(
        "我选 我会 讨论 大家 组员 方案 预算 投票 同意 发言 选 i_would choose pick group vote option agree budget discussion"
    ),
    "closing": words.wordings(
        "想问 请问 谢谢 感谢 加入 社团 学长 学姐 面试 你们 贵社 没有问题 thank question ask join club you"
    ),
}


@dataclass(frozen=True)
class Term:
    """Something a question speaks of, its weight, and the odds that an answer of usual length has it anyway."""

    name: str
    weight: float
    odds: float


@dataclass(frozen=True)
class Subject:
    """What a question is about in one language, from its text to the wordings of its points."""

    asked: tuple[Term, ...]
    titles: tuple[Term, ...]
    wordings: tuple[Term, ...]
    asked_concepts: tuple[Term, ...]
    point_concepts: tuple[Term, ...]


def _telling(text: str, chinese: bool) -> tuple[str, ...]:
    text = normalise(text)
    return content_words(text) if chinese else content_stems(Sentence(text, text))


def _terms(names: Iterable[str], odds_of: Callable[[str], float]) -> tuple[Term, ...]:
    return tuple(Term(name, weight_of(odds_of(name)), odds_of(name)) for name in names)


@lru_cache(maxsize=1024)
def subject_of(question: AskedQuestion, chinese: bool) -> Subject:
    """The question's subject; what its text says is not counted again among titles and wordings."""
    common = background(chinese)
    asked = dict.fromkeys(_telling(question.zh if chinese else question.en, chinese))
    titles: dict[str, None] = {}
    wordings: dict[str, None] = {}
    for point in question.points:
        titles |= dict.fromkeys(_telling(point.zh if chinese else point.en, chinese))
        for wording in point.also_zh if chinese else point.also_en:
            wordings |= dict.fromkeys(_telling(wording, chinese))
    texts = [Sentence(text, normalise(text)) for text in (question.zh, question.en)]
    meant = dict.fromkeys(name for text in texts for name in concepts_of(text))
    of_points = dict.fromkeys(name for point in question.points for name in point_words(point).concepts)
    return Subject(
        asked=_terms(asked, common.odds_of_word),
        titles=_terms((word for word in titles if word not in asked), common.odds_of_word),
        wordings=_terms(
            (word for word in wordings if word not in asked and word not in titles), common.odds_of_word
        ),
        asked_concepts=_terms(meant, common.odds_of_concept),
        point_concepts=_terms((name for name in of_points if name not in meant), common.odds_of_concept),
    )


def _beyond_chance(terms: tuple[Term, ...], found: Callable[[str], bool], length: float) -> float:
    """How much more of the terms an answer has than one to any other question, in standard deviations."""
    more, variance = 0.0, STEADYING
    for term in terms:
        odds = term.odds * length
        chance = odds / (1.0 + odds)
        more += term.weight * (found(term.name) - chance)
        variance += term.weight * term.weight * chance * (1.0 - chance)
    return more / math.sqrt(variance)


def _shared(question: AskedQuestion, reading: Reading, chinese: bool) -> float:
    """What the answer shares with the question by words and meanings in one language, beyond chance."""
    subject = subject_of(question, chinese)
    length = reading.units / background(chinese).units
    stems = frozenset(stem for sentence in reading.sentences for stem in sentence.stems)
    meant = frozenset(name for sentence in reading.sentences for name in concepts_of(sentence))

    def said(word: str) -> bool:
        return word in reading.squeezed if chinese else word in stems

    return (
        ASKED * _beyond_chance(subject.asked, said, length)
        + TITLES * _beyond_chance(subject.titles, said, length)
        + WORDINGS * _beyond_chance(subject.wordings, said, length)
        + ASKED_CONCEPTS * _beyond_chance(subject.asked_concepts, meant.__contains__, length)
        + POINT_CONCEPTS * _beyond_chance(subject.point_concepts, meant.__contains__, length)
    )


def _languages(reading: Reading) -> list[bool]:
    """True for Chinese and False for English, where the answer has a fair share of it."""
    chinese = count_cjk(reading.text) / reading.units if reading.units else 0.0
    return [
        *([True] if chinese >= LEAST_IN_LANGUAGE else []),
        *([False] if 1 - chinese >= LEAST_IN_LANGUAGE else []),
    ]


def relevance(question: AskedQuestion, reading: Reading, covered: list[Cover]) -> float:
    """Above 0 the more surely an answer to the question, below 0 the more surely one to something else."""
    room = min(1.0, reading.units / FULL_ROOM)
    shared = max((_shared(question, reading, chinese) for chinese in _languages(reading)), default=0.0)
    found = _found(question, reading, covered)
    return round(START + (ROOM + FOUND_IN_ROOM * found) * room + shared, 3)


@lru_cache(maxsize=512)
def _topic_words(question: AskedQuestion) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The telling Chinese words and English stems of the question's own text."""
    return _telling(question.zh, True), _telling(question.en, False)


def _found(question: AskedQuestion, reading: Reading, covered: list[Cover]) -> float:
    """From 0, nothing, to about 1: telling words of the points, of the question and of its kind."""
    sentences = reading.sentences
    chinese, english = _topic_words(question)
    stems = {stem for sentence in sentences for stem in sentence.stems}
    topic = sum(word in reading.squeezed for word in chinese) + sum(word in stems for word in english)
    frame = sum(any(s.says(w) for s in sentences) for w in FRAMES.get(question.kind, ()))
    found = sum(cover.telling for cover in covered) / max(1, len(covered))
    found += TOPIC_WORD * min(MOST_TOPIC_WORDS, topic) + FRAME_WORD * min(MOST_FRAME_WORDS, frame)
    if _asks_what_if(question) and not any(words.says_any(s, _SAYS_WHAT_IF) for s in sentences):
        found -= TOLD_INSTEAD
    return max(0.0, found)


@lru_cache(maxsize=512)
def _asks_what_if(question: AskedQuestion) -> bool:
    return any(words.says_any(Sentence(t, normalise(t)), _ASKS_WHAT_IF) for t in (question.zh, question.en))
