"""Changing one's own facts."""

import pytest

from clubinterview.core.clock import to_local, utcnow
from tests.factories import make_school, make_user
from tests.profile.acts import NAMES, SCHOOL, account, facts

YEAR = to_local(utcnow()).year


@pytest.fixture
def school():
    return make_school(name=SCHOOL)


@pytest.fixture
def user(school):
    return make_user(school=school, enrolment_year=YEAR, bio="旧的")


def edit(browser, **changed):
    return browser.submit("/me/edit", facts(**{"bio": "", "password": None, "consent": None, **changed}))


def test_the_page_shows_what_is_known(browser, user):
    page = browser(user).get("/me/edit").text

    for value in (user.name, SCHOOL, user.major, user.student_number):
        assert f'value="{value}"' in page
    assert "旧的" in page


def test_all_facts_change(browser, user):
    other = make_school(name="北京大学")

    response = edit(
        browser(user),
        name="欧阳子涵",
        school="北京大学",
        major="哲学",
        student_number="B-7",
        enrolment_year=str(YEAR - 1),
        bio="你好\n😀",
    )

    assert (response.status_code, response.location) == (303, "/me")
    changed = account(user)
    assert (changed.name, changed.school_id, changed.major) == ("欧阳子涵", other.id, "哲学")
    assert (changed.student_number, changed.enrolment_year, changed.bio) == ("B-7", YEAR - 1, "你好\n😀")


@pytest.mark.parametrize("name", NAMES)
def test_names_are_kept_as_they_are(browser, user, name):
    edit(browser(user), name=name)

    assert account(user).name == name


def test_a_year_long_ago_may_stay(browser, school):
    user = make_user(school=school, enrolment_year=YEAR - 20)

    assert edit(browser(user), enrolment_year=str(YEAR - 20)).status_code == 303
    assert edit(browser(user), enrolment_year=str(YEAR - 19)).status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "名" * 61),
        ("name", "a\0b"),
        ("school", "没有这所学校"),
        ("school", ""),
        ("major", ""),
        ("major", "x" * 61),
        ("student_number", "学号"),
        ("student_number", "9" * 33),
        ("enrolment_year", "x"),
        ("enrolment_year", str(YEAR + 1)),
        ("bio", "x" * 501),
        ("bio", "a\0b"),
    ],
)
def test_bad_input_is_refused_and_the_other_words_are_kept(browser, user, field, value):
    before = {name: getattr(user, name) for name in ("name", "school_id", "major", "student_number", "bio")}
    typed = {"name": "欧阳子涵", "major": "哲学", "student_number": "B-7", field: value}

    response = edit(browser(user), **typed)

    assert response.status_code == 422
    assert f'id="{field}-errors"' in response.text
    for name in {"name", "major", "student_number"} - {field}:
        assert f'value="{typed[name]}"' in response.text
    after = account(user)
    assert {name: getattr(after, name) for name in before} == before


def test_several_schools_become_choices(browser, user, school):
    make_school(name="浙江学院")

    response = edit(browser(user), school="浙江")

    assert response.status_code == 422
    assert response.text.count('type="radio"') == 2
    assert edit(browser(user), school="浙江", school_choice=str(school.id)).status_code == 303


@pytest.mark.parametrize(
    "name", ["email", "is_superuser", "status", "password_hash", "id", "unread_notifications"]
)
def test_fields_that_the_form_does_not_have_are_ignored(browser, user, name):
    before = getattr(account(user), name)

    edit(browser(user), **{name: "1"})

    assert getattr(account(user), name) == before


def test_signing_in_is_needed(client):
    assert client.get("/me/edit").location == "/login?next=/me/edit"
    assert edit(client).status_code == 401


def test_a_form_token_is_needed(browser, user):
    assert browser(user).post("/me/edit", data=facts()).status_code == 400
    assert account(user).bio == "旧的"
