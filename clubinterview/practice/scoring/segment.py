"""Chinese words by jieba, loaded at the first use.

The dictionary is read from the package's own file: jieba's cache is a marshal file of a guessable name in a
folder that everybody may write to.
"""

import warnings
from functools import cache
from typing import Any

from clubinterview.practice.scoring.text import has_cjk


@cache
def _tokenizer() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba  # a second and 100 MB, which the web process never pays
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def chinese_words(text: str) -> tuple[str, ...]:
    """The Chinese words of a normalised text, in order."""
    if not has_cjk(text):
        return ()
    return tuple(word for word in _tokenizer().cut(text, HMM=False) if has_cjk(word))


def rarity(word: str) -> int:
    """How rare a Chinese word is: 0 for the commonest, about 20 for words outside the dictionary."""
    tokenizer = _tokenizer()
    frequency: int = tokenizer.FREQ.get(word) or 1
    total: int = tokenizer.total
    return max(0, (total // frequency).bit_length() - 6)


def load() -> None:
    """Load the dictionary now rather than at the first answer."""
    _tokenizer()
