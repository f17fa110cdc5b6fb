"""Applicants are found by any letters of their name, its pinyin, or their number."""

import pytest

from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.applicants.search import (
    grams_to_find,
    index_application,
    normalised,
    searchable_texts,
)
from tests import factories
from tests.recruitment.cast import applied
from tests.recruitment.pages import list_of, names


@pytest.mark.parametrize(
    "query",
    ["欧阳", "阳子", "子涵", "欧阳子涵", "欧", "涵", "ouyang", "yangzihan", "OUYANG", "oyzh", "yz", "zi han", "２０２６８８", "202688", "880013", " 欧阳 "],
)  # fmt: skip
def test_people_are_found_by_any_letters(browser, officer, drive, query):
    applied(drive, "欧阳子涵", student_number="2026880013")
    applied(drive, "陈一鸣", student_number="2025110001")

    page = browser(officer).get(list_of(drive), query_string={"q": query}).text

    assert names(page) == ["欧阳子涵"]


@pytest.mark.parametrize("query", ["𠮷田", "𠮷", "田光", "guang"])
def test_rare_characters_are_found(browser, officer, drive, query):
    applied(drive, "𠮷田 光")

    assert names(browser(officer).get(list_of(drive), query_string={"q": query}).text) == ["𠮷田 光"]


@pytest.mark.parametrize("query", ["zoë", "zoe", "obrien", "O'Brien", "brien-ng", "ZOE O"])
def test_accents_and_punctuation_do_not_matter(browser, officer, drive, query):
    applied(drive, "Zoë O'Brien-Ng")

    assert len(names(browser(officer).get(list_of(drive), query_string={"q": query}).text)) == 1


@pytest.mark.parametrize(
    "query", ["涵子", "欧子", "zihanouyang", "%", "_", "\\", "'", "\0", "。", "x" * 500, "😀"]
)
def test_others_are_not_found(browser, officer, drive, query):
    applied(drive, "欧阳子涵")

    answer = browser(officer).get(list_of(drive), query_string={"q": query})

    assert answer.status_code == 200
    assert names(answer.text) == []


def test_letters_that_stand_apart_are_not_a_find(browser, officer, drive):
    applied(drive, "abxbc")  # has the pairs ab and bc, but not abc

    assert names(browser(officer).get(list_of(drive, "?q=abc")).text) == []


def test_a_long_query_asks_for_few_pairs():
    assert len(grams_to_find(normalised("zhang san feng"))) == 4
    assert grams_to_find("欧阳zi")[0] == "欧阳"
    assert grams_to_find("") == []


def test_the_texts_of_a_person(candidate):
    candidate.student_number = "2026 01"

    assert searchable_texts(candidate) == ["欧阳子涵", "ouyangzihan", "oyzh", "202601"]
    db.session.rollback()


def test_search_is_limited(browser, officer, drive, app, monkeypatch):
    monkeypatch.setitem(app.config, "SEARCHES_PER_MINUTE", 2)
    page = browser(officer)

    codes = [page.get(list_of(drive, "?q=欧阳")).status_code for _ in range(3)]

    assert codes == [200, 200, 429]
    assert page.get(list_of(drive)).status_code == 200


def test_a_changed_name_is_found_and_the_old_one_is_not(browser, officer, candidate, club):
    application = factories.make_application(drive=factories.make_drive(club=club), user=candidate)
    with transaction():
        index_application(application, candidate)
    list_url = f"/manage/{club.slug}/drives/{application.drive_id}/applicants"

    browser(candidate).submit(
        "/me/edit",
        {
            "name": "司马相如", "school": candidate.school.name, "major": "汉语言文学", "student_number": "2026119999",
            "enrolment_year": "2026",
        },
    )  # fmt: skip

    found = browser(officer).get(f"{list_url}?q=司马").text
    assert "司马相如" in found
    assert "司马相如" not in browser(officer).get(f"{list_url}?q=欧阳").text
