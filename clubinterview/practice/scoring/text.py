"""Text as the scorer reads it: normalised, cut into sentences, counted in characters and words."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

LONGEST = 6000
UNITS_PER_ENGLISH_WORD = 1.7

# Letters of other alphabets that look like Latin ones.
_LOOK_ALIKES = str.maketrans("аеорсухіѕјԁοαει", "aeopcyxisjdoaei")
_CJK = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_OVERLONG = re.compile(r"[a-z0-9]{31,}")
_SENTENCE_END = re.compile(r"[。！？!?\n]+|\.(?=\s|$|[\u4e00-\u9fff])|…+")
_CONTRACTIONS = (
    ("can't", "can not"),
    ("won't", "will not"),
    ("n't", " not"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'ll", " will"),
    ("'m", " am"),
    ("'d", " would"),
    ("it's", "it is"),
    ("that's", "that is"),
    ("there's", "there is"),
    ("what's", "what is"),
    ("let's", "let us"),
)


def word_list(line: str) -> list[str]:
    return line.split()


def word_set(line: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(line.split())


_IRREGULAR: dict[str, str] = dict(
    pair.split(":")
    for pair in word_list(
        "told:tell found:find wrote:write written:write made:make ran:run went:go gone:go took:take taken:take "
        "gave:give given:give got:get came:come kept:keep held:hold led:lead built:build sent:send spoke:speak "
        "spoken:speak said:say thought:think taught:teach bought:buy brought:bring chose:choose chosen:choose "
        "felt:feel grew:grow grown:grow knew:know known:know learnt:learn left:leave lost:lose met:meet "
        "paid:pay rang:ring rose:rise saw:see seen:see sold:sell spent:spend stood:stand began:begin begun:begin "
        "broke:break broken:break did:do done:do drew:draw drawn:draw fell:fall fallen:fall forgot:forget "
        "forgotten:forget heard:hear understood:understand won:win drove:drive people:person children:child"
    )
)


def normalise(text: str) -> str:
    """Fold width, case, look-alike letters and apostrophes; drop invisible characters."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    folded = unicodedata.normalize("NFKC", folded)[:LONGEST].translate(_LOOK_ALIKES)
    visible = (c for c in folded if c in "\n\t" or not unicodedata.category(c).startswith("C"))
    return "".join(visible).replace("\u2019", "'").replace("\u2018", "'")


def squeeze(text: str) -> str:
    """The letters and digits of a normalised text, without anything between them."""
    return "".join(c for c in text if c.isalnum())


def without_overlong(text: str) -> str:
    """The text without runs of Latin letters that are longer than any word: what a slipped key or a link leaves."""
    return _OVERLONG.sub(" ", text)


def has_cjk(text: str) -> bool:
    return _CJK.search(text) is not None


def count_cjk(text: str) -> int:
    return len(_CJK.findall(text))


def only_cjk(text: str) -> str:
    return "".join(_CJK.findall(text))


def english_words(normalised: str) -> tuple[str, ...]:
    """Lower-case words and digits; contractions are opened, hyphens part words."""
    if "'" in normalised:
        for short, full in _CONTRACTIONS:
            normalised = normalised.replace(short, full)
    return tuple(word.split("'")[0] for word in _WORD.findall(normalised))


def stem(word: str) -> str:
    """A rough stem that is the same for the common forms of an English word."""
    word = _IRREGULAR.get(word, word)
    for ending in (
        "ation",
        "ement",
        "ment",
        "ness",
        "ings",
        "ing",
        "ies",
        "ied",
        "ers",
        "ed",
        "ly",
        "es",
        "er",
        "s",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= (4 if len(ending) > 3 else 3):
            word = word[: -len(ending)] + ("i" if ending in ("ies", "ied") else "")
            break
    if len(word) > 3 and word[-1] in "ey":
        word = word[:-1] + ("i" if word[-1] == "y" else "")
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word


def padded(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def ngrams(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(len(text) - size + 1)]


@dataclass(frozen=True)
class Sentence:
    """One sentence: as it was written, and ready for comparing."""

    raw: str
    text: str

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return english_words(self.text)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        return tuple(stem(word) for word in self.words)

    @cached_property
    def spaced_words(self) -> str:
        return padded(self.words)

    @cached_property
    def spaced_stems(self) -> str:
        return padded(self.stems)

    @cached_property
    def units(self) -> float:
        """Length in Chinese characters, an English word counting as 1.7."""
        return count_cjk(self.text) + UNITS_PER_ENGLISH_WORD * len(self.words)

    @property
    def is_chinese(self) -> bool:
        return count_cjk(self.text) * 2 > len(self.words)

    def says(self, wording: "Wording") -> bool:
        """Whether the wording stands in the sentence literally, or as other forms of the same words."""
        if wording.chinese:
            return wording.squeezed in self.squeezed
        return wording.spaced_stems in self.spaced_stems


@dataclass(frozen=True)
class Wording:
    """A short phrase to look for, made ready once."""

    chinese: bool
    squeezed: str
    spaced_stems: str
    stems: tuple[str, ...]

    @classmethod
    def of(cls, phrase: str) -> "Wording":
        text = normalise(phrase)
        words = english_words(text)
        stems = tuple(stem(word) for word in words)
        return cls(has_cjk(text), squeeze(text), padded(stems), stems)

    @property
    def is_empty(self) -> bool:
        return not self.squeezed or not (self.chinese or self.stems)


@dataclass(frozen=True)
class Reading:
    """A whole answer, read."""

    text: str
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, answer: str) -> "Reading":
        return cls(normalise(answer), tuple(split_sentences(answer[:LONGEST])))

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.text)

    @cached_property
    def units(self) -> float:
        return sum(sentence.units for sentence in self.sentences)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for sentence in self.sentences for word in sentence.words)

    def without(self, dropped: Sequence[Sentence]) -> "Reading":
        """The reading of what is left when some sentences are dropped."""
        left = tuple(sentence for sentence in self.sentences if sentence not in dropped)
        return Reading("\n".join(sentence.text for sentence in left), left)


def split_sentences(text: str) -> list[Sentence]:
    """Sentences with at least one letter or digit, with their closing mark."""
    sentences = []
    start = 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text)] + [len(text)]
    for end in ends:
        sentence = Sentence(text[start:end].strip(), normalise(text[start:end].strip()))
        start = end
        if sentence.squeezed:
            sentences.append(sentence)
    return sentences
