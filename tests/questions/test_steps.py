"""The steps of a question: review by four eyes, publication, sending back, retirement and merging."""

from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Role
from clubinterview.core.transaction import in_transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from clubinterview.questions.four_eyes import may_publish
from clubinterview.questions.models import Question, QuestionStatus
from clubinterview.questions.services import WrongState, publish_question
from clubinterview.recruitment.models import DriveStatus
from tests import factories
from tests.acting import by
from tests.auth.acts import in_threads
from tests.questions.acts import acts, fresh, make_category, make_question, question_fields
from tests.questions.form_acts import fields_drawn

DRAFT, IN_REVIEW, LIVE, RETIRED = QuestionStatus


@pytest.mark.parametrize(
    ("act", "begins", "ends"),
    [
        ("review", DRAFT, IN_REVIEW), ("publication", IN_REVIEW, LIVE), ("sending-back", IN_REVIEW, DRAFT),
        ("retirement", DRAFT, RETIRED), ("retirement", IN_REVIEW, RETIRED), ("retirement", LIVE, RETIRED),
        ("revival", RETIRED, DRAFT),
    ],
)  # fmt: skip
def test_steps_that_are_allowed(bank: Any, act: str, begins: QuestionStatus, ends: QuestionStatus) -> None:
    question = make_question(club=bank.of_club, status=begins)

    answer = bank.window.submit(
        f"{bank.base}/{question.id}/{act}", {"reason": "换个说法", "version": question.version}
    )

    assert answer.status_code == 303
    assert fresh(question.id).status == ends
    assert len(acts()) == 1


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("review", IN_REVIEW), ("review", LIVE), ("review", RETIRED), ("publication", DRAFT), ("publication", LIVE),
        ("publication", RETIRED), ("sending-back", DRAFT), ("sending-back", LIVE), ("sending-back", RETIRED),
        ("retirement", RETIRED), ("revival", DRAFT), ("revival", IN_REVIEW), ("revival", LIVE),
    ],
)  # fmt: skip
def test_steps_that_are_not(bank: Any, act: str, state: QuestionStatus) -> None:
    question = make_question(club=bank.of_club, status=state)

    answer = bank.window.submit(f"{bank.base}/{question.id}/{act}", {"reason": "x"})

    assert answer.status_code == 409
    assert (fresh(question.id).status, acts()) == (state, [])


def test_what_is_incomplete_is_not_given_to_review(bank: Any) -> None:
    question = make_question(club=bank.of_club, status=DRAFT, points=[])

    bank.window.submit(f"{bank.base}/{question.id}/review")

    assert fresh(question.id).status == DRAFT
    assert "flash error" in bank.window.get(f"{bank.base}/{question.id}").text


def test_a_writer_does_not_publish_while_somebody_else_could(bank: Any, owner: User) -> None:
    factories.make_user(is_superuser=True)
    question = make_question(club=bank.of_club, status=IN_REVIEW, writer=bank.worker)

    bank.window.submit(f"{bank.base}/{question.id}/publication", {"version": question.version})

    assert fresh(question.id).status == IN_REVIEW
    assert "flash error" in bank.window.get(f"{bank.base}/{question.id}").text


def test_a_writer_who_is_alone_publishes(bank: Any) -> None:
    question = make_question(club=bank.of_club, status=IN_REVIEW, writer=bank.worker)

    bank.window.submit(f"{bank.base}/{question.id}/publication", {"version": question.version})

    assert fresh(question.id).status == LIVE


def test_who_wrote_a_question_first_does_not_publish_it_after_a_touch_by_another(
    browser: Any, club: Club, officer: User, owner: User
) -> None:
    third = factories.make_user()
    factories.make_membership(club=club, user=third, role=Role.OFFICER)
    base, category = f"/manage/{club.slug}/questions", make_category()
    browser(officer).submit(f"{base}/new", question_fields(category))
    [question] = db.session.scalars(select(Question))
    fields = question_fields(category, tags="touched", version=question.version)
    browser(owner).submit(f"{base}/{question.id}/edit", fields)
    browser(owner).submit(f"{base}/{question.id}/review")

    for writer in (officer, owner):
        browser(writer).submit(f"{base}/{question.id}/publication", {"version": fresh(question.id).version})

    assert (fresh(question.id).status, question.writer_ids) == (IN_REVIEW, [officer.id, owner.id])
    browser(third).submit(f"{base}/{question.id}/publication", {"version": question.version})
    assert (fresh(question.id).status, question.writer_ids) == (LIVE, [])


