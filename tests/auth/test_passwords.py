"""Which passwords are taken, how they are hashed, and how many at a time."""

import unicodedata
from importlib import resources
from threading import Barrier, Event, Thread

import bcrypt
import pytest
from flask_babel import force_locale

from clubinterview.auth.hashing import bounded, hash_password, needs_renewal, password_matches
from clubinterview.auth.passwords import PasswordRefused, check_password, common_passwords, known_facts
from clubinterview.core.errors import Busy
from clubinterview.extensions import db
from tests.auth.acts import PASSWORD

pytestmark = pytest.mark.usefixtures("app")

FACTS = known_facts(address="cym88@zju.edu.cn", name="陈一鸣", school="浙江大学", student_number="3260100001")


def refusal(password, facts=None, **kwargs):
    """Why a password is refused, in English; "" when it is taken."""
    with force_locale("en"):
        try:
            check_password(password, facts, **kwargs)
        except PasswordRefused as error:
            return str(error)
    return ""


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "x7#kQ9v2",
        "我喜欢在湖边跑步",
        "😀🎉🍉🐼🚲🎻🌋🧭",
        "    eight    ",
        "ordinary words without any digit",
        "z" * 7 + "y" * 121,
    ],
)
def test_passwords_of_any_characters_are_taken(password):
    assert refusal(password, FACTS) == ""


@pytest.mark.parametrize("password", ["", "x7#kQ9v", "七个字的密码呀"])
def test_short_passwords_are_refused(password):
    assert refusal(password) == "Use at least 8 characters."


def test_128_characters_are_the_most():
    assert refusal("jade mountain " * 9 + "xy") == ""
    assert refusal("jade mountain " * 9 + "xyz") == "Use at most 128 characters."


def test_characters_are_counted_after_nfkc():
    wide = "ｊａｄｅ＿ｘ７"  # seven letters, whatever their width
    ligatures = "ﷺ" * 8  # eighteen letters each

    assert refusal(wide) == "Use at least 8 characters."
    assert refusal(ligatures) == "Use at most 128 characters."


def test_administrators_need_fifteen():
    assert refusal("jade mountain7", is_superuser=True) == "Use at least 15 characters."
    assert refusal("jade mountain77", is_superuser=True) == ""


@pytest.mark.parametrize(
    "password",
    ["password", "PassWord123", "12345678", "1qaz2wsx", "woaini1314", "ｑｗｅｒｔｙｕｉｏｐ", "P@ssw0rd"],
)
def test_common_passwords_are_refused_in_any_case_and_width(password):
    assert refusal(password) == "This is one of the most common passwords. Choose another one."


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("ClubInterview2026", "the name of this site"),
        ("club-interview!!", "the name of this site"),
        ("社团面试社团面试", "the name of this site"),
        ("浙江大学浙江大学", "your school's name"),
        ("ZhejiangDaxue1897", "your school's name"),
        ("陈一鸣陈一鸣2026", "your name"),
        ("ChenYiming2026", "your name"),
        ("yimingchen!99", "your name"),
        ("3260100001", "your student number"),
        ("x3260100001y", "your student number"),
        ("cym88@zju.edu.cn", "your email"),
    ],
)
def test_passwords_that_are_mainly_a_known_fact_are_refused(password, reason):
    found = refusal(password, FACTS)

    assert found.startswith("This password is too close to")
    assert reason in found


@pytest.mark.parametrize(
    "password", ["chen likes green tea at nine", "3260 reasons to sing aloud", "zju by the lake 77"]
)
def test_passwords_that_only_touch_a_known_fact_are_taken(password):
    assert refusal(password, FACTS) == ""


def test_the_list_holds_ten_thousand_passwords_that_would_be_long_enough():
    text = resources.files("clubinterview").joinpath("data/common_passwords.txt").read_text(encoding="utf-8")
    lines = text.splitlines()

    assert len(lines) == len(common_passwords()) == 10_000
    assert all(8 <= len(line) <= 128 and line == line.casefold() for line in lines)


