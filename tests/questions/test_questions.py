"""Who reaches a bank, and writing questions, in the platform's bank and in a club's."""

from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.questions.models import Question, QuestionStatus
from tests import factories
from tests.questions.acts import acts, fresh, make_category, make_question, question_fields
from tests.questions.form_acts import fields_drawn

ACTS = ["review", "publication", "sending-back", "retirement", "revival", "merging"]
PAGES = ["", "/new", "/files"]
DRAFT, IN_REVIEW, LIVE, RETIRED = QuestionStatus


@pytest.mark.parametrize("page", [*PAGES, "/categories"])
def test_the_platform_bank_is_for_administrators_only(
    browser: Any, administrator: User, owner: User, page: str
) -> None:
    assert browser(administrator).get(f"/platform/questions{page}").status_code == 200
    assert browser(owner).get(f"/platform/questions{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_club_bank_is_for_its_officers_only(
    browser: Any, club: Club, officer: User, interviewer: User, outsider: User, administrator: User, page: str
) -> None:
    path = f"/manage/{club.slug}/questions{page}"

    statuses = [
        browser(person).get(path).status_code for person in (officer, interviewer, outsider, administrator)
    ]

    assert statuses == [200, 403, 404, 404]


@pytest.mark.parametrize("act", ["", "/edit"])
def test_a_question_of_another_bank_is_not_found(browser: Any, club: Club, officer: User, act: str) -> None:
    other = factories.make_club()
    mine, theirs, platforms = make_question(club=club), make_question(club=other), make_question()

    statuses = [
        browser(officer).get(f"/manage/{club.slug}/questions/{row.id}{act}").status_code
        for row in (mine, theirs, platforms)
    ]

    assert statuses == [200, 404, 404]


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_to_a_question_of_another_bank(
    browser: Any, club: Club, officer: User, act: str
) -> None:
    question, mine = make_question(status=IN_REVIEW), make_question(club=club)

    answer = browser(officer).submit(
        f"/manage/{club.slug}/questions/{question.id}/{act}", {"reason": "x", "into": mine.ref}
    )

    assert answer.status_code == 404
    assert fresh(question.id).status == IN_REVIEW


def test_a_question_is_written_as_a_draft(bank: Any) -> None:
    category = make_category()

    answer = bank.window.submit(f"{bank.base}/new", question_fields(category))

    assert answer.status_code == 303
    [question] = db.session.scalars(select(Question))
    assert (question.club_id, question.status, question.writer_ids) == (
        bank.of_club.id if bank.of_club else None, DRAFT, [bank.worker.id],
    )  # fmt: skip
    assert question.ref.startswith(f"{bank.of_club.slug}/" if bank.of_club else "q-")
    assert question.tags == ["team", "角色"]
    assert question.follow_ups_zh == ["后来呢？", "还会这样做吗？"]
    assert question.points[0] == {
        "weight": 3, "zh": "说清分工", "en": "Says the part", "also_zh": ["我负责", "由我来"],
        "also_en": ["my part", "i did"],
    }  # fmt: skip
    assert len(question.points) == 3
    assert acts() == ["question.write"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text_zh", ""), ("text_zh", "长" * 501), ("text_zh", "a\0b"), ("category_id", "999"), ("kind", "joke"),
        ("difficulty", "6"), ("tags", ",".join("abcdefghi")), ("tags", "a|b"), ("points-0-zh", ""),
        ("points-0-weight", "9"), ("points-0-also_zh", "长" * 61), ("follow_ups_zh", "长" * 301),
        ("sample_zh", "长" * 2001), ("source", "长" * 201),
    ],
)  # fmt: skip
def test_bad_input_is_refused_beside_its_field(bank: Any, name: str, value: str) -> None:
    answer = bank.window.submit(f"{bank.base}/new", question_fields(make_category(), **{name: value}))

    assert answer.status_code == 422
    assert "aria-invalid" in answer.text
    assert db.session.scalars(select(Question)).all() == []


