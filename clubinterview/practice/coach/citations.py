"""The numbers by which an answer of the coach says where it has something from: [1], [2] …"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clubinterview.practice.coach.titles import title_of

_ANY = re.compile(r"\s?[\[【［]\s?(\d{1,3}(?:\s?[,，、]\s?\d{1,3}){0,9})\s?[\]】］]")
_CITATION = re.compile(r"\[(\d{1,3})\]")
_UNFINISHED = re.compile(r"\s?[\[【［][\d\s,，、]{0,40}$")


@dataclass(frozen=True)
class Part:
    """A piece of an answer.  number, path, title: of the passage that it cites; 0 and "" for plain text."""

    text: str
    number: int = 0
    path: str = ""
    title: str = ""


def with_known_citations(answer: str, passages: int) -> str:
    """Return the answer with its citations written as [1][2], without those that name no passage."""

    def known(found: re.Match[str]) -> str:
        numbers = dict.fromkeys(int(number) for number in re.findall(r"\d+", found.group(1)))
        cited = "".join(f"[{number}]" for number in numbers if 1 <= number <= passages)
        return f" {cited}" if cited and found.group()[0].isspace() else cited

    return _ANY.sub(known, answer)


def while_written(answer: str) -> str:
    """Return the part of an unfinished answer that can be shown: without the beginning of a citation at its end."""
    return _UNFINISHED.sub("", answer)


def parts_of(answer: str, passages: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
    """Give the answer as plain text and links to its passages."""
    end = 0
    for found in _CITATION.finditer(answer):
        number = int(found.group(1))
        if not 1 <= number <= len(passages):
            continue
        if found.start() > end:
            yield Part(answer[end : found.start()])
        passage = passages[number - 1]
        yield Part(str(number), number, passage["path"], title_of(passage["kind"], passage["name"]))
        end = found.end()
    if end < len(answer):
        yield Part(answer[end:])
