"""What a model's comment must look like. Anything else is nonsense, above all a comment that speaks of scores."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from clubinterview.core.fields import CONTROLS_BESIDE_LINES, unstorable
from clubinterview.practice.language_model.saying import grades, judges, leads_away, speaks_of_scores

MOST_REMARKS = 3
LONGEST_REMARK = 200
LONGEST_EXAMPLE = 1200
LONGEST_JSON = 16_000  # the longest comment with each character written as \uXXXX, and its keys

FENCE = "```"
THOUGHT_BEGINS, THOUGHT_ENDS = "<think>", "</think>"


class NotAComment(ValueError):
    """The model's answer is not a comment."""


@dataclass(frozen=True)
class Comment:
    """A model's words on one answer.  strengths, improvements: at most MOST_REMARKS each."""

    strengths: tuple[str, ...]
    improvements: tuple[str, ...]
    better_example: str

    def to_json(self) -> dict[str, Any]:
        """Return what MockAnswer.comment holds."""
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
        if any(mark in word or speaks_of_scores(word) or leads_away(word) for word in words):
            raise NotAComment("claims")
        if any(grades(remark) or judges(remark) for remark in remarks):
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