@pytest.mark.parametrize(
    ("actor", "writers", "reviewers", "may"),
    [
        (1, [], {1, 2}, True), (1, [2], {1, 2}, True), (1, [1], {1, 2}, False), (1, [1, 2], {1, 2, 3}, False),
        (1, [2, 1], {1, 2, 3}, False), (1, [1, 2], {1, 2}, True), (1, [2, 1], {1, 2}, False), (1, [1], {1}, True),
        (1, [2, 1], {1}, True),
    ],
    ids=[
        "nobody's", "another's", "own", "first of two, a third is there", "last of two, a third is there",
        "first of two, both wrote", "last of two, both wrote", "alone", "the other has left",
    ],
)  # fmt: skip
def test_four_eyes(actor: int, writers: list[int], reviewers: set[int], may: bool) -> None:
    assert may_publish(actor, writers, frozenset(reviewers)) is may


def test_what_was_swapped_after_it_was_read_is_not_published(
    browser: Any, club: Club, officer: User, owner: User
) -> None:
    question = make_question(club=club, status=IN_REVIEW, writer=officer)
    base = f"/manage/{club.slug}/questions/{question.id}"
    reviewer = browser(owner)
    read = fields_drawn(reviewer.get(base).text)
    fields = question_fields(make_category(), version=question.version, text_zh="换掉的题目")
    browser(officer).submit(f"{base}/edit", fields)

    answer = reviewer.submit(f"{base}/publication", read)

    assert answer.status_code == 409
    assert "flash error" in answer.text
    assert "换掉的题目" in answer.text
    assert fresh(question.id).status == IN_REVIEW
    assert reviewer.submit(f"{base}/publication", fields_drawn(answer.text)).status_code == 303
    assert fresh(question.id).status == LIVE


def test_nothing_is_published_without_saying_what_was_read(bank: Any) -> None:
    question = make_question(club=bank.of_club, status=IN_REVIEW)

    assert bank.window.submit(f"{bank.base}/{question.id}/publication").status_code == 409
    assert fresh(question.id).status == IN_REVIEW


def test_an_edit_does_not_overwrite_one_that_came_between(bank: Any) -> None:
    question = make_question(club=bank.of_club)
    path = f"{bank.base}/{question.id}/edit"
    mine = fields_drawn(bank.window.get(path).text) | {"sample_zh": "我写的长答案"}
    bank.window.submit(path, question_fields(make_category(), version=question.version))

    answer = bank.window.submit(path, mine)

    assert answer.status_code == 409
    assert "flash error" in answer.text
    assert "我写的长答案" in answer.text
    assert fresh(question.id).sample_zh == "我带过一个五人小组。"
    assert bank.window.submit(path, fields_drawn(answer.text)).status_code == 303
    assert fresh(question.id).sample_zh == "我写的长答案"


def told(user: User) -> list[str]:
    """The reasons that somebody was given."""
    rows = db.session.scalars(select(Notification).where(Notification.user_id == user.id))
    return [row.parameters["reason"] for row in rows]


def test_all_writers_but_the_reviewer_are_told_why_a_question_comes_back(
    browser: Any, club: Club, officer: User, owner: User
) -> None:
    third = factories.make_user()
    factories.make_membership(club=club, user=third, role=Role.OFFICER)
    question = make_question(club=club, status=IN_REVIEW, writer_ids=[owner.id, third.id, officer.id])

    browser(officer).submit(f"/manage/{club.slug}/questions/{question.id}/sending-back", {"reason": "太难了"})

    assert [told(person) for person in (owner, third, officer)] == [["太难了"], ["太难了"], []]
    assert fresh(question.id).writer_ids == [owner.id, third.id, officer.id]


def test_who_has_left_the_club_is_told_nothing_of_its_questions(bank: Any, candidate: User) -> None:
    question = make_question(club=bank.of_club, status=IN_REVIEW, writer=candidate)

    bank.window.submit(f"{bank.base}/{question.id}/sending-back", {"reason": "太难了"})

    assert fresh(question.id).status == DRAFT
    assert told(candidate) == []