def test_a_hash_matches_its_password_only():
    stored = hash_password(PASSWORD)

    assert password_matches(PASSWORD, stored)
    assert not password_matches(PASSWORD + " ", stored)
    assert not password_matches("", stored)


@pytest.mark.parametrize("length", [72, 73, 128, 500])
def test_every_character_counts(length):
    stored = hash_password("长" * length + "a")

    assert password_matches("长" * length + "a", stored)
    assert not password_matches("长" * length + "b", stored)


def test_what_follows_nul_counts():
    stored = hash_password("before\0after")

    assert not password_matches("before\0other", stored)


def test_keyboards_do_not_matter():
    stored = hash_password(unicodedata.normalize("NFD", "Zoë ｗａｌｋｓ home"))

    assert password_matches(unicodedata.normalize("NFC", "Zoë walks home"), stored)


def test_without_the_pepper_a_hash_is_worthless(app, monkeypatch):
    stored = hash_password(PASSWORD)
    monkeypatch.setitem(app.config, "PASSWORD_PEPPER", "another pepper of at least 32 bytes")

    assert not password_matches(PASSWORD, stored)


def test_nothing_matches_where_there_is_no_hash():
    assert not password_matches(PASSWORD, None)


def test_where_there_is_no_hash_the_same_work_is_done(app, monkeypatch):
    ran = []
    monkeypatch.setattr(bcrypt, "hashpw", lambda password, salt: ran.append(salt[:7]) or salt)

    password_matches(PASSWORD, None)
    password_matches(PASSWORD, "$2b$04$" + "a" * 53)

    assert ran == [b"$2b$04$"] * 2


def test_a_hash_of_lower_cost_needs_renewal(app, monkeypatch):
    stored = hash_password(PASSWORD)
    assert stored.startswith("$2b$04$")
    assert not needs_renewal(stored)

    monkeypatch.setitem(app.config, "BCRYPT_COST", 5)

    assert needs_renewal(stored)


def test_the_database_connection_is_given_back_before_hashing(monkeypatch):
    held = []
    monkeypatch.setattr(
        bcrypt, "hashpw", lambda password, salt: held.append(db.engine.pool.checkedout()) or salt
    )
    db.session.connection()
    assert db.engine.pool.checkedout() == 1

    password_matches(PASSWORD, None)

    assert held == [0]


def test_a_thread_that_the_queue_cannot_hold_is_turned_away():
    with (
        bounded(at_once=1, queue=0, seconds=0),
        pytest.raises(Busy) as refused,
        bounded(at_once=1, queue=0, seconds=0),
    ):
        pass

    assert refused.value.status == 503
    assert refused.value.retry_after


def test_a_thread_that_waited_too_long_is_turned_away():
    for _ in range(3):  # each time everybody leaves, or the third would find the line full
        with (
            bounded(at_once=1, queue=1, seconds=0),
            pytest.raises(Busy),
            bounded(at_once=1, queue=1, seconds=0.01),
        ):
            pass


def test_a_free_place_goes_to_a_waiting_thread():
    inside, entered = Event(), Event()

    def wait_for_a_place():
        inside.set()
        with bounded(at_once=1, queue=1, seconds=5):
            entered.set()

    with bounded(at_once=1, queue=1, seconds=0):
        thread = Thread(target=wait_for_a_place)
        thread.start()
        inside.wait()
        assert not entered.is_set()
    thread.join()

    assert entered.is_set()


def test_no_more_than_allowed_are_inside_at_once():
    barrier, inside, most = Barrier(12), [], []

    def pass_through():
        barrier.wait()
        with bounded(at_once=3, queue=12, seconds=5):
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    threads = [Thread(target=pass_through) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) == 12
    assert max(most) <= 3


def test_a_full_queue_answers_503_with_a_time(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "BCRYPT_QUEUE", 0)

    with bounded(at_once=app.config["BCRYPT_AT_ONCE"], queue=0, seconds=0):
        response = client.submit("/login", {"address": "chen@example.edu.cn", "password": PASSWORD})

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