def test_a_row_is_added_without_scripts(bank: Any) -> None:
    answer = bank.window.submit(f"{bank.base}/new", question_fields(make_category(), add="point"))

    assert answer.status_code == 200
    assert 'name="points-3-zh"' in answer.text
    assert 'value="说清分工"' in answer.text
    assert db.session.scalars(select(Question)).all() == []


def test_saving_the_form_as_it_is_drawn_changes_nothing(bank: Any) -> None:
    wordings = ["now, if", "later"]
    question = make_question(
        club=bank.of_club,
        points=[{"weight": 3, "zh": "甲", "en": "", "also_zh": ["有，我"], "also_en": wordings}] * 3,
    )
    page = bank.window.get(f"{bank.base}/{question.id}/edit").text

    answer = bank.window.submit(f"{bank.base}/{question.id}/edit", fields_drawn(page))

    assert answer.status_code == 303
    assert acts() == []


def test_a_live_question_stays_live_when_it_is_edited(bank: Any) -> None:
    question = make_question(club=bank.of_club)

    bank.window.submit(
        f"{bank.base}/{question.id}/edit", question_fields(make_category(), version=question.version)
    )

    assert (fresh(question.id).status, question.text_zh) == (LIVE, "说说你带过的一个团队。")
    assert acts() == ["question.edit"]


@pytest.mark.parametrize(
    "changes",
    [
        {"text_zh": "完全不同的题"},
        {"text_en": "Another one"},
        {"points-0-zh": "别的要点"},
        {"sample_zh": "别的回答"},
        {"follow_ups_zh": "后来呢？"},
        {"follow_ups_en": "And then?"},
    ],
)
def test_what_a_live_question_says_is_reviewed_again(bank: Any, owner: User, changes: dict[str, str]) -> None:
    factories.make_user(is_superuser=True)
    question = make_question(club=bank.of_club)
    path = f"{bank.base}/{question.id}/edit"
    with transaction():
        db.session.get_one(User, bank.worker.id).locale = "en"
    page = bank.window.get(path).text

    bank.window.submit(path, fields_drawn(page) | changes)

    assert (fresh(question.id).status, question.writer_ids) == (IN_REVIEW, [bank.worker.id])
    assert acts() == ["question.edit", "question.submit"]
    assert "once someone else has reviewed them" in bank.window.get(path.removesuffix("/edit")).text


@pytest.mark.parametrize("was_for_panels", [True, False], ids=["opened", "closed"])
def test_who_is_asked_a_live_question_is_reviewed_again(
    browser: Any, club: Club, officer: User, owner: User, *, was_for_panels: bool
) -> None:
    question = make_question(club=club, is_for_panels=was_for_panels)
    path, window = f"/manage/{club.slug}/questions/{question.id}/edit", browser(officer)
    fields = {**fields_drawn(window.get(path).text), "is_for_panels": "" if was_for_panels else "y"}

    window.submit(path, {name: value for name, value in fields.items() if value})

    assert (fresh(question.id).status, question.is_for_panels) == (IN_REVIEW, not was_for_panels)


def test_where_a_live_question_stands_is_not_reviewed(bank: Any, owner: User) -> None:
    factories.make_user(is_superuser=True)
    question = make_question(club=bank.of_club)
    path = f"{bank.base}/{question.id}/edit"

    bank.window.submit(path, fields_drawn(bank.window.get(path).text) | {"tags": "new", "difficulty": "5"})

    assert (fresh(question.id).status, question.tags, question.difficulty) == (LIVE, ["new"], 5)


def test_a_live_question_keeps_three_points(bank: Any) -> None:
    question = make_question(club=bank.of_club)
    fields = question_fields(make_category(), version=question.version, **{"points-2-zh": ""})

    answer = bank.window.submit(f"{bank.base}/{question.id}/edit", fields)

    assert answer.status_code == 422
    assert len(fresh(question.id).points) == 3


def test_a_retired_question_is_not_edited(bank: Any) -> None:
    question = make_question(club=bank.of_club, status=RETIRED)

    answer = bank.window.submit(
        f"{bank.base}/{question.id}/edit", question_fields(make_category(), version=question.version)
    )

    assert answer.status_code == 409