def test_sending_back_needs_a_reason(bank: Any) -> None:
    question = make_question(club=bank.of_club, status=IN_REVIEW)

    assert bank.window.submit(f"{bank.base}/{question.id}/sending-back").status_code == 422
    assert fresh(question.id).status == IN_REVIEW


def test_a_live_question_is_not_merged_into_one_that_students_do_not_see(bank: Any) -> None:
    live = make_question(club=bank.of_club)
    hidden = [make_question(club=bank.of_club, status=status) for status in (DRAFT, IN_REVIEW)]

    statuses = [
        bank.window.submit(f"{bank.base}/{live.id}/merging", {"into": row.ref}).status_code for row in hidden
    ]

    assert statuses == [422, 422]
    assert fresh(live.id).status == LIVE
    assert (
        bank.window.submit(f"{bank.base}/{hidden[0].id}/merging", {"into": hidden[1].ref}).status_code == 303
    )


def test_merging_retires_the_one_for_the_other(bank: Any) -> None:
    first, second, third = (make_question(club=bank.of_club) for _ in range(3))

    bank.window.submit(f"{bank.base}/{first.id}/merging", {"into": second.ref})
    answer = bank.window.submit(f"{bank.base}/{second.id}/merging", {"into": third.ref})

    assert answer.status_code == 303
    assert [(fresh(row.id).status, row.merged_into_id) for row in (first, second, third)] == [
        (RETIRED, third.id), (RETIRED, third.id), (LIVE, None),
    ]  # fmt: skip
    assert bank.window.get(f"{bank.base}/{first.id}").status_code == 200


def test_a_question_is_merged_only_into_one_that_fits(bank: Any) -> None:
    question, retired = make_question(club=bank.of_club), make_question(club=bank.of_club, status=RETIRED)
    panels = make_question(club=bank.of_club, is_for_panels=True)
    foreign = make_question(club=factories.make_club())

    statuses = [
        bank.window.submit(f"{bank.base}/{question.id}/merging", {"into": into}).status_code
        for into in (question.ref, retired.ref, panels.ref, foreign.ref, "missing", "")
    ]

    assert statuses == [422] * 6
    assert fresh(question.id).status == LIVE


@pytest.mark.parametrize(
    ("status", "opens"),
    [
        (DriveStatus.DRAFT, True), (DriveStatus.OPEN, False), (DriveStatus.CLOSED, False),
        (DriveStatus.ARCHIVED, True),
    ],
)  # fmt: skip
def test_a_panel_question_is_not_opened_while_a_drive_runs(
    browser: Any, club: Club, officer: User, status: DriveStatus, opens: bool
) -> None:
    factories.make_drive(club=club, status=status)
    factories.make_drive(status=DriveStatus.OPEN)
    question = make_question(club=club, is_for_panels=True)

    answer = browser(officer).submit(
        f"/manage/{club.slug}/questions/{question.id}/edit",
        question_fields(make_category(), version=question.version),
    )

    assert answer.status_code == (303 if opens else 422)
    assert fresh(question.id).is_for_panels is not opens


def test_platform_questions_are_never_for_panels(browser: Any, administrator: User) -> None:
    browser(administrator).submit(
        "/platform/questions/new", question_fields(make_category(), is_for_panels="y", club_id="1")
    )

    [question] = db.session.scalars(select(Question))
    assert (question.is_for_panels, question.club_id) == (False, None)


def test_two_acts_at_once_are_done_one_after_the_other(app: Any, officer: User, club: Club) -> None:
    question, barrier, results = make_question(club=club, status=IN_REVIEW), Barrier(2), []
    question_id, club_id, officer_id = question.id, club.id, officer.id

    def act() -> None:
        with app.app_context():
            barrier.wait()
            try:
                in_transaction(lambda: publish_question(club_id, question_id, by=by(officer_id)))
                results.append("done")
            except WrongState:
                results.append("refused")

    in_threads(act, 2)

    assert sorted(results) == ["done", "refused"]
    assert fresh(question_id).status == LIVE
    assert acts() == ["question.publish"]
