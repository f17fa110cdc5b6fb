"""The draw itself: fair, without repeats, and the same for the same seed."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from clubinterview.interview.kits.drawing import Drawing, Item, PartPool

difficulties = st.integers(1, 5)
seeds = st.integers(0, 2**31 - 1)
often = settings(max_examples=60, deadline=None)


@st.composite
def separate_pools(draw, fewest=1, most=8):
    """Pools of 4 to 6 parts that share no question."""
    pools, number = [], 0
    for _ in range(draw(st.integers(4, 6))):
        items = []
        for difficulty in draw(st.lists(difficulties, min_size=fewest, max_size=most)):
            number += 1
            items.append(Item(number, difficulty))
        cut = draw(st.integers(0, len(items)))
        pools.append(PartPool(tuple(items[:cut]), tuple(items[cut:])))
    return pools


@st.composite
def common_pools(draw):
    """Pools of 4 to 6 parts that draw from one small bank."""
    bank = [Item(number, draw(difficulties)) for number in range(1, draw(st.integers(1, 9)) + 1)]
    pools = []
    for _ in range(draw(st.integers(4, 6))):
        fitting = draw(st.lists(st.sampled_from(bank), unique=True, max_size=5))
        fitting.sort(key=lambda item: item.id)
        pools.append(PartPool(tuple(fitting), ()))
    return pools


@st.composite
def roomy_pools(draw):
    """Pools that share no question, each with at least three of one difficulty."""
    pools, number = [], 0
    for _ in range(draw(st.integers(4, 6))):
        common = draw(difficulties)
        wanted = [common] * 3 + draw(st.lists(difficulties, max_size=5))
        items = []
        for difficulty in draw(st.permutations(wanted)):
            number += 1
            items.append(Item(number, difficulty))
        pools.append(PartPool(tuple(items), ()))
    return pools


def _sums(pools, avoid=()):
    """The sums of all draws that there are without the questions to avoid. For small pools."""
    fresh = [[item for item in pool.panel if item.id not in avoid] for pool in pools]
    return {
        sum(item.difficulty for item in items)
        for items in product(*fresh)
        if len({item.id for item in items}) == len(items)
    }


@given(separate_pools(), seeds)
@often
def test_every_part_gets_a_question_of_its_own_pool(pools, seed):
    drawn = Drawing(pools).draw(seed)

    assert all(
        chosen in {item.id for item in pool.all}
        for chosen, pool in zip(drawn.question_ids, pools, strict=True)
    )
    assert len(set(drawn.question_ids)) == len(pools)


@given(separate_pools(), seeds)
@often
def test_panel_questions_come_before_public_ones(pools, seed):
    drawn = Drawing(pools).draw(seed)

    for chosen, pool in zip(drawn.question_ids, pools, strict=True):
        assert chosen in {item.id for item in pool.panel or pool.public}


@given(common_pools(), seeds)
@often
def test_same_seed_draws_the_same(pools, seed):
    assert Drawing(pools).draw(seed) == Drawing(pools).draw(seed)


@given(common_pools(), seeds)
@often
def test_a_draw_is_found_whenever_there_is_one(pools, seed):
    drawn = Drawing(pools).draw(seed)

    assert (drawn is None) == (not _sums(pools))
    if drawn is not None:
        assert drawn.difficulty in _sums(pools)
        assert len(set(drawn.question_ids)) == len(pools)


@given(common_pools(), seeds, st.sets(st.integers(1, 9), max_size=3), difficulties)
@often
def test_sum_is_as_near_to_the_others_as_the_pool_allows(pools, seed, avoid, one):
    others = [one * len(pools)]
    possible = _sums(pools, avoid)
    if not possible:
        return

    drawn = Drawing(pools).draw(seed, avoid=avoid, sums=others)

    assert not avoid & set(drawn.question_ids)
    nearest = min(abs(total - others[0]) for total in possible)
    assert abs(drawn.difficulty - others[0]) <= max(1, nearest)


@given(roomy_pools(), st.lists(seeds, min_size=2, max_size=12))
@often
def test_evening_has_even_sums_and_no_repeats_between_neighbours(pools, evening):
    drawing, draws = Drawing(pools), []
    for seed in evening:
        before = draws[-1].question_ids if draws else ()
        draws.append(drawing.draw(seed, avoid=before, sums={draw.difficulty for draw in draws}))

    sums = [draw.difficulty for draw in draws]
    assert max(sums) - min(sums) <= 1
    for one, other in zip(draws, draws[1:], strict=False):
        assert not set(one.question_ids) & set(other.question_ids)


@given(roomy_pools(), seeds, seeds, seeds)
@often
def test_candidate_between_two_that_drew_before_shares_with_neither(pools, one, other, between):
    drawing = Drawing(pools)
    first = drawing.draw(one)
    last = drawing.draw(other, sums={first.difficulty})

    middle = drawing.draw(
        between,
        avoid={*first.question_ids, *last.question_ids},
        sums={first.difficulty, last.difficulty},
    )

    assert not set(middle.question_ids) & {*first.question_ids, *last.question_ids}
    assert abs(middle.difficulty - first.difficulty) <= 1


def test_neighbours_share_a_question_only_where_nothing_else_is_left():
    pools = [
        PartPool((Item(1, 3),), ()),
        *(PartPool((Item(10 * n, 3), Item(10 * n + 1, 3)), ()) for n in (1, 2, 3)),
    ]

    drawn = Drawing(pools).draw(7, avoid={1, 10, 20, 30})

    assert drawn.question_ids == (1, 11, 21, 31)


def test_too_few_questions_draw_nothing():
    pool = PartPool((Item(1, 3), Item(2, 3), Item(3, 3)), ())

    assert Drawing([pool] * 4).draw(1) is None
    assert Drawing([PartPool((), ())] * 4).draw(1) is None


def test_wanted_difficulty_is_kept_within_one():
    items = tuple(
        Item(10 * part + difficulty, difficulty) for part in range(1, 2) for difficulty in range(1, 6)
    )
    pools = [PartPool(items, (), wanted=5), *(PartPool((Item(100 + n, 3),), ()) for n in range(3))]

    chosen = {Drawing(pools).draw(seed).question_ids[0] for seed in range(40)}

    assert chosen <= {14, 15}


def test_every_question_has_its_chance():
    pools = [PartPool(tuple(Item(10 * part + n, 3) for n in range(10)), ()) for part in range(1, 5)]
    drawing = Drawing(pools)

    chosen = {question for seed in range(300) for question in drawing.draw(seed).question_ids}

    assert len(chosen) == 40
