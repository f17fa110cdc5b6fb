"""Suggestions for school and major."""

import pytest
import time_machine

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.profile.models import Major
from tests.counting import counted
from tests.factories import make_school


@pytest.fixture
def schools():
    for name in (
        "浙江大学",
        "浙江工业大学",
        "浙江大学城市学院",
        "北京大学",
        "100%大学",
        "a_b大学",
        "back\\slash大学",
    ):
        make_school(name=name)


def names(client, word, path="/schools"):
    return [item["value"] for item in client.get(path, query_string={"q": word}).json["items"]]


def test_what_begins_with_the_word_comes_first_and_short_names_before_long(client, schools):
    assert names(client, "浙江大学") == ["浙江大学", "浙江大学城市学院"]
    assert names(client, "浙江") == ["浙江大学", "浙江工业大学", "浙江大学城市学院"]


def test_what_holds_the_word_comes_after(client, schools):
    make_school(name="大学城学院")

    assert names(client, "大学")[0] == "大学城学院"
    assert "浙江大学" in names(client, "大学")


def test_ten_at_most(client):
    for number in range(12):
        make_school(name=f"第{number}师范学院")

    assert len(names(client, "师范")) == 10


def test_an_item_says_where_the_school_is(client, schools):
    [item] = client.get("/schools?q=北京").json["items"]

    assert item == {"value": "北京大学", "detail": "浙江省 · 杭州市"}


@pytest.mark.parametrize(
    ("word", "found"), [("100%", ["100%大学"]), ("a_b", ["a_b大学"]), ("k\\s", ["back\\slash大学"])]
)
def test_signs_of_like_mean_themselves(client, schools, word, found):
    assert names(client, word) == found


@pytest.mark.parametrize("word", ["%", "_", "\\", "__", "%%大学", "' OR 1=1 --", "😀", "𠮷"])
def test_signs_alone_find_only_themselves(client, word):
    make_school(name="普通学院")

    assert names(client, word) == []


def test_majors_are_suggested_with_their_class(client):
    with transaction():
        db.session.add(Major(category="工学", class_name="计算机类", name="软件工程"))

    response = client.get("/majors?q=软件")

    assert response.json == {"items": [{"value": "软件工程", "detail": "工学 · 计算机类"}]}


@pytest.mark.parametrize("path", ["/schools", "/majors"])
def test_no_word_finds_nothing(client, schools, path):
    assert client.get(path).json == {"items": []}
    assert names(client, "   ", path) == []


@pytest.mark.parametrize("path", ["/schools", "/majors"])
@pytest.mark.parametrize("word", ["x" * 61, "a\0b"])
def test_words_that_no_name_can_hold(client, path, word):
    response = client.get(path, query_string={"q": word})

    assert (response.status_code, response.json) == (422, {"items": []})


def test_sixty_searches_a_minute(client):
    with time_machine.travel(utcnow(), tick=False) as clock:
        for _ in range(60):
            assert client.get("/schools?q=x").status_code == 200
        response = client.get("/majors?q=x")
        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) > 0
        clock.shift(61)

        assert client.get("/schools?q=x").status_code == 200


def test_people_of_one_network_do_not_share_the_limit(client, browser, candidate):
    for _ in range(60):
        client.get("/schools?q=x")

    assert browser(candidate).get("/schools?q=x").status_code == 200


def test_a_visitor_gets_no_session(client):
    assert "Set-Cookie" not in client.get("/schools?q=x").headers


def test_one_statement_each(client, schools):
    with counted() as count:
        client.get("/schools?q=浙江")

    assert count.sql == 1


def test_post_does_not_work_here(client):
    assert client.submit("/schools", {"q": "x"}).status_code == 405
