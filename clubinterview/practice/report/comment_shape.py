"""What a model's comment must look like. Anything else is nonsense, above all a comment that speaks of scores."""

import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from clubinterview.core.fields import CONTROLS_BESIDE_LINES, unstorable

MOST_REMARKS = 3
LONGEST_REMARK = 200
LONGEST_EXAMPLE = 1200
LONGEST_JSON = 16_000  # the longest comment with each character written as \uXXXX, and its keys

FENCE = "```"
THOUGHT_BEGINS, THOUGHT_ENDS = "<think>", "</think>"

# Claims about marks, in text that is NFKC-normalised and in lower case. "30分钟" and "三分之一" are none.
_CLAIMS = re.compile(
    r"\d\s*分(?![钟之享析布配类队工别支部组散开成为店校公])|满分|得分|评分|打分|分数|总分|加分|扣分"
    r"|[二三四五六七八九]十[一二三四五六七八九]?分(?![钟之])|百分(?!之|比|点|百)"
    r"|\bscor(?:e|es|ed|ing)\b|\brat(?:ed|ing)\b|\bgrad(?:e|ed|ing)\s?(?:is|of|:|=)"
    r"|\d\s?(?:points?|marks?)\b|\b(?:full|perfect|top|bonus|extra)\s(?:points|marks)\b|\d\s?/\s?100?\b|\bout\sof\s(?:10|100)\b"
)
# Claims about quality and chances. An example may have such words, as the student's own facts; a remark may not.
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?"
_ENDS = r"(?=\s?(?:$|[\n,.!?;:。、)]))"
_GRADES = re.compile(
    r"\d\s?[%‰]|百分之|成绩|评级|等级[是为:]"
    rf"|(?:\d|{_TENS})[\s-]?per\s?cent|\bpercentile\b|\b{_TENS}\s(?:points?|marks?)\b|\b{_TENS}\sout\sof\b"
    r"|(?:录取|录用|入选|通过|被录|上岸)的?(?:概率|几率|机率|机会|可能性)"
    r"|\b(?:chances?|odds|probability|likelihood)\sof\s(?:being|getting|passing|acceptance|admission)\b"
    r"|(?<![a-z0-9])[a-f][+-](?![\w+])|(?<![a-z0-9])[a-f]级|\b(?:letter|overall|final)\sgrade\b"
    rf"|\bgrade\s?(?:[b-f]\b|a{_ENDS}|a\s(?:work|answer))|\ban?\s[a-f]{_ENDS}"
    rf"|(?:评为|得|给|拿|打)[了个你到]?\s?(?:[a-f]|优秀?|良好?|[中差甲乙丙]等?){_ENDS}"
    rf"|(?:(?<![获取赢觉记懂值显])得|值|给你|打)[了到]?[六七八九]十[一二三四五六七八九]?(?:{_ENDS}|左右|以上)"
)


class NotAComment(ValueError):
    """The model's answer is not a comment."""


@dataclass(frozen=True)
class Comment:
    """A model's words on one answer.  strengths, improvements: at most MOST_REMARKS each."""

    strengths: tuple[str, ...]
    improvements: tuple[str, ...]
    better_example: str

    def to_json(self) -> dict[str, Any]:
        """Return what MockAnswer.comment keeps."""
        return asdict(self) | {"strengths": list(self.strengths), "improvements": list(self.improvements)}

    @classmethod
    def parsed(cls, text: str, *, mark: str) -> "Comment":
        """Return the comment that the text is as JSON, perhaps in a code fence. Raises NotAComment.

        mark: the fence around what was sent, which a comment does not repeat.
        """
        text = _unwrapped(text)
        if len(text) > LONGEST_JSON:
            raise NotAComment("too long")
        try:
            data = json.loads(text, object_pairs_hook=_without_doubles)
        except (ValueError, RecursionError) as error:
            raise NotAComment("not JSON") from error
        if not isinstance(data, dict) or set(data) != {"strengths", "improvements", "better_example"}:
            raise NotAComment("other keys")
        comment = cls(
            _remarks(data["strengths"]),
            _remarks(data["improvements"]),
            _text(data["better_example"], LONGEST_EXAMPLE),
        )
        remarks = [*comment.strengths, *comment.improvements]
        words = [*remarks, comment.better_example]
        if not any(words):
            raise NotAComment("nothing said")
        if any(mark in word or _claims_a_score(word) for word in words):
            raise NotAComment("claims")
        if any(_GRADES.search(_normal(remark)) for remark in remarks):
            raise NotAComment("grades")
        return comment


def _unwrapped(text: str) -> str:
    """Return the text without the thought before it and the code fence around it. One pass, however it looks."""
    text = text.strip()
    if text.startswith(THOUGHT_BEGINS) and THOUGHT_ENDS in text:
        text = text[text.find(THOUGHT_ENDS) + len(THOUGHT_ENDS) :].strip()
    if text.startswith(FENCE) and text.endswith(FENCE):
        text = text.removeprefix(FENCE).removesuffix(FENCE).removeprefix("json")
    return text


def _claims_a_score(text: str) -> bool:
    return _CLAIMS.search(_normal(text)) is not None


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotAComment("a key twice")
    return found


def _remarks(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_REMARKS:
        raise NotAComment("not a short list")
    remarks = tuple(_text(part, LONGEST_REMARK) for part in value)
    if not all(remarks):
        raise NotAComment("an empty remark")
    return remarks


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or unstorable(value):
        raise NotAComment("not a text")
    text = CONTROLS_BESIDE_LINES.sub("", value).strip()
    if len(text) > longest:
        raise NotAComment("too long")
    return text
