"""Questions that cannot be understood without the one before: "And then?", "还有吗", "它是用什么写的"."""

import re
from collections.abc import Sequence
from functools import cache

from clubinterview.practice.coach.bm25 import words_of

MOST_WORDS_BESIDE_A_PRONOUN = 2  # with more of its own a question is about those
_PRONOUNS = re.compile(
    r"[它她他]|[这那](?:个|些|段|条|点|样|里|方面|部分)|其中|上面|前面|刚才|第[一二三四五六]个"
    r"|\b(?:(?-i:[Ii]t)|its|that|this|those|these|they|them|their|he|him|his|she|her)\b",
    re.IGNORECASE,
)
_SAYING_NOTHING = (
    "还有 还有没有 再 再说 继续 接着 然后 后来 之后 那么 详细 具体 仔细 一点 一些 点 个 举 例子 举例 比如 例如 真的 确定 解释 展开 说明 "
    "讲 讲讲 谈谈 说说 说一说 聊聊 能不能 怎么样 怎么办 其他 其它 别的 另外 更 更多 多 好 好的 嗯 对 是的 明白 谢谢 以及 所以 因为 原因 "
    "意思 呃 行 方面 第一个 第二个 第三个 第四个 第五个 "
    "more else really sure why explain detail details detailed elaborate continue go on further example examples again ok "
    "okay yes yeah thanks thank next after also other others anything something say said mean give show me and then"
)


def leans_on_another(question: str) -> bool:
    """Whether a question has nothing of its own to look for, or a pronoun and hardly more. In the worker only."""
    words = _own_words(question)
    if not words:
        return True
    return len(words) <= MOST_WORDS_BESIDE_A_PRONOUN and _PRONOUNS.search(question) is not None


def says_nothing(question: str) -> bool:
    """Whether a question has nothing of its own to look for, as "And then?". In the worker only."""
    return not _own_words(question)


def what_to_look_for(question: str, earlier: Sequence[str]) -> str:
    """Return the question, after the newest one before it that can stand alone when it leans on that.

    earlier: the questions before, the oldest first.
    """
    if leans_on_another(question):
        for before in reversed(earlier):
            if not leans_on_another(before):
                return f"{before} {question}"
    return question


def _own_words(question: str) -> set[str]:
    return set(words_of(question)) - _empty_words()


@cache
def _empty_words() -> frozenset[str]:
    return frozenset(words_of(_SAYING_NOTHING))
