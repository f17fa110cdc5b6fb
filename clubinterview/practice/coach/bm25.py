"""Words of a text, and which texts speak of a question: BM25 over Chinese, English and both."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SATURATION, LENGTH_WEIGHT = 1.2, 0.75  # BM25's k1 and b
LONGEST_WORD = 40

STOP_WORDS = frozenset(
    ["的", "了", "和", "是", "在", "我", "你", "他", "她", "它", "们", "我们", "你们", "他们", "这", "那", "这个", "那个", "有", "没有", "也", "都", "就", "还", "很", "吗", "呢", "吧", "啊", "呀", "与", "及", "或", "而", "但", "被", "把", "让", "给", "对", "从", "向", "到", "着", "过", "什么", "怎么", "怎样", "如何", "哪些", "哪个", "哪", "为什么", "多少", "几", "可以", "能", "会", "要", "想", "请", "请问", "一下", "一个", "一些", "里", "里面", "上", "下", "中", "关于", "应该", "应", "该", "需要", "说", "做", "写", "用", "去", "来", "得", "地", "又", "再", "不", "the", "a", "an", "and", "or", "of", "to", "in", "on", "at", "for", "with", "by", "from", "is", "are", "was", "were", "be", "been", "am", "do", "does", "did", "have", "has", "had", "i", "me", "my", "you", "your", "he", "she", "it", "its", "we", "our", "they", "their", "this", "that", "these", "those", "what", "which", "who", "how", "why", "when", "where", "can", "could", "should", "would", "will", "may", "about", "as", "if", "so", "not", "no", "please", "tell", "there", "into", "than", "then", "s", "t"]
)  # fmt: skip

_IT = re.compile(r"(?<![A-Za-z0-9'’])IT(?![A-Za-z0-9'’])")  # the field, which is not a stop word as "it" is


def words_of(text: str) -> list[str]:
    """Return the words that count in searching: lower case, without stop words; English ones without their plural, and "IT".

    The first call takes half a second and 35 MB: for the worker only.
    """
    import rjieba  # here, because the web process never pays for its dictionary

    text = unicodedata.normalize("NFKC", text)
    found = _IT.findall(text)
    for word in rjieba.cut_for_search(text.lower(), False):
        word = word.strip()[:LONGEST_WORD]
        if word and word not in STOP_WORDS and any(sign.isalnum() for sign in word):
            found.append(_stem(word))
    return found


def _stem(word: str) -> str:
    """Return an English word without the commonest endings; others as they are."""
    if not (word.isascii() and word.isalpha()):
        return word
    for ending, left in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word.removesuffix(ending) + left
    return word.removesuffix("e") if len(word) > 4 else word


@dataclass(frozen=True)
class Counted:
    """A text as BM25 sees it: how often each word stands in it, and how many there are."""

    counts: Mapping[str, int]
    length: int

    @classmethod
    def of(cls, *texts: str) -> "Counted":
        """Count the words of several texts together."""
        counts = Counter(word for text in texts for word in words_of(text))
        return cls(counts, sum(counts.values()))


def ranked(question: Iterable[str], texts: Sequence[Counted]) -> list[tuple[int, float]]:
    """Return (index of the text, points) of all texts that share a word with the question, best first.

    Equal points come in the order of the texts, so that the same question has the same answer each time.
    """
    words = sorted(set(question))
    if not words or not texts:
        return []
    mean = sum(text.length for text in texts) / len(texts) or 1.0
    rarity = {}
    for word in words:
        holders = sum(word in text.counts for text in texts)
        rarity[word] = math.log(1 + (len(texts) - holders + 0.5) / (holders + 0.5))
    points = []
    for index, text in enumerate(texts):
        norm = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * text.length / mean)
        total = math.fsum(
            rarity[word] * count * (SATURATION + 1) / (count + norm)
            for word in words
            if (count := text.counts.get(word, 0))
        )
        if total > 0:
            points.append((index, round(total, 6)))
    return sorted(points, key=lambda pair: (-pair[1], pair[0]))
