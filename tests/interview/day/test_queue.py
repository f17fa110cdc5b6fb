"""queue: when those who wait can expect their interview."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from clubinterview.interview.day.queue import Expectation, QueuedInterview, expectations

BEGIN = datetime(2026, 9, 26, 11, 0, tzinfo=UTC)


def at(minutes):
    """So many minutes after the evening's begin."""
    return BEGIN + timedelta(minutes=minutes)


def turn(
    number, starts, *, length=20, panel=(1, 2), place="教三 201", slot=None, began=None, ended=None, **fields
):
    """The booking `number`, planned `starts` minutes after the evening's begin; all times as minutes after it."""
    return QueuedInterview(
        booking_id=number, slot_id=slot or number, starts_at=at(starts), ends_at=at(starts + length), place=place,
        panel=frozenset(panel), began_at=None if began is None else at(began),
        ended_at=None if ended is None else at(ended), **fields,
    )  # fmt: skip


def expected(turns, now):
    """Booking → minutes after the evening's begin."""
    return {
        key: (each.expected_at - BEGIN) / timedelta(minutes=1)
        for key, each in expectations(turns, at(now)).items()
    }


def test_evening_in_time_is_expected_as_planned():
    evening = [turn(1, 0, began=0), turn(2, 20), turn(3, 40)]

    assert expected(evening, 10) == {2: 20, 3: 40}


def test_late_beginning_shifts_those_who_wait():
    evening = [turn(1, 0, began=12), turn(2, 20), turn(3, 40)]

    assert expected(evening, 15) == {2: 32, 3: 52}


def test_overrun_shifts_those_who_wait():
    evening = [turn(1, 0, began=0), turn(2, 20), turn(3, 40)]

    assert expected(evening, 33) == {2: 33, 3: 53}


def test_early_end_brings_nobody_forward():
    evening = [turn(1, 0, began=0, ended=8), turn(2, 20), turn(3, 40)]

    assert expected(evening, 9) == {2: 20, 3: 40}


def test_break_takes_up_what_is_late():
    evening = [turn(1, 0, began=12), turn(2, 20), turn(3, 60)]

    assert expected(evening, 15) == {2: 32, 3: 60}


def test_nobody_who_has_not_begun_is_expected_before_now():
    evening = [turn(1, 0, began=0, ended=20), turn(2, 20), turn(3, 40)]

    assert expected(evening, 31) == {2: 31, 3: 51}


def test_interview_takes_the_minutes_of_its_kit():
    evening = [turn(1, 0, began=10, minutes=15), turn(2, 20, minutes=15), turn(3, 40, minutes=15)]

    assert expected(evening, 11) == {2: 25, 3: 40}


def test_kit_that_is_too_long_makes_it_later_and_later():
    evening = [turn(number, 20 * number, began=0 if number == 0 else None, minutes=25) for number in range(4)]

    assert expected(evening, 1) == {1: 25, 2: 50, 3: 75}


@pytest.mark.parametrize(
    ("other", "shifted"),
    [
        ({"panel": (2, 3), "place": "教三 202"}, True),
        ({"panel": (3, 4), "place": "教三 201"}, True),
        ({"panel": (3, 4), "place": "教三 202"}, False),
        ({"panel": (), "place": "教三 201"}, True),
        ({"panel": (), "place": "教三 202"}, False),
    ],
)
def test_slots_wait_for_the_same_people_and_the_same_room(other, shifted):
    assert expected([turn(1, 0, began=12), turn(2, 20, **other)], 15) == ({2: 32} if shifted else {})


def test_lateness_passes_on_over_people_and_rooms():
    evening = [turn(1, 0, began=30), turn(2, 20, panel=(2, 3), place="B"), turn(3, 40, panel=(4,), place="B")]

    assert expected(evening, 30) == {2: 50, 3: 70}


def test_hall_where_slots_overlap_is_no_room():
    evening = [
        turn(1, 0, began=15, panel=(1,), place="大厅"), turn(2, 0, began=0, panel=(2,), place="大厅"),
        turn(3, 20, panel=(1,), place="大厅"), turn(4, 20, panel=(2,), place="大厅"),
    ]  # fmt: skip

    assert expected(evening, 16) == {3: 35, 4: 20}


def test_nothing_is_said_before_the_first_beginning_of_the_day():
    evening = [turn(1, 0), turn(2, 20)]

    assert expected(evening, 15) == {}


def test_panel_that_has_begun_with_nobody_is_not_late_for_another_one():
    evening = [turn(1, 0, began=0), turn(2, 0, panel=(3,), place="B"), turn(3, 20, panel=(3,), place="B")]

    assert expected(evening, 12) == {}


def test_panel_of_which_nothing_is_known_holds_nobody_up():
    evening = [
        turn(1, 0, began=0, panel=(1,)), turn(2, 10, panel=(3,), place="B"),
        turn(3, 20, panel=(1, 3), place="C"),
    ]  # fmt: skip

    assert expected(evening, 15) == {3: 20}


