"""Lists of questions, and publishing all that a list shows."""

from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.extensions import db
from clubinterview.questions.models import Question, QuestionStatus
from tests import factories
from tests.counting import counted
from tests.questions.acts import fresh, ids_listed, make_category, make_question, question_fields
from tests.questions.form_acts import fields_drawn

DRAFT, IN_REVIEW, LIVE, RETIRED = QuestionStatus


def test_lists_are_filtered(bank: Any) -> None:
    parent = make_category(slug="parent")
    child = make_category(slug="child", parent=parent)
    below = make_question(club=bank.of_club, category=child, difficulty=5, tags=["角色"])
    draft = make_question(club=bank.of_club, category=parent, status=DRAFT, text_en="100% Sure_thing")
    make_question(club=factories.make_club(), category=child)
    if bank.of_club:
        make_question(category=child)
    found = {
        query: ids_listed(bank.window.get(f"{bank.base}?{query}"))
        for query in (
            "", "category=parent", "category=child", "status=draft", "difficulty=5", "kind=closing", "q=100%25 sure_t",
            "q=角色", "q=%25", "q=_", "q=nothing", f"q={below.ref[-4:]}",
        )
    }  # fmt: skip

    assert found.pop(f"q={below.ref[-4:]}") == [below.id]
    assert found == {
        "": [draft.id, below.id], "category=parent": [draft.id, below.id], "category=child": [below.id],
        "status=draft": [draft.id], "difficulty=5": [below.id], "kind=closing": [], "q=100%25 sure_t": [draft.id],
        "q=角色": [below.id], "q=%25": [draft.id], "q=_": [draft.id], "q=nothing": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("中文", True), ("中", True), ("Team Work", True), ('say "hi"', True), ("u4e2d", False), ("\\u", False),
        ('", "', False), ("[", False), ("文team", False),
    ],
)  # fmt: skip
def test_tags_are_found_by_their_words_only(bank: Any, query: str, finds: bool) -> None:
    question = make_question(club=bank.of_club, tags=["中文", "team work", 'Say "hi"'])

    page = bank.window.get(bank.base, query_string={"q": query})

    assert ids_listed(page) == ([question.id] if finds else [])


def test_as_many_and_as_long_tags_as_there_may_be_are_kept(bank: Any) -> None:
    tags = [str(number) * 30 for number in range(8)]

    bank.window.submit(f"{bank.base}/new", question_fields(make_category(), tags=",".join(tags)))

    assert db.session.scalars(select(Question)).one().tags == tags


@pytest.mark.parametrize(
    "query", ["status=lost", "category=no", "kind=x", "difficulty=9", "after=0", "before=x"]
)
def test_filters_that_there_are_not(bank: Any, query: str) -> None:
    assert bank.window.get(f"{bank.base}?{query}").status_code == 404


def test_lists_cost_the_same_for_3_and_120_questions(bank: Any) -> None:
    category, costs = make_category(), []
    for many in (3, 117):
        for _ in range(many):
            make_question(club=bank.of_club, category=category)
        with counted() as count:
            page = bank.window.get(bank.base)
        costs.append((count.sql, count.redis, count.written))

    assert len(ids_listed(page)) == 50
    assert costs[0] == costs[1]
    assert costs[0][0] <= 6
    assert costs[0][1:] == (1, [])


def test_pages_follow_each_other(bank: Any) -> None:
    category = make_category()
    rows = [make_question(club=bank.of_club, category=category) for _ in range(60)]

    older = bank.window.get(f"{bank.base}?after={rows[10].id}")
    newer = bank.window.get(f"{bank.base}?before={rows[9].id}")

    assert ids_listed(older) == [row.id for row in reversed(rows[:10])]
    assert ids_listed(newer) == [row.id for row in reversed(rows[10:])]


def test_a_page_costs_at_most_six_statements(bank: Any) -> None:
    question = make_question(club=bank.of_club)
    with counted() as count:
        assert bank.window.get(f"{bank.base}/{question.id}").status_code == 200

    assert count.sql <= 6
    assert (count.redis, count.written) == (1, [])


