"""The starter bank of the package."""

import time
from typing import Any

import pytest
from sqlalchemy import func, select

from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.questions.facts import QuestionFacts
from clubinterview.questions.models import Question, QuestionCategory, QuestionStatus
from clubinterview.questions.starter import facts_of, load_starter_bank, starter_files
from tests import factories

pytestmark = pytest.mark.usefixtures("app")


def load(*, overwrite: bool = False) -> int:
    with transaction():
        return load_starter_bank(overwrite=overwrite)


def edit_one() -> Question:
    question = db.session.scalars(select(Question).order_by(Question.id).limit(1)).one()
    with transaction():
        row = db.session.get_one(Question, question.id)
        row.text_zh, row.status = "改过的问题", QuestionStatus.RETIRED
    return question


def test_every_question_is_complete() -> None:
    files = starter_files()
    questions = [(raw["ref"], facts_of(raw, 1)) for file in files for raw in file["questions"]]

    assert len(files) >= 12
    assert len(questions) >= 240
    assert len({ref for ref, _ in questions}) == len(questions)
    assert len({facts.text_zh for _, facts in questions}) == len(questions)
    assert [ref for ref, facts in questions if facts.lack is not None] == []
    assert [
        ref
        for ref, facts in questions
        if not (facts.text_en and facts.sample_zh and facts.sample_en)
        or not all(point["en"] and point["also_zh"] and point["also_en"] for point in facts.points)
    ] == []


def test_it_is_loaded_live_with_its_categories() -> None:
    begun = time.perf_counter()
    added = load()
    seconds = time.perf_counter() - begun

    assert added >= 240
    assert seconds < 2
    statuses = select(Question.status, Question.club_id, Question.source, func.count()).group_by(
        Question.status, Question.club_id, Question.source
    )
    assert [tuple(row) for row in db.session.execute(statuses)] == [
        (QuestionStatus.LIVE, None, "starter", added)
    ]
    parents = db.session.scalars(
        select(QuestionCategory.slug)
        .where(QuestionCategory.parent_id.is_(None))
        .order_by(QuestionCategory.id)
    )
    assert list(parents) == ["about-you", "with-others", "doing", "field", "group"]


def test_a_list_of_its_questions_is_a_small_page(browser: Any) -> None:
    load()
    window = browser(factories.make_user(is_superuser=True))

    sizes = [len(window.get(page).data) for page in ("/platform/questions", "/practice/questions")]

    assert max(sizes) <= 30 * 1024


def test_twice_is_once_and_what_was_edited_stays() -> None:
    load()
    question = edit_one()

    assert load() == 0

    db.session.refresh(question)
    assert (question.text_zh, question.status) == ("改过的问题", QuestionStatus.RETIRED)


def test_overwriting_brings_the_words_back_but_not_the_state() -> None:
    load()
    question = edit_one()

    assert load(overwrite=True) == 0

    db.session.refresh(question)
    assert question.text_zh != "改过的问题"
    assert question.status == QuestionStatus.RETIRED
    assert QuestionFacts.of(question).lack is None
