"""Administrators look after the categories: a tree of two levels."""

from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.questions.models import QuestionCategory
from tests import factories
from tests.questions.acts import acts, make_category

PAGE = "/platform/questions/categories"
FIELDS = {"name_zh": "团队", "name_en": "Team", "slug": "team", "parent_id": "0", "position": "1"}


@pytest.fixture
def window(browser: Any) -> Any:
    return browser(factories.make_user(name="苏平", is_superuser=True))


def slugs() -> list[str]:
    return list(db.session.scalars(select(QuestionCategory.slug).order_by(QuestionCategory.id)))


def test_a_category_is_added(window: Any) -> None:
    parent = make_category()

    assert window.submit(PAGE, {**FIELDS, "parent_id": str(parent.id)}).status_code == 303

    category = db.session.scalars(select(QuestionCategory).where(QuestionCategory.slug == "team")).one()
    assert (category.parent_id, category.name_zh, category.position) == (parent.id, "团队", 1)
    assert acts() == ["question_category.add"]
    assert "团队" in window.get(PAGE).text


@pytest.mark.parametrize(
    ("name", "value"),
    [("slug", "Team"), ("slug", "a b"), ("slug", ""), ("slug", "taken"), ("name_zh", ""), ("parent_id", "99"), ("position", "x")],
)  # fmt: skip
def test_bad_input_is_refused(window: Any, name: str, value: str) -> None:
    make_category(slug="taken")

    answer = window.submit(PAGE, {**FIELDS, name: value})

    assert answer.status_code == 422
    assert slugs() == ["taken"]


def test_a_category_is_renamed_and_moved_and_keeps_its_short_name(window: Any) -> None:
    parent, category = make_category(), make_category(slug="kept")

    window.submit(f"{PAGE}/{category.id}", {**FIELDS, "parent_id": str(parent.id)})

    row = db.session.get_one(QuestionCategory, category.id, populate_existing=True)
    assert (row.slug, row.name_zh, row.parent_id) == ("kept", "团队", parent.id)
    assert acts() == ["question_category.edit"]


def test_the_form_of_a_category_shows_its_short_name_without_a_field(window: Any) -> None:
    category = make_category(slug="kept")

    page = window.get(f"{PAGE}/{category.id}").text

    assert "kept" in page
    assert 'name="slug"' not in page
    assert 'name="slug"' in window.get(PAGE).text


def test_there_is_no_third_level(window: Any) -> None:
    parent = make_category()
    child, other = make_category(parent=parent), make_category()

    below_child = window.submit(f"{PAGE}/{other.id}", {**FIELDS, "parent_id": str(child.id)})
    with_children = window.submit(f"{PAGE}/{parent.id}", {**FIELDS, "parent_id": str(other.id)})
    itself = window.submit(f"{PAGE}/{other.id}", {**FIELDS, "parent_id": str(other.id)})

    assert [answer.status_code for answer in (below_child, with_children, itself)] == [422] * 3
    assert acts() == []


@pytest.mark.parametrize("method", ["get", "submit"])
def test_categories_are_for_administrators_only(browser: Any, window: Any, owner: User, method: str) -> None:
    category = make_category()

    for path in (PAGE, f"{PAGE}/{category.id}"):
        assert getattr(browser(owner), method)(path).status_code == 404
    assert window.get(f"{PAGE}/{category.id}").status_code == 200
    assert window.get(f"{PAGE}/9999").status_code == 404
