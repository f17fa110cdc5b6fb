"""Nobody can tell from outside whether an address has an account."""

import bcrypt
import pytest
import time_machine

from clubinterview.auth.models import User, UserStatus
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from tests.auth.acts import ADDRESS, NEW_PASSWORD, PASSWORD, make_account, outward, sign_in_by_form
from tests.counting import counted

UNKNOWN = "nobody@example.edu.cn"
BEGINNINGS = ["/register", "/password/reset"]
ASKING = [*BEGINNINGS, "/login/code"]


def make_uncompleted(email):
    user = make_account(email)
    with transaction():
        lock(User, user.id).password_hash = None


def make_disabled(email):
    make_account(email, status=UserStatus.DISABLED)


KNOWN = pytest.mark.parametrize("make", [make_account, make_uncompleted, make_disabled])


def seen(browser, path, email, **fields):
    """What a stranger sees who sends the form of `path` for an address."""
    return outward(browser.submit(path, {"address": email, **fields}), email)


@KNOWN
@pytest.mark.parametrize("path", ASKING)
def test_asking_for_a_code_looks_the_same(browser, make, path):
    make(ADDRESS)

    assert seen(browser(), path, ADDRESS) == seen(browser(), path, UNKNOWN)


@KNOWN
@pytest.mark.parametrize("path", BEGINNINGS)
def test_the_page_for_the_code_looks_the_same(browser, make, path):
    make(ADDRESS)
    pages = []
    for email in (ADDRESS, UNKNOWN):
        reader = browser()
        reader.submit(path, {"address": email})
        pages.append(outward(reader.get(path + "/code"), email))

    assert pages[0] == pages[1]


@KNOWN
@pytest.mark.parametrize("path", BEGINNINGS)
def test_guessing_at_the_code_looks_the_same(browser, make, path):
    make(ADDRESS)
    answers = []
    for email in (ADDRESS, UNKNOWN):
        reader = browser()
        reader.submit(path, {"address": email})
        guesses = [{"code": f"12345{number}", "password": NEW_PASSWORD} for number in range(6)]
        answers.append([outward(reader.submit(path + "/code", fields), email) for fields in guesses])

    assert answers[0] == answers[1]


@KNOWN
@pytest.mark.parametrize("path", BEGINNINGS)
def test_too_many_codes_look_the_same(browser, make, path):
    make(ADDRESS)
    with time_machine.travel(utcnow(), tick=False):
        answers = []
        for email in (ADDRESS, UNKNOWN):
            reader = browser()
            reader.submit(path, {"address": email})
            answer = reader.submit(path, {"address": email})
            assert answer.status_code == 429
            answers.append((answer.status_code, answer.headers["Retry-After"]))
            answers.append(reader.submit(path + "/code/resending").status_code)

    assert answers[:2] == answers[2:]


@KNOWN
def test_a_failed_sign_in_looks_the_same(browser, make):
    make(ADDRESS)

    known = seen(browser(), "/login", ADDRESS, password="wrong horse 12")

    assert known == seen(browser(), "/login", UNKNOWN, password="wrong horse 12")


@KNOWN
def test_a_failed_sign_in_costs_the_same(browser, make, monkeypatch):
    """Counted in runs of bcrypt, which is what takes the time."""
    make(ADDRESS)
    original, runs = bcrypt.hashpw, []

    def recorded(password, salt):
        runs[-1].append(salt[:7])
        return original(password, salt)

    monkeypatch.setattr(bcrypt, "hashpw", recorded)
    for email in (ADDRESS, UNKNOWN):
        runs.append([])
        seen(browser(), "/login", email, password="wrong horse 12")

    assert runs == [[b"$2b$04$"], [b"$2b$04$"]]


def test_a_disabled_account_with_its_password_looks_like_an_unknown_one(browser):
    make_disabled(ADDRESS)

    assert seen(browser(), "/login", ADDRESS, password=PASSWORD) == seen(
        browser(), "/login", UNKNOWN, password=PASSWORD
    )


@KNOWN
def test_too_many_failures_look_the_same(browser, make):
    make(ADDRESS)
    answers = []
    with time_machine.travel(utcnow(), tick=False):
        for email in (ADDRESS, UNKNOWN):
            reader = browser()
            statuses = [
                reader.submit("/login", {"address": email, "password": "wrong horse 12"}).status_code
                for _ in range(12)
            ]
            answer = reader.submit("/login", {"address": email, "password": "wrong horse 12"})
            answers.append((statuses, answer.headers["Retry-After"]))

    assert answers[0] == answers[1]


@pytest.mark.parametrize("path", [*ASKING, "/login"])
def test_the_same_is_asked_of_redis(browser, path):
    make_account()
    asked = []
    for email in (ADDRESS, UNKNOWN):
        reader = browser()
        fields = {"address": email, "password": "wrong horse 12", "csrf_token": reader.token()}
        with counted() as count:
            reader.post(path, data=fields)
        asked.append([command.split()[0] for command in count.commands if "huey" not in command])

    assert asked[0] == asked[1]


def test_a_right_password_is_the_only_way_in(client):
    make_account()

    assert sign_in_by_form(client).status_code == 303
