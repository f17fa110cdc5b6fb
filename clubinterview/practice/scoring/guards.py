"""What is no answer at all: empty, nonsense, a copy, a list of key words."""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from statistics import median

from clubinterview.practice.scoring import words
from clubinterview.practice.scoring.model import AskedQuestion
from clubinterview.practice.scoring.text import (
    Reading,
    Sentence,
    count_cjk,
    english_words,
    has_cjk,
    ngrams,
    normalise,
    only_cjk,
    squeeze,
    without_overlong,
    word_set,
)

COPY_GRAM = 4
COPIED_SENTENCE, COPIED_ANSWER, COPIED_PARTLY = 0.75, 0.7, 0.5
LEAST_OWN = 6
SAMPLE_GRAM = 12
LIST_PARTS, LISTED_SHARE = 7, 0.7
_PARTS = re.compile(r"[,，、;；/|\n。:：·•]+|\.(?=\s|$)|\s-+\s|\d+\.")
_CJK_SPACE = re.compile(r"(?<=[\u4e00-\u9fff]{2})\s+(?=[\u4e00-\u9fff]{2})")
_NUMBERED = re.compile(r"(?:^|(?<=\s))\d+[.、)]")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz", "1234567890")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}")
_LATIN_FILLER = word_set(
    "lorem ipsum dolor amet consectetur adipiscing elit eiusmod tempor incididunt magna aliqua"
)
_CHINESE_GLUE = ("我", "你", "他", "她", "们", "会", "是", "就", "把", "在", "有", "想", "要", "不", "这", "那", "因为", "没", "让", "可以", "能")  # fmt: skip
LONGEST_UNPUNCTUATED = 24
LEAST_STAMMERED, STAMMERED_SHARE = 3, 0.08


def is_empty(reading: Reading) -> bool:
    """Nothing, or a way of saying nothing."""
    squeezed = reading.squeezed
    if (
        squeezed.replace("'", "") in words.NO_ANSWER
        or len(squeezed) < 2
        or len(set(squeezed)) == 1
        and len(squeezed) < 6
    ):
        return True
    return reading.units <= 14 and any(words.says_any(s, words.NOT_ANSWERING) for s in reading.sentences)


