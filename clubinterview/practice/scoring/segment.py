"""Chinese words by rjieba, loaded at the first use."""

from types import ModuleType

from clubinterview.practice.scoring.text import has_cjk

ALL_WORDS = 60_101_967  # how often the words of jieba's dictionary were counted, all together


def _rjieba() -> ModuleType:
    import rjieba  # half a second and 35 MB, which the web process never pays

    return rjieba


def chinese_words(text: str) -> tuple[str, ...]:
    """The Chinese words of a normalised text, in order."""
    if not has_cjk(text):
        return ()
    return tuple(word for word in _rjieba().cut(text, False) if has_cjk(word))


def rarity(word: str) -> int:
    """How rare a Chinese word is: 0 for the commonest, about 20 for words outside the dictionary.

    word: one of `chinese_words`. For these the library gives the frequency, or one more by rounding.
    """
    frequency: int = _rjieba()._DEFAULT_JIEBA.suggest_freq(word)
    return max(0, (ALL_WORDS // frequency).bit_length() - 6)
