"""Shapes of the charts, as plain numbers for SVG. The tables under them say the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

SIZE, MIDDLE, RADIUS = 240, 120, 84
LABEL_RADIUS = 104
WIDTH, HEIGHT, MARGIN = 600, 220, 16
LEFT = 64  # of the first point, so that the scores beside the grid have room on a phone too


@dataclass(frozen=True)
class Axis:
    """One axis of a radar: its end, and where its label stands.  anchor: start, middle or end."""

    label: str
    percent: int
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True)
class Radar:
    """A radar with `size` square units.  shape, rings: points of polygons."""

    size: int
    middle: int
    axes: Sequence[Axis]
    shape: str
    rings: Sequence[str]


def radar(values: Sequence[tuple[str, int]]) -> Radar:
    """Return the radar of at least three (label, percent)."""
    angles = [2 * pi * number / len(values) - pi / 2 for number in range(len(values))]
    axes = [
        Axis(label, percent, *_at(angle, RADIUS), *_at(angle, LABEL_RADIUS), _anchor(angle))
        for (label, percent), angle in zip(values, angles, strict=True)
    ]
    shape = _polygon(
        [_at(angle, RADIUS * percent / 100) for (_, percent), angle in zip(values, angles, strict=True)]
    )
    rings = [_polygon([_at(angle, RADIUS * part / 4) for angle in angles]) for part in range(1, 5)]
    return Radar(SIZE, MIDDLE, axes, shape, rings)


@dataclass(frozen=True)
class Trend:
    """A line of scores over time.  points: (x, y, score).  line: points of a polyline.  grid: (y, score)."""

    width: int
    height: int
    points: Sequence[tuple[float, float, int]]
    line: str
    grid: Sequence[tuple[float, int]]


def trend(scores: Sequence[int]) -> Trend:
    """Return the line of scores 0–100, the oldest first."""
    room = WIDTH - LEFT - MARGIN
    step = room / max(len(scores) - 1, 1)
    points = [(round(LEFT + step * number, 1), _height(score), score) for number, score in enumerate(scores)]
    line = " ".join(f"{x},{y}" for x, y, _ in points)
    return Trend(WIDTH, HEIGHT, points, line, [(_height(score), score) for score in (0, 25, 50, 75, 100)])


def _height(score: int) -> float:
    return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * score / 100, 1)


def _at(angle: float, radius: float) -> tuple[float, float]:
    return round(MIDDLE + radius * cos(angle), 1), round(MIDDLE + radius * sin(angle), 1)


def _anchor(angle: float) -> str:
    return "middle" if abs(cos(angle)) < 0.2 else "start" if cos(angle) > 0 else "end"


def _polygon(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