def test_whoever_was_passed_over_is_in_nobodys_way():
    evening = [turn(1, 0), turn(2, 20, began=20), turn(3, 40)]

    assert expected(evening, 25) == {3: 40}


def test_who_runs_now_counts_and_not_who_was_before():
    evening = [turn(1, 0, began=0, ended=30), turn(2, 20, began=30), turn(3, 40)]

    assert expected(evening, 35) == {3: 50}


def test_end_that_was_not_noted_is_the_beginning_of_the_next():
    evening = [
        turn(1, 0, began=0, minutes=40), turn(2, 20, panel=(2, 3), place="B", began=20, ended=25),
        turn(3, 25, panel=(1,)),
    ]  # fmt: skip

    assert expected(evening, 30) == {3: 30}


def test_forgotten_end_holds_nobody_up():
    evening = [turn(1, 0, began=0), turn(2, 90)]

    assert (expected(evening, 80), expected(evening, 81)) == ({2: 90}, {2: 90})
    assert expected([turn(1, 0, began=0), turn(2, 20), turn(3, 100)], 81) == {3: 100}


def test_long_overrun_is_believed_for_an_hour():
    evening = [turn(1, 0, began=0), turn(2, 20)]

    assert [expected(evening, now) for now in (79, 80, 81)] == [{2: 79}, {2: 80}, {}]


def test_turn_without_a_note_for_an_hour_is_left_out():
    evening = [turn(1, 0, began=0, ended=20), turn(2, 20), turn(3, 40)]

    assert [expected(evening, now) for now in (80, 81)] == [{2: 80, 3: 100}, {3: 81}]


def test_group_begins_together():
    group = [turn(number, 0, slot=9, seats=3, length=45) for number in (1, 2, 3)]
    before = turn(4, -20, began=-8)

    assert expected([before, *group, turn(5, 45)], 0) == {1: 12, 2: 12, 3: 12, 5: 57}


def test_group_that_runs_waits_for_nobody_and_takes_its_time_once():
    group = [
        turn(number, 0, slot=9, seats=3, length=45, began=None if number == 3 else 10 + number)
        for number in (1, 2, 3)
    ]

    assert expected([*group, turn(5, 45)], 20) == {5: 56}


@pytest.mark.parametrize(("second_ended", "free"), [(None, 56), (50, 50)])
def test_group_has_ended_when_all_of_it_have(second_ended, free):
    group = [
        turn(1, 0, slot=9, seats=2, length=45, began=11, ended=48),
        turn(2, 0, slot=9, seats=2, length=45, began=11, ended=second_ended),
    ]

    assert expected([*group, turn(5, 45)], 50) == {5: free}


@pytest.mark.parametrize(
    ("minutes", "starts"), [(20, (0, 20, 40)), (15, (0, 15, 30)), (21, (0, 0, 0)), (None, (0, 0, 0))]
)
def test_slot_that_holds_the_kit_for_each_seat_is_one_after_another(minutes, starts):
    slot = [turn(number, 0, slot=9, seats=3, length=60, minutes=minutes) for number in (1, 2, 3)]
    before = turn(4, -20, began=-20)

    assert expected([before, *slot], -5) == dict(zip((1, 2, 3), starts, strict=True))


def test_one_after_another_goes_on_with_who_was_not_taken_yet():
    slot = [
        turn(number, 0, slot=9, seats=3, length=60, minutes=20, began=5 if number == 2 else None)
        for number in (1, 2, 3)
    ]

    assert expected(slot, 10) == {1: 25, 3: 45}
    assert expectations(slot, at(10))[3].planned_at == at(40)


def test_one_after_another_needs_neither_panel_nor_room():
    slot = [
        turn(n, 0, slot=9, seats=2, length=40, minutes=20, panel=(), began=5 if n == 1 else None)
        for n in (1, 2)
    ]
    hall = [turn(3, 0, panel=(5,), began=0)]

    assert expected([*slot, *hall], 10) == {2: 25}


def test_order_of_what_is_given_does_not_matter():
    evening = [turn(1, 0, began=12), turn(2, 20), turn(3, 40), turn(4, 40, slot=7, panel=(5,), place="B")]
    results = [expected(order, 15) for order in permutations(evening)]

    assert all(result == {2: 32, 3: 52} for result in results)


@pytest.mark.parametrize(
    ("planned", "comes", "is_late", "minutes_late", "about"),
    [(20, 20, False, 0, 20), (20, 24.9, False, 5, 25), (20, 25, True, 5, 25), (20, 25.1, True, 10, 30), (22, 32, True, 10, 35)],
)  # fmt: skip
def test_what_is_said_is_rounded_up(planned, comes, is_late, minutes_late, about):
    said = Expectation(at(planned), at(comes))

    assert (said.is_late, said.minutes_late, said.about) == (is_late, minutes_late, at(about))


def test_nobody_is_expected_when_nobody_is_booked():
    assert expectations([], BEGIN) == {}
