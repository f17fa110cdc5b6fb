"""Writing and reviewing questions, in the platform's bank and in a club's."""

import html
import re
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Role
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from clubinterview.questions.four_eyes import may_publish
from clubinterview.questions.models import Question, QuestionStatus
from clubinterview.questions.services import WrongState, publish_question
from clubinterview.recruitment.models import DriveStatus
from tests import factories
from tests.acting import by
from tests.auth.acts import in_threads
from tests.counting import counted
from tests.questions.acts import acts, fresh, ids_listed, make_category, make_question, question_fields

ACTS = ["review", "publication", "sending-back", "retirement", "revival", "merging"]
PAGES = ["", "/new", "/files"]
DRAFT, IN_REVIEW, LIVE, RETIRED = QuestionStatus


@pytest.fixture
def administrator() -> User:
    return factories.make_user(name="苏平", is_superuser=True)


@pytest.fixture(params=["platform", "club"])
def bank(request: pytest.FixtureRequest, club: Club, officer: User, administrator: User, browser: Any) -> Any:
    """A bank's address, its club or None, somebody who works on it, and their window."""

    class Bank:
        of_club = club if request.param == "club" else None
        base = f"/manage/{club.slug}/questions" if of_club else "/platform/questions"
        worker = officer if of_club else administrator
        window = browser(worker)

    return Bank


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
    assert "when somebody else has reviewed them" in bank.window.get(path.removesuffix("/edit")).text


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


def fields_drawn(page: str) -> dict[str, str]:
    """What a browser would send of a drawn form if nobody touched it."""
    fields = {}
    for name, value in re.findall(
        r'<input(?![^>]*type="checkbox")[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page
    ):
        fields[name] = html.unescape(value)
    for name, value in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\r?\n(.*?)</textarea>', page, re.S):
        fields[name] = html.unescape(value)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        fields[name] = chosen.group(1) if chosen else ""
    return {name: value for name, value in fields.items() if name != "csrf_token"}


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
