"""Verify codes: who can use them, how long, and how often they are sent."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine

from clubinterview.auth.codes import store as codes
from clubinterview.auth.codes.store import Purpose, WrongCode
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import TooMany
from clubinterview.extensions import redis_store
from tests.auth.acts import ADDRESS, IP, in_threads

pytestmark = pytest.mark.usefixtures("app")

OTHER_ADDRESS = "other@example.edu.cn"
NOW = utcnow()


def issue(purpose=Purpose.REGISTER, address=ADDRESS):
    return codes.issue(purpose, address, now=NOW).text


def take(guess, *, purpose=Purpose.REGISTER, address=ADDRESS, now=NOW, ip=IP):
    codes.take(purpose, address, guess, ip=ip, now=now)


def other_than(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def guess_wrong(code, times, ip=IP):
    for _ in range(times):
        with pytest.raises(WrongCode):
            take(other_than(code), ip=ip)


def test_a_code_is_six_digits_with_leading_zeros():
    found = {issue() for _ in range(300)}

    assert {len(code) for code in found} == {6}
    assert any(code.startswith("0") for code in found)


def test_the_right_code_is_taken_once():
    code = issue()

    take(code)

    with pytest.raises(WrongCode):
        take(code)


@pytest.mark.parametrize("purpose", [Purpose.RESET, Purpose.DEVICE])
def test_a_code_is_good_for_one_purpose(purpose):
    code = issue()

    with pytest.raises(WrongCode):
        take(code, purpose=purpose)


def test_a_code_is_good_for_one_address():
    code = issue()

    with pytest.raises(WrongCode):
        take(code, address=OTHER_ADDRESS)


def test_a_newer_code_voids_the_older():
    older, newer = issue(), issue()

    if older != newer:
        with pytest.raises(WrongCode):
            take(older)
    take(newer)


def test_a_code_lasts_300_seconds_and_no_longer():
    take(issue(), now=NOW + timedelta(seconds=300))
    code = issue()

    with pytest.raises(WrongCode):
        take(code, now=NOW + timedelta(seconds=300, microseconds=1))


def test_redis_forgets_a_code_by_itself():
    issue()

    [key] = redis_store.client.keys("code:*")
    assert 290 < redis_store.client.ttl(key) <= 300


def test_the_fifth_guess_may_be_right():
    code = issue()
    guess_wrong(code, 4)

    take(code)


def test_five_wrong_guesses_kill_the_code():
    code = issue()
    guess_wrong(code, 5)

    with pytest.raises(WrongCode):
        take(code)


def test_guesses_from_several_addresses_count_together():
    code = issue()
    for number in range(5):
        guess_wrong(code, 1, ip=f"198.51.100.{number}")

    with pytest.raises(WrongCode):
        take(code)


def test_guesses_at_one_address_leave_the_other_alone():
    code = issue(address=OTHER_ADDRESS)
    guess_wrong(issue(), 5)

    take(code, address=OTHER_ADDRESS)


def test_looking_leaves_the_code_usable_and_counts_nothing():
    code = issue()
    for _ in range(10):
        codes.check(Purpose.REGISTER, ADDRESS, code, ip=IP, now=NOW)

    take(code)


def test_looking_with_a_wrong_guess_counts():
    code = issue()
    for _ in range(5):
        with pytest.raises(WrongCode):
            codes.check(Purpose.REGISTER, ADDRESS, other_than(code), ip=IP, now=NOW)

    with pytest.raises(WrongCode):
        take(code)


def test_void_kills_the_codes_of_every_purpose():
    found = {purpose: issue(purpose) for purpose in Purpose}

    codes.void(ADDRESS)

    for purpose, code in found.items():
        with pytest.raises(WrongCode):
            take(code, purpose=purpose)


def test_a_decoy_looks_like_a_code_in_redis():
    def shape():
        [key] = redis_store.client.keys("code:*")
        stored = redis_store.client.hgetall(key)
        return {name: len(value) for name, value in stored.items()}, redis_store.client.type(key)

    issue()
    real = shape()
    codes.issue_decoy(Purpose.REGISTER, ADDRESS, now=NOW)

    assert shape() == real


def test_redis_holds_neither_code_nor_address():
    code = issue()

    [key] = redis_store.client.keys("code:*")
    stored = redis_store.client.hgetall(key)
    assert stored[b"hash"] != code.encode()
    assert ADDRESS.encode() not in key


@pytest.mark.parametrize("people", [2, 12])
def test_one_of_many_gets_the_code(app, people):
    code, barrier, taken = issue(), Barrier(people), []

    def try_to_take():
        with app.app_context():
            barrier.wait()
            with suppress(WrongCode):
                take(code)
                taken.append(1)

    in_threads(try_to_take, people)

    assert len(taken) == 1


def test_guesses_at_the_same_time_are_all_counted(app):
    code, barrier = issue(), Barrier(12)

    def guess():
        with app.app_context():
            barrier.wait()
            with pytest.raises(WrongCode):
                take(other_than(code))

    in_threads(guess, 12)

    with pytest.raises(WrongCode):
        take(code)


def send(times=1, address=ADDRESS, ip=IP):
    for _ in range(times):
        codes.allow_sending(address, ip=ip)


def test_a_minute_lies_between_two_codes():
    with time_machine.travel(NOW, tick=False) as clock:
        send()
        clock.shift(59)
        with pytest.raises(TooMany) as refused:
            send()
        assert refused.value.retry_after in {1, 2}
        clock.shift(2)
        send()


def test_five_codes_an_hour():
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            send()
            clock.shift(61)
        with pytest.raises(TooMany) as refused:
            send()
        assert refused.value.retry_after == pytest.approx(3600 - 5 * 61, abs=1)
        clock.shift(3600)
        send()


def test_ten_codes_a_day():
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(10):
            send()
            clock.shift(1000)
        clock.shift(3600)
        with pytest.raises(TooMany):
            send()
        clock.shift(86400 - 13_000)
        send()


def test_sixty_codes_an_hour_from_one_place():
    for number in range(60):
        send(address=f"person{number}@example.edu.cn")

    with pytest.raises(TooMany):
        send(address="one-more@example.edu.cn")
    send(address="one-more@example.edu.cn", ip="198.51.100.1")


def test_a_refused_code_is_not_counted():
    with time_machine.travel(NOW, tick=False) as clock:
        send()
        for _ in range(20):
            with pytest.raises(TooMany):
                send()
        clock.shift(61)
        send()


def test_thirty_wrong_guesses_in_ten_minutes_from_one_place():
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(30):
            with pytest.raises(WrongCode):
                take("123456", address=f"person{number}@example.edu.cn")
        code = codes.issue(Purpose.REGISTER, ADDRESS, now=utcnow()).text
        with pytest.raises(TooMany) as refused:
            take(code)
        assert refused.value.retry_after == pytest.approx(600, abs=1)
        clock.shift(601)
        code = codes.issue(Purpose.REGISTER, ADDRESS, now=utcnow()).text
        take(code, now=utcnow())
