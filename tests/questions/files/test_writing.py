"""What an import writes, what it leaves alone, and what is reviewed after it."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.tables.plans import ImportRefused
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.questions.banks import Bank
from clubinterview.questions.facts import QuestionFacts
from clubinterview.questions.imports import ImportPlan, carry_out_import, plan_import
from clubinterview.questions.models import Question, QuestionStatus
from clubinterview.questions.services import edit_question, retire_question
from clubinterview.questions.tables import question_lines
from tests import factories
from tests.acting import by
from tests.counting import counted
from tests.interview.seats import at_once
from tests.questions.acts import acts, fresh, make_category, make_question
from tests.questions.files.acts import HEADER, check, confirm, counts, lines_of, problems
from tests.stores import rounds


def test_what_changed_since_the_check_stops_the_import(window: Any) -> None:
    category = make_category(slug="a")
    page = check(window, f"{HEADER}\nx-1,a,teamwork,2,字\n")
    make_question(ref="x-1", category=category, status=QuestionStatus.RETIRED)

    page = confirm(window, page)

    assert problems(page) == [("2", "")]
    assert "question.import" not in acts()


def edit(question: Question, writer: User, **values: Any) -> None:
    """Let somebody change a question."""
    facts = QuestionFacts(**{**QuestionFacts.of(question).values(), **values})
    with transaction():
        edit_question(question.club_id, question.id, facts, by=by(writer.id))


@pytest.mark.parametrize("text", ["为什么？", "换了"], ids=["the same", "changed"])
def test_what_others_have_changed_since_the_check_is_not_overwritten_unseen(
    window: Any, officer: User, text: str
) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), text_zh="为什么？", writer=officer)
    page = check(window, f"{HEADER}\nx-1,a,teamwork,3,{text}\nx-2,a,teamwork,3,新的\n")
    edit(question, officer, text_zh="别人刚写的")

    page = confirm(window, page)

    assert fresh(question.id).text_zh == "别人刚写的"
    assert re.search("flash warning.*x-1", page.text)
    assert counts(page) == [1, 1, 0]
    assert counts(confirm(window, page)) == [1, 1, 0]
    assert fresh(question.id).text_zh == text


def test_what_others_have_changed_to_the_same_stops_nothing(window: Any, officer: User) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), writer=officer)
    page = check(window, f"{HEADER}\nx-1,a,teamwork,3,换了\nx-2,a,teamwork,3,新的\n")
    edit(question, officer, text_zh="换了")

    assert counts(confirm(window, page)) == [1, 0, 1]


def test_a_file_changes_no_state_and_says_so(window: Any) -> None:
    category = make_category(slug="a")
    draft = make_question(ref="x-1", category=category, status=QuestionStatus.DRAFT)
    retired = make_question(ref="x-2", category=category, status=QuestionStatus.RETIRED)
    make_question(ref="x-3", category=category)
    rows = [
        f"x-1,a,teamwork,3,{draft.text_zh},live", f"x-2,a,teamwork,3,{retired.text_zh},live",
        "x-3,a,teamwork,3,换了,live", "x-4,a,teamwork,3,新的,draft",
    ]  # fmt: skip

    page = check(window, "\n".join([f"{HEADER},status", *rows]))

    assert re.findall(r'<b class="num">\D*(\d)\D*</b><code>(\w+)</code>', page.text) == [
        ("2", "status"), ("3", "status"),
    ]  # fmt: skip
    assert counts(confirm(window, page)) == [1, 1, 2]
    assert [fresh(row.id).status for row in (draft, retired)] == [draft.status, QuestionStatus.RETIRED]


def test_a_file_costs_the_same_for_3_and_60_lines(app: Flask, officer: User, club: Club) -> None:
    category, costs = make_category(slug="a"), []
    bank = Bank(officer.id, club.slug, club.id)
    rows = [make_question(club=club, category=category, is_for_panels=True) for _ in range(60)]
    for many in (3, 60):
        lines = [f"{row.ref},a,teamwork,3,换了,no" for row in rows[:many]]
        with counted() as count:
            plan = plan_import(bank, question_lines("\n".join([f"{HEADER},for_panels", *lines]).encode()))
        assert len(plan.changed) == many
        costs.append(count.sql)

    assert costs[0] == costs[1]


def test_an_import_writes_only_the_columns_of_the_file(app: Flask, owner: User) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), sample_zh="旧的")

    plan = plan_import(Bank(owner.id), lines_of("x-1,a,teamwork,5,换了"))

    [values] = plan.changed
    assert values["id"] == question.id
    assert values.keys() - {"id", "ref", "status", "writer_ids"} == {
        "category_id",
        "kind",
        "difficulty",
        "text_zh",
    }


def test_an_import_keeps_what_somebody_writes_at_the_same_moment(
    app: Flask, owner: User, officer: User
) -> None:
    question = make_question(ref="x-1", category=make_category(slug="a"), sample_zh="旧的")
    bank, question_id, officer_id = Bank(owner.id), question.id, officer.id
    texts = {**QuestionFacts.of(question).values(), "sample_zh": "刚写的长答案"}
    lines, versions = lines_of("x-1,a,teamwork,3,换了"), {"x-1": question.version}

    def write() -> None:
        edit_question(None, question_id, QuestionFacts(**texts), by=by(officer_id))
        retire_question(None, question_id, by=by(officer_id))

    acts = [
        lambda: in_transaction(write),
        lambda: in_transaction(lambda: carry_out_import(bank, lines, versions, by=by(bank.actor_id))),
    ]
    for _ in rounds(3):
        done = at_once(app, acts)

        assert done[0] is None
        assert isinstance(done[1], ImportPlan | ImportRefused)
        written = fresh(question_id)
        assert written.status == QuestionStatus.RETIRED
        assert (written.text_zh, written.sample_zh) == (texts["text_zh"], "刚写的长答案")


def test_of_two_equal_imports_at_once_the_second_changes_nothing(app: Flask, owner: User) -> None:
    make_category(slug="a")
    bank, lines = Bank(owner.id), lines_of(*(f"x-{number},a,teamwork,3,字" for number in range(300)))

    def write() -> ImportPlan:
        return carry_out_import(bank, lines, {}, by=by(bank.actor_id))

    plans = at_once(app, [lambda: in_transaction(write)] * 2)

    assert sorted((len(plan.new), len(plan.changed), plan.same) for plan in plans) == [
        (0, 0, 300),
        (300, 0, 0),
    ]


def test_a_ticket_is_of_one_person_and_one_bank(
    browser: Any, window: Any, officers_window: Any, club: Club
) -> None:
    make_category(slug="a")
    page = check(window, f"{HEADER}\nx-1,a,teamwork,2,字\n")

    confirm(browser(factories.make_user(is_superuser=True)), page)
    confirm(officers_window, page, f"/manage/{club.slug}/questions")

    assert "question.import" not in acts()
    assert db.session.scalars(select(Question)).all() == []


@pytest.mark.parametrize(
    ("column", "cell"),
    [("text_en", "Another one?"), ("follow_ups_zh", "后来呢？"), ("for_panels", "yes")],
)
def test_every_part_of_a_live_question_that_a_file_changes_is_reviewed(
    officers_window: Any, club: Club, owner: User, column: str, cell: str
) -> None:
    category = make_category()
    question = make_question(club=club, category=category, writer=owner)
    base = f"/manage/{club.slug}/questions"
    row = f"{question.ref},{category.slug},teamwork,3,{question.text_zh},{cell}"

    confirm(officers_window, check(officers_window, f"{HEADER},{column}\n{row}\n", base), base)

    assert fresh(question.id).status == QuestionStatus.IN_REVIEW


def test_a_live_question_that_a_file_changes_is_reviewed_anew(
    officers_window: Any, club: Club, officer: User, owner: User
) -> None:
    category = make_category()
    question = make_question(club=club, category=category, writer=owner)
    base = f"/manage/{club.slug}/questions"
    row = f"{question.ref},{category.slug},teamwork,3,换了一个问题？"

    confirm(officers_window, check(officers_window, f"{HEADER}\n{row}\n", base), base)

    assert (fresh(question.id).text_zh, question.status, question.writer_ids) == (
        "换了一个问题？", QuestionStatus.IN_REVIEW, [owner.id, officer.id],
    )  # fmt: skip
