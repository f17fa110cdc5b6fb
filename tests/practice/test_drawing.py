"""Drawing: the same seed gives the same questions, the seen ones come last, interviews keep their order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubinterview.practice.mock.drawing import MIXES, Drawable, Wish, draw, level_after
from clubinterview.questions.models import QuestionKind as K

POOL = [Drawable(number, number % 4, list(K)[number % len(K)], number % 5 + 1) for number in range(1, 81)]
ANY = Wish(5, {}, mix="mixed")


def ids(wish=ANY, pool=POOL, seed=7, seen=None, levels=None):
    return draw(pool, wish, seed=seed, seen=seen or {}, levels=levels or {})


def by_id(question_id):
    return POOL[question_id - 1]


def test_the_same_seed_draws_the_same():
    assert ids() == ids()


def test_another_seed_draws_others():
    assert ids() != ids(seed=8)


def test_the_draw_is_the_same_on_every_machine():
    assert ids(seed=2026) == [66, 52, 61, 63, 47]


@given(seed=st.integers(0, 2**31), count=st.integers(1, 12))
def test_no_question_comes_twice(seed, count):
    drawn = ids(Wish(count, {}, mix="hard"), seed=seed)

    assert len(drawn) == len(set(drawn)) == count


def test_seen_questions_are_left_out_while_others_fit():
    first = ids()

    assert not set(first) & set(ids(seen={question_id: ago for ago, question_id in enumerate(first)}))


def test_when_all_are_seen_the_longest_ago_comes_first():
    pool = POOL[:3]

    assert ids(Wish(1, {}, mix="mixed"), pool=pool, seen={1: 0, 2: 2, 3: 1}) == [2]


def test_only_the_wished_kind_is_drawn():
    drawn = ids(Wish(5, {}, kinds=frozenset({K.TEAMWORK}), mix="mixed"))

    assert {by_id(one).kind for one in drawn} == {K.TEAMWORK}


def test_only_the_wished_categories_are_drawn():
    assert {by_id(one).category_id for one in ids(Wish(5, {2: 1.0}, mix="mixed"))} == {2}


def test_the_heavier_category_is_asked_more_often():
    drawn = [by_id(one).category_id for one in ids(Wish(8, {1: 4.0, 2: 0.5}, mix="mixed"))]

    assert drawn.count(1) > drawn.count(2)


def test_a_mix_says_how_hard_they_are():
    drawn = ids(Wish(5, {}, mix="hard"))

    assert [by_id(one).difficulty for one in drawn] == list(MIXES["hard"])


def test_adaptive_questions_are_as_hard_as_the_person_needs():
    drawn = ids(Wish(3, {1: 1.0}), levels={1: 5})

    assert {by_id(one).difficulty for one in drawn} == {5}


def test_an_interview_begins_with_an_introduction_and_ends_with_a_closing():
    kinds = [by_id(one).kind for one in ids(Wish(5, {1: 1.0}, mix="mixed", is_whole_interview=True))]

    assert (kinds[0], kinds[1], kinds[-1]) == (K.SELF_INTRODUCTION, K.MOTIVATION, K.CLOSING)
    assert not {K.SELF_INTRODUCTION, K.CLOSING} & set(kinds[1:-1])


def test_a_small_pool_gives_what_it_has():
    assert len(ids(Wish(10, {}, mix="mixed"), pool=POOL[:4])) == 4


def test_levels_follow_the_scores():
    assert [level_after(score, 3) for score in (90, 60, 30)] == [4, 3, 2]
    assert (level_after(100, 5), level_after(0, 1)) == (5, 1)


@pytest.mark.parametrize("kind", [K.SELF_INTRODUCTION, K.MOTIVATION, K.TEAMWORK, K.CLOSING])
@pytest.mark.parametrize("count", [1, 3, 5])
def test_a_chosen_kind_is_all_that_is_asked_for_an_interview_too(kind, count):
    pool = [Drawable(number, 1, list(K)[number % len(K)], 3) for number in range(80)]
    kinds = {one.id: one.kind for one in pool}

    drawn = ids(Wish(count, {1: 1.0}, kinds=frozenset({kind}), is_whole_interview=True), pool=pool)

    assert [kinds[one] for one in drawn] == [kind] * count
