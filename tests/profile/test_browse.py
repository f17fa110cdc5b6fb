"""Schools and majors as pages, for people without scripts."""

import pytest

from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.profile.models import Major, School
from tests.counting import counted
from tests.factories import make_school

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_the_provinces_are_shown_with_their_counts(client):
    make_school(), make_school()

    page = client.get("/schools", headers=PAGE)

    assert page.mimetype == "text/html"
    assert '浙江省 <span class="num">2</span>' in page.text


def test_a_province_shows_its_schools_in_pages(client):
    with transaction():
        for number in range(60):
            db.session.add(
                School(code=f"c{number}", name=f"学院{number:03d}", province="甘肃省", city="", level="")
            )

    first = client.get("/schools?group=甘肃省", headers=PAGE).text

    assert ("学院059" in first, "学院000" in first, 'rel="next"' in first) == (True, False, True)


def test_a_search_is_the_same_as_in_the_field(client):
    make_school(name="北京大学")

    assert "北京大学" in client.get("/schools?q=bjdx", headers=PAGE).text


def test_majors_are_shown_by_category(client):
    with transaction():
        db.session.add(Major(category="工学", class_name="计算机类", name="软件工程"))

    assert "工学" in client.get("/majors", headers=PAGE).text
    assert "软件工程" in client.get("/majors?group=工学", headers=PAGE).text


@pytest.mark.parametrize(
    ("query", "status"),
    [("q=%00", 422), ("group=%00", 200), ("group=nowhere", 200), ("group=x&after=y", 404)],
)
def test_nonsense_finds_nothing(client, query, status):
    assert client.get(f"/schools?{query}", headers=PAGE).status_code == status


def test_answers_differ_by_what_is_asked_for(client):
    answer = client.get("/schools?q=x")

    assert answer.is_json
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert "Accept" in answer.vary


@pytest.mark.parametrize("query", ["", "?group=浙江省", "?q=大学"])
def test_pages_cost_the_same_for_3_and_300_rows(client, query):
    costs = []
    for numbers in (range(3), range(3, 300)):
        with transaction():
            for number in numbers:
                db.session.add(
                    School(code=f"c{number}", name=f"大学{number}", province="浙江省", city="", level="")
                )
        with counted() as count:
            client.get(f"/schools{query}", headers=PAGE)
        costs.append(count.sql)

    assert costs[0] == costs[1] <= 2