def _mashed(word: str) -> bool:
    """A word that no language has: no vowel, a run of the keyboard, one syllable again and again."""
    if word.isdigit() or len(word) < 3:
        return False
    if len(set(word)) == 1 or _CONSONANTS.search(word) or not set(word) & set("aeiouy"):
        return True
    if any(
        word[start : start + 4] in row
        for row in _KEYBOARD
        for start in range(max(1, len(word) - 3))
        if len(word) > 3
    ):
        return True
    half = word[: len(word) // 2]
    return len(word) >= 4 and len(word) % 2 == 0 and (half * 2 == word or word[:2] * (len(word) // 2) == word)


def _english_nonsense(found: tuple[str, ...]) -> bool:
    if len(found) < 4:
        return len(found) > 0 and all(_mashed(word) for word in found)
    letters = [word for word in found if not word.isdigit()]
    if len(found) >= 80 and len(set(found)) < 0.1 * len(found):
        return True
    if sum(word in _LATIN_FILLER for word in found) >= 4:
        return True
    if len(letters) * 2 < len(found) or sum(map(_mashed, letters)) >= 0.25 * len(letters):
        return True
    stammered = sum(first == second for first, second in pairwise(found))
    if stammered >= LEAST_STAMMERED and stammered > STAMMERED_SHARE * len(found):
        return True
    commonest = Counter(found).most_common(1)[0][1]
    if (
        len(found) >= 8
        and (len(set(found)) <= len(found) * 0.3 or commonest > 0.5 * len(found))
        and len(found) < 80
    ):
        return True
    glue = sum(word in words.FUNCTION_WORDS for word in found)
    acting = sum(word in words.SUBJECTS_AND_VERBS for word in found)
    return len(found) >= 6 and (glue < 0.15 * len(found) or (glue < 0.35 * len(found) and not acting))


def _chinese_nonsense(squeezed: str, sentences: tuple[Sentence, ...]) -> bool:
    pairs = ngrams(only_cjk(squeezed), 2)
    if len(pairs) >= 7 and len(set(pairs)) < (0.65 if len(pairs) < 100 else 0.3) * len(pairs):
        return True
    runs = [run for s in sentences for run in re.split(r"[,，、:：“”「」\s]+", s.text)]
    longest = max(map(count_cjk, runs), default=0)
    glue = sum(squeezed.count(word) for word in _CHINESE_GLUE)
    unbroken = longest >= LONGEST_UNPUNCTUATED and longest > len(squeezed) / 2
    return (unbroken and glue * (9 if longest < 80 else 20) < longest) or (len(squeezed) >= 30 and glue == 0)


def is_nonsense(reading: Reading) -> bool:
    """Keys hit at random, repeated syllables, words without a sentence. Overlong words beside others do not count."""
    text = without_overlong(reading.text)
    if not squeeze(text):
        return True
    latin = english_words(text)
    if count_cjk(text) * 2 >= len(latin):
        return _chinese_nonsense(squeeze(text), reading.sentences)
    return _english_nonsense(latin)


@lru_cache(maxsize=1024)
def _grams(text: str, size: int) -> frozenset[str]:
    """The n-grams of a question's or a sample's text."""
    return frozenset(ngrams(squeeze(normalise(text)), size))


def _shared(text: str, source: frozenset[str], size: int) -> float:
    """The share of a text's n-grams that stand in the source."""
    grams = ngrams(text, size)
    return sum(gram in source for gram in grams) / len(grams) if grams else 0.0


def copied_sentences(question: AskedQuestion, reading: Reading) -> list[tuple[Sentence, str]]:
    """The sentences that are the question's or a sample's, each with the reason's code."""
    asked = _grams(question.zh, COPY_GRAM) | _grams(question.en, COPY_GRAM)
    samples = frozenset[str]().union(*(_grams(sample, SAMPLE_GRAM) for sample in question.samples))
    copied = []
    for sentence in reading.sentences:
        if _shared(sentence.squeezed, asked, COPY_GRAM) >= COPIED_SENTENCE:
            copied.append((sentence, "copied_question"))
        elif samples and _shared(sentence.squeezed, samples, SAMPLE_GRAM) >= COPIED_SENTENCE:
            copied.append((sentence, "copied_sample"))
    return copied


def _turned_round(question: AskedQuestion, sentence: Sentence) -> bool:
    """Whether a sentence is the question in a slightly other form."""
    if sentence.is_chinese:
        return _shared(sentence.squeezed, _grams(question.zh, 2), 2) >= COPIED_PARTLY
    asked = set(english_words(normalise(question.en)))
    return sum(word in asked for word in sentence.words) >= COPIED_PARTLY * len(sentence.words)


def mostly_question(question: AskedQuestion, reading: Reading) -> bool:
    """Whether the answer is the question's text, whole, in parts or turned round, and little besides."""
    asked = _grams(question.zh, COPY_GRAM) | _grams(question.en, COPY_GRAM)
    if _shared(reading.squeezed, asked, COPY_GRAM) >= COPIED_ANSWER:
        return True
    copied = any(_shared(s.squeezed, asked, COPY_GRAM) >= COPIED_SENTENCE for s in reading.sentences)
    return copied and sum(s.units for s in reading.sentences if not _turned_round(question, s)) < LEAST_OWN


def is_keyword_list(question: AskedQuestion, reading: Reading) -> bool:
    """Many short pieces without sentences around them, above all when they are the points' own wordings."""
    known = _known_wordings(question)
    parts = _list_parts(reading.text, known)
    share = _wording_share(known, parts)
    if len(parts) < (LIST_PARTS if share < LISTED_SHARE / 2 else LIST_PARTS - 2):
        return False
    lengths = [count_cjk(part) or len(part.split()) for part in parts]
    short = sum(map(_is_short, parts)) >= 0.9 * len(parts)
    usual = 4 if count_cjk(reading.text) * 2 >= len(reading.words) else 3
    return share >= LISTED_SHARE or (short and median(lengths) <= usual)


def _is_short(part: str) -> bool:
    """Whether a piece has no more than nine Chinese characters or four English words."""
    chinese = count_cjk(part)
    return chinese <= 9 if chinese else len(part.split()) <= 4


@lru_cache(maxsize=512)
def _known_wordings(question: AskedQuestion) -> str:
    """Every title and wording of the question's points, a line each."""
    wordings = (w for point in question.points for w in (*point.wordings, point.zh, point.en))
    return "\n".join(squeeze(normalise(wording)) for wording in wordings)


def _list_parts(text: str, known: str) -> list[str]:
    """The pieces between commas and the like; spaces part Chinese pieces only where wordings stand between."""
    text = _NUMBERED.sub(" , ", text)
    parts = [part for part in _PARTS.split(text) if part.strip(" -")]
    if not has_cjk(text):
        return parts
    spaced = [piece for part in parts for piece in _CJK_SPACE.split(part)]
    return spaced if _wording_share(known, spaced) >= LISTED_SHARE / 2 else parts


def listed_wordings(question: AskedQuestion, reading: Reading) -> list[Sentence]:
    """Sentences that are mostly a row of wordings, put beside something else."""
    known = _known_wordings(question)
    found = []
    for sentence in reading.sentences:
        parts = _list_parts(sentence.text, known)
        if len(parts) >= LIST_PARTS - 2 and _wording_share(known, parts) >= LISTED_SHARE:
            found.append(sentence)
    return found


def _wording_share(known: str, parts: list[str]) -> float:
    """The share of the parts that are a point's title or wording, whole or shortened."""
    return sum(squeeze(part) in known for part in parts) / len(parts) if parts else 0.0