def test_all_that_are_ready_are_published_at_once(
    browser: Any, club: Club, officer: User, owner: User
) -> None:
    ready = [make_question(club=club, status=IN_REVIEW, writer=owner) for _ in range(3)]
    own = make_question(club=club, status=IN_REVIEW, writer=officer)
    incomplete = make_question(club=club, status=IN_REVIEW, writer=owner, points=[])
    foreign = make_question(status=IN_REVIEW)

    publish_listed(browser(officer), club)

    assert [(fresh(row.id).status, row.writer_ids) for row in ready] == [(LIVE, [])] * 3
    assert [fresh(row.id).status for row in (own, incomplete, foreign)] == [IN_REVIEW] * 3


def test_all_that_is_published_at_once_is_there_to_read(bank: Any) -> None:
    said = {
        "text_zh": "长" * 200 + "完", "text_en": "Long " * 40 + "end", "sample_zh": "参考", "sample_en": "A sample",
        "follow_ups_zh": ["后来呢？"], "follow_ups_en": ["And then?"],
        "points": [{"weight": 4, "zh": "要点", "en": "", "also_zh": ["也算"], "also_en": ["as well"]}],
    }  # fmt: skip
    question = make_question(club=bank.of_club, status=IN_REVIEW, **said)
    words = [
        *(said[name] for name in said if name.startswith(("text", "sample"))),
        "后来呢？",
        "And then?",
        "要点",
    ]

    for path in (f"{bank.base}?status=in_review", f"{bank.base}/{question.id}"):
        page = bank.window.get(path).text
        assert [word for word in [*words, "也算", "as well"] if word not in page] == []
    assert "参考" not in bank.window.get(bank.base).text


def test_follow_ups_are_shown_where_nothing_else_is_said_in_their_language(bank: Any) -> None:
    question = make_question(club=bank.of_club, text_en="", status=IN_REVIEW, follow_ups_en=["And then?"])

    for path in (f"{bank.base}?status=in_review", f"{bank.base}/{question.id}"):
        assert "And then?" in bank.window.get(path).text


def test_the_list_of_what_waits_for_review_costs_the_same_for_3_and_60(bank: Any) -> None:
    category, costs = make_category(), []
    for many in (3, 57):
        for _ in range(many):
            make_question(club=bank.of_club, category=category, status=IN_REVIEW)
        with counted() as count:
            bank.window.get(f"{bank.base}?status=in_review")
        costs.append(count.sql)

    assert costs[0] == costs[1] <= 6


def publish_listed(window: Any, club: Club, page: str = "") -> Any:
    """Press the button of the list, which may have been drawn before."""
    base = f"/manage/{club.slug}/questions"
    page = page or window.get(f"{base}?status=in_review").text
    answer = window.submit(f"{base}/publication", {"listed": fields_drawn(page)["listed"]})
    assert answer.status_code == 303
    return window.get(answer.location)


def test_what_was_changed_or_added_after_it_was_listed_is_not_published(
    browser: Any, club: Club, officer: User, owner: User
) -> None:
    listed, swapped = (make_question(club=club, status=IN_REVIEW, writer=owner) for _ in range(2))
    window = browser(officer)
    page = window.get(f"/manage/{club.slug}/questions?status=in_review").text
    fields = question_fields(make_category(), version=swapped.version, text_zh="换掉的题目")
    browser(owner).submit(f"/manage/{club.slug}/questions/{swapped.id}/edit", fields)
    added = make_question(club=club, status=IN_REVIEW, writer=owner)

    said = publish_listed(window, club, page).text

    assert [fresh(row.id).status for row in (listed, swapped, added)] == [LIVE, IN_REVIEW, IN_REVIEW]
    assert "flash warning" in said


@pytest.mark.parametrize("listed", ["", "x", "1@", "99999999999@x", "@ @"])
def test_a_list_of_nothing_publishes_nothing(browser: Any, club: Club, officer: User, listed: str) -> None:
    question = make_question(club=club, status=IN_REVIEW)

    answer = browser(officer).submit(f"/manage/{club.slug}/questions/publication", {"listed": listed})

    assert answer.status_code == 303
    assert fresh(question.id).status == IN_REVIEW


def test_the_list_of_another_bank_publishes_nothing(browser: Any, club: Club, officer: User) -> None:
    question = make_question(status=IN_REVIEW)

    browser(officer).submit(
        f"/manage/{club.slug}/questions/publication", {"listed": f"{question.id}@{question.version}"}
    )

    assert fresh(question.id).status == IN_REVIEW
