"""Students read the questions that they can practise with."""

from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.practice.mock.queries import drawables
from clubinterview.questions.models import QuestionKind, QuestionStatus
from tests import factories
from tests.counting import counted
from tests.questions.acts import ids_listed, make_category, make_question

BROWSE = "/practice/questions"


def test_students_see_live_public_questions_of_the_platform_and_their_school(
    browser: Any, club: Club, candidate: User
) -> None:
    category = make_category()
    hidden = [
        make_question(category=category, status=QuestionStatus.DRAFT),
        make_question(category=category, status=QuestionStatus.IN_REVIEW),
        make_question(category=category, club=club, status=QuestionStatus.RETIRED),
        make_question(category=category, club=club, is_for_panels=True),
        make_question(category=category, club=factories.make_club()),
    ]
    shown = [make_question(category=category), make_question(category=category, club=club)]
    window = browser(candidate)

    assert ids_listed(window.get(BROWSE)) == [row.id for row in reversed(shown)]
    assert [window.get(f"{BROWSE}/{row.id}").status_code for row in hidden] == [404] * len(hidden)
    assert [window.get(f"{BROWSE}/{row.id}").status_code for row in shown] == [200, 200]


def test_members_see_the_questions_of_their_club_in_another_school(browser: Any, outsider: User) -> None:
    club = factories.make_club()
    question = make_question(club=club)
    assert browser(outsider).get(f"{BROWSE}/{question.id}").status_code == 404
    factories.make_membership(club=club, user=outsider)

    assert browser(outsider).get(f"{BROWSE}/{question.id}").status_code == 200


def test_what_is_read_is_what_is_drawn(browser: Any, candidate: User, outsider: User, club: Club) -> None:
    theirs, other = factories.make_club(), factories.make_club()
    factories.make_membership(club=theirs, user=candidate)
    category = make_category()
    for bank in (None, club, theirs, other):
        make_question(club=bank, category=category)
    administrator = factories.make_user(school=club.school, is_superuser=True)

    for person, many in ((candidate, 3), (outsider, 1), (administrator, 2)):
        listed = ids_listed(browser(person).get(BROWSE))
        assert sorted(listed) == [one.id for one in drawables(person)]
        assert len(listed) == many


def test_the_list_is_filtered(browser: Any, candidate: User) -> None:
    parent = make_category(slug="parent")
    easy = make_question(category=make_category(parent=parent), difficulty=1)
    hard = make_question(category=make_category(slug="b"), difficulty=5, kind=QuestionKind.CLOSING)
    window = browser(candidate)

    found = [
        ids_listed(window.get(f"{BROWSE}?{query}"))
        for query in ("category=parent", "category=b", "difficulty=5", "kind=closing", "status=draft")
    ]

    assert found == [[easy.id], [hard.id], [hard.id], [hard.id], [hard.id, easy.id]]


def test_points_and_sample_are_folded_away(browser: Any, candidate: User) -> None:
    question = make_question(sample_zh="我做过一件事。")

    page = browser(candidate).get(f"{BROWSE}/{question.id}").text

    before, _, after = page.partition("<details>")
    assert "说清分工" in after
    assert "我做过一件事。" in after
    assert "说清分工" not in before
    assert question.ref not in page


def test_reading_needs_login(client: Any) -> None:
    assert client.get(BROWSE).status_code in {302, 303}


@pytest.mark.parametrize("one", [True, False])
def test_pages_cost_little(browser: Any, candidate: User, club: Club, one: bool) -> None:
    category = make_category()
    question = make_question(club=club, category=category)
    for _ in range(0 if one else 60):
        make_question(category=category)
    window = browser(candidate)

    for path in (BROWSE, f"{BROWSE}/{question.id}"):
        with counted() as count:
            assert window.get(path).status_code == 200
        assert count.sql <= 6
        assert (count.redis, count.written) == (1, [])
