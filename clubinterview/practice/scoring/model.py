"""What is scored and what comes of it: plain values that live through JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

SCORER_VERSION = "2"
VERDICTS = ("scored", "empty", "nonsense", "copied", "keyword_list", "hostile", "off_topic")
PARTS = ("coverage", "structure", "concreteness", "length", "style")
REASONS = (
    "point_missing",
    "point_touched",
    "no_situation",
    "no_task",
    "no_action",
    "no_result",
    "no_opening",
    "no_order",
    "no_check",
    "no_closing",
    "no_numbers",
    "no_names",
    "no_own_part",
    "vague_sentence",
    "too_short",
    "too_long",
    "too_fast",
    "too_slow",
    "repeats",
    "fillers",
    "off_topic",
    "empty",
    "nonsense",
    "copied_question",
    "copied_sample",
    "keyword_list",
    "speaks_to_grader",
)


@dataclass(frozen=True)
class Point:
    """One thing that a good answer says, and wordings in which people say it."""

    weight: int
    zh: str
    en: str
    also_zh: tuple[str, ...]
    also_en: tuple[str, ...]

    @property
    def wordings(self) -> tuple[str, ...]:
        return self.also_zh + self.also_en


@dataclass(frozen=True)
class AskedQuestion:
    """A question in both languages; `samples` are sample answers, to catch copies of them."""

    kind: str
    zh: str
    en: str
    points: tuple[Point, ...]
    samples: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "AskedQuestion":
        zh, en = data.get("zh") or {}, data.get("en") or {}
        points = tuple(
            Point(
                weight=int(point["weight"]),
                zh=point.get("zh") or "",
                en=point.get("en") or "",
                also_zh=tuple(point.get("also_zh") or ()),
                also_en=tuple(point.get("also_en") or ()),
            )
            for point in data.get("points") or ()
        )
        samples = tuple(text for text in (zh.get("sample"), en.get("sample")) if text)
        return cls(data["kind"], zh.get("text") or "", en.get("text") or "", points, samples)


@dataclass(frozen=True)
class Part:
    """A sub-score: its name is one of PARTS."""

    name: str
    points: float
    maximum: float


@dataclass(frozen=True)
class Loss:
    """Points lost in one part, and why: a code of REASONS, with the sentence or the point it is about."""

    part: str
    points: float
    reason: str
    sentence: str = ""
    point: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class Result:
    """The score of one answer; `covered` and `missing` are indexes into the question's points."""

    score: int
    verdict: str
    parts: tuple[Part, ...]
    losses: tuple[Loss, ...]
    covered: tuple[int, ...]
    missing: tuple[int, ...]
    version: str

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        for name in ("parts", "losses", "covered", "missing"):
            data[name] = list(data[name])
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Result":
        return cls(
            score=data["score"],
            verdict=data["verdict"],
            parts=tuple(Part(**part) for part in data["parts"]),
            losses=tuple(Loss(**loss) for loss in data["losses"]),
            covered=tuple(data["covered"]),
            missing=tuple(data["missing"]),
            version=data["version"],
        )
