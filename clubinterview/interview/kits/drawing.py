"""Drawing the questions of one candidate: pure, and the same for the same seed.

Every part gets one question. In order of importance: no question twice; none that a neighbour in the queue is asked;
the club's panel questions before public ones; a sum of difficulties that differs by at most 1 from all others'.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from random import Random

ROOMY = 3  # questions: enough for a candidate and both neighbours


@dataclass(frozen=True)
class Item:
    """A question as the draw sees it.  difficulty: 1 to 5."""

    id: int
    difficulty: int


Pool = Sequence[Item]
Ways = Mapping[int, Sequence[tuple[int, ...]]]


@dataclass(frozen=True)
class PartPool:
    """What fits one part.  panel: questions reserved for panels.  public: the others.  wanted: a difficulty, or None."""

    panel: tuple[Item, ...]
    public: tuple[Item, ...]
    wanted: int | None = None

    @property
    def all(self) -> tuple[Item, ...]:
        return self.panel + self.public


@dataclass(frozen=True)
class Drawn:
    """question_ids: one a part, in their order.  difficulty: their sum."""

    question_ids: tuple[int, ...]
    difficulty: int


class Drawing:
    """Draws for the candidates of one kit."""

    def __init__(self, parts: Sequence[PartPool]) -> None:
        self._parts = [_near_what_is_wanted(part) for part in parts]
        self._target = _target(self._parts)

    def draw(self, seed: int, *, avoid: Collection[int] = (), sums: Collection[int] = ()) -> Drawn | None:
        """Return one candidate's questions, or None when there are not as many different ones as parts.

        avoid: questions of the neighbours; taken only where nothing else is left.  sums: the difficulties of those who
        have drawn already.
        """
        random = Random(seed)  # noqa: S311 - fairness, not secrecy
        for pools in self._rungs(set(avoid)):
            chosen = self._chosen(pools, sums, random)
            if chosen is not None:
                return Drawn(tuple(item.id for item in chosen), sum(item.difficulty for item in chosen))
        return None

    def _rungs(self, avoid: set[int]) -> Iterator[list[Pool]]:
        """Yield what each part may draw from, the best first."""

        def fresh(items: Pool) -> Pool:
            return [item for item in items if item.id not in avoid]

        yield [fresh(part.panel) or fresh(part.public) for part in self._parts]
        yield [fresh(part.all) for part in self._parts]
        yield [fresh(part.all) or part.panel or part.public for part in self._parts]
        yield [part.all for part in self._parts]

    def _chosen(self, pools: list[Pool], sums: Collection[int], random: Random) -> list[Item] | None:
        """Return a question of each pool, all different, with the best sum that there is; None without any."""
        if _all_different(pools, random) is None:
            return None
        classes = [_by_difficulty(pool) for pool in pools]
        ways = _ways(tuple(tuple(sorted(each)) for each in classes))
        for total in sorted(ways, key=lambda total: self._cost(total, sums)):
            for way in _shuffled(ways[total], classes, random):
                narrowed = [each[difficulty] for each, difficulty in zip(classes, way, strict=True)]
                chosen = _all_different(narrowed, random)
                if chosen is not None:
                    return chosen
        return None

    def _cost(self, total: int, sums: Collection[int]) -> tuple[int, int, bool]:
        """Return how bad a sum is: by how much it leaves others more than 1 away, then its way from the target."""
        outside = max(0, max(sums) - 1 - total, total - min(sums) - 1) if sums else 0
        return outside, abs(total - self._target), total < self._target


def _near_what_is_wanted(part: PartPool) -> PartPool:
    """Leave out questions more than 1 away from the wanted difficulty, unless that leaves none."""
    if part.wanted is None:
        return part

    def near(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(item for item in items if abs(item.difficulty - (part.wanted or 0)) <= 1)

    panel, public = near(part.panel), near(part.public)
    return PartPool(panel, public, part.wanted) if panel or public else part


def _target(parts: Sequence[PartPool]) -> int:
    """Return the sum to aim at: one that neighbours can share without sharing questions, near what is wanted."""
    pools = [part.panel or part.public for part in parts]
    if not all(pools):
        return 0
    wanted = sum(
        part.wanted or sum(item.difficulty for item in pool) / len(pool)
        for part, pool in zip(parts, pools, strict=True)
    )
    classes = [_by_difficulty(pool) for pool in pools]
    ways = _ways(tuple(tuple(sorted(each)) for each in classes))
    return min(ways, key=lambda total: (-_room(ways[total], classes), abs(total - wanted), total))


def _room(ways: Sequence[tuple[int, ...]], classes: Sequence[Mapping[int, Pool]]) -> int:
    """Return how many candidates, up to ROOMY, can surely draw in one of these ways without sharing a question."""
    sizes = (
        min(
            _share(classes[part][difficulty], [c.get(d, ()) for c, d in zip(classes, way, strict=True)])
            for part, difficulty in enumerate(way)
        )
        for way in ways
    )
    best = 0
    for size in sizes:
        best = max(best, size)
        if best >= ROOMY:
            return ROOMY
    return best


def _share(pool: Pool, used: Sequence[Pool]) -> int:
    """Return how many questions of the pool there are for each of the parts that draw from the same one."""
    return len(pool) // sum(1 for other in used if other[0].id == pool[0].id)


def _by_difficulty(pool: Pool) -> dict[int, list[Item]]:
    classes: dict[int, list[Item]] = {}
    for item in pool:
        classes.setdefault(item.difficulty, []).append(item)
    return classes


@lru_cache(maxsize=64)
def _ways(difficulties: tuple[tuple[int, ...], ...]) -> Ways:
    """Return sum → the difficulties, one a part, that come to it. At most 5 to the power of the parts."""
    ways: dict[int, list[tuple[int, ...]]] = {}
    for way in product(*difficulties):
        ways.setdefault(sum(way), []).append(way)
    return ways


def _shuffled(
    ways: Sequence[tuple[int, ...]], classes: Sequence[Mapping[int, Pool]], random: Random
) -> Sequence[tuple[int, ...]]:
    """Return the ways in random order, those with more questions sooner, so that each question has its chance."""

    def luck(way: tuple[int, ...]) -> float:
        choices = 1
        for each, difficulty in zip(classes, way, strict=True):
            choices *= len(each[difficulty])
        return random.expovariate(choices)

    return sorted(ways, key=luck)


def _all_different(pools: Sequence[Pool], random: Random) -> list[Item] | None:
    """Return one question of each pool, no two the same, by augmenting paths; None when that cannot be."""
    offers = [random.sample(list(pool), min(len(pool), len(pools))) for pool in pools]
    holder: dict[int, int] = {}
    chosen: dict[int, Item] = {}

    def seat(part: int, asked: set[int]) -> bool:
        for item in offers[part]:
            if item.id in asked:
                continue
            asked.add(item.id)
            if item.id not in holder or seat(holder[item.id], asked):
                holder[item.id], chosen[part] = part, item
                return True
        return False

    for part in random.sample(range(len(pools)), len(pools)):
        if not seat(part, set()):
            return None
    return [chosen[part] for part in range(len(pools))]
