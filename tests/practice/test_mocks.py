"""Mock interviews over the pages: begin, answer, pause, go on elsewhere, end."""

from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import select, update

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.practice.models import AnswerStatus, MockAnswer, MockInterview, MockStatus
from tests import factories
from tests.auth.acts import in_threads
from tests.meanwhile import just_before
from tests.practice.acts import GOOD, answers_of, make_category, make_question, open_answer, start

KEY = "a-key-of-one-form-1234"
CHOICES = {"count": "3", "mode": "text", "minutes": "3", "preparation": "30", "mix": "mixed", "kind": ""}


def begin(reader, category, **fields):
    return reader.submit(
        "/practice/new",
        {"start_key": KEY, "target": f"category:{category.id}" if category else "", **CHOICES, **fields},
    )


def mocks():
    db.session.commit()
    return list(db.session.scalars(select(MockInterview).order_by(MockInterview.id)))


def give(reader, mock, text=GOOD, **fields):
    row = open_answer(mock)
    return reader.submit(
        f"/practice/answers/{row.id}/completion", {"text": text, "revision": row.revision, **fields}
    )


def act(reader, mock, name):
    return reader.submit(f"/practice/sessions/{mock.id}/{name}")


def test_a_session_begins_with_the_chosen_number_of_questions(browser, candidate):
    category = make_category()
    for _ in range(5):
        make_question(category=category)
    reader = browser(candidate)

    response = begin(reader, category)

    (mock,) = mocks()
    assert response.location == f"/practice/sessions/{mock.id}"
    assert [row.status for row in answers_of(mock)] == [
        AnswerStatus.OPEN,
        AnswerStatus.WAITING,
        AnswerStatus.WAITING,
    ]
    assert open_answer(mock).asked["zh"]["text"] in reader.get(response.location).text


def test_a_form_sent_twice_begins_one_session(browser, candidate):
    category = make_category()
    make_question(category=category)
    reader = browser(candidate)

    first, second = begin(reader, category), begin(reader, category)

    assert first.location == second.location
    assert len(mocks()) == 1


def test_two_starts_at_once_begin_one_session(app, browser, candidate):
    category = make_category()
    make_question(category=category)
    readers = [browser(candidate), browser(candidate)]
    tokens = [reader.token() for reader in readers]
    barrier, statuses, target = Barrier(2), [], f"category:{category.id}"

    def press():
        number = barrier.wait()
        answer = readers[number].post(
            "/practice/new",
            data={
                "csrf_token": tokens[number],
                "start_key": f"{KEY}{number}",
                "target": target,
                **CHOICES,
            },
        )
        statuses.append(answer.status_code)

    in_threads(press, 2)

    assert statuses == [303, 303]
    assert len(mocks()) == 1


def test_a_second_session_leads_to_the_one_that_goes_on(browser, candidate):
    category = make_category()
    make_question(category=category)
    reader = browser(candidate)
    first = begin(reader, category)

    assert begin(reader, category, start_key="another-key-5678-abcd").location == first.location


def test_a_subject_without_questions_is_said_at_once(browser, candidate):
    assert begin(browser(candidate), make_category()).status_code == 422


def test_a_foreign_target_is_not_found(browser, candidate):
    category = make_category()
    make_question(category=category)

    assert begin(browser(candidate), category, target="drive:999").status_code == 422


def test_what_is_typed_is_saved_and_found_on_another_device(browser, candidate):
    mock = start(candidate)
    row = open_answer(mock)

    saved = browser(candidate).submit(
        f"/practice/answers/{row.id}/text", {"text": "我先说背景", "revision": 0}
    )

    assert saved.json == {"revision": 1}
    assert "我先说背景" in browser(candidate).get(f"/practice/sessions/{mock.id}").text


def test_the_page_knows_which_text_it_began_with(browser, candidate):
    mock = start(candidate)
    reader, row = browser(candidate), open_answer(mock)
    reader.submit(f"/practice/answers/{row.id}/text", {"text": "背景", "revision": 0})

    assert 'name="revision" type="hidden" value="1"' in reader.get(f"/practice/sessions/{mock.id}").text


def test_an_older_window_does_not_overwrite_a_newer_text(browser, candidate):
    mock = start(candidate)
    path = f"/practice/answers/{open_answer(mock).id}/text"
    browser(candidate).submit(path, {"text": "新的", "revision": 0})

    late = browser(candidate).submit(path, {"text": "旧的", "revision": 0})

    assert late.status_code == 409
    assert (late.json["text"], late.json["revision"]) == ("新的", 1)
    assert open_answer(mock).text == "新的"


def test_the_same_text_saved_twice_is_fine(browser, candidate):
    mock = start(candidate)
    path = f"/practice/answers/{open_answer(mock).id}/text"
    browser(candidate).submit(path, {"text": "一样", "revision": 0})

    assert browser(candidate).submit(path, {"text": "一样", "revision": 0}).json == {"revision": 1}


def test_a_text_that_is_too_long_is_refused_and_stays_in_the_field(browser, candidate):
    mock = start(candidate)

    response = give(browser(candidate), mock, "字" * 6001)

    assert response.status_code == 422
    assert "字" * 6001 in response.text
    assert open_answer(mock).text == ""


def test_an_answer_opens_the_next_question(browser, candidate):
    mock = start(candidate)
    reader = browser(candidate)

    give(reader, mock, "太短")

    first, second = answers_of(mock)
    assert (first.status, first.text, second.status) == (AnswerStatus.DONE, "太短", AnswerStatus.OPEN)


def test_an_answer_sent_twice_is_one(browser, candidate):
    mock = start(candidate, questions=3)
    reader, row = browser(candidate), open_answer(mock)
    for _ in range(2):
        reader.submit(f"/practice/answers/{row.id}/completion", {"text": "太短", "revision": 0})

    assert [one.status for one in answers_of(mock)] == [
        AnswerStatus.DONE,
        AnswerStatus.OPEN,
        AnswerStatus.WAITING,
    ]


def test_a_missing_point_brings_a_follow_up_once(browser, candidate):
    mock = start(candidate)
    reader = browser(candidate)

    give(reader, mock)

    follow_up = open_answer(mock)
    assert follow_up.follow_up == 0
    assert [point["zh"] for point in follow_up.asked["points"]] == ["遇到过的分歧"]
    assert "你们有过分歧吗？" in reader.get(f"/practice/sessions/{mock.id}").text
    give(reader, mock)
    assert open_answer(mock).follow_up is None


def test_who_says_nearly_nothing_is_not_asked_for_more(browser, candidate):
    mock = start(candidate)

    give(browser(candidate), mock, "不知道")

    assert len(answers_of(mock)) == 2


def test_a_question_can_be_skipped(browser, candidate):
    mock = start(candidate)

    browser(candidate).submit(f"/practice/answers/{open_answer(mock).id}/skipping")

    assert [row.status for row in answers_of(mock)] == [AnswerStatus.SKIPPED, AnswerStatus.OPEN]


def test_the_clock_stands_still_in_a_pause(browser, candidate):
    begun = utcnow()
    with time_machine.travel(begun, tick=False) as clock:
        mock = start(candidate)
        reader = browser(candidate)
        clock.shift(60)
        act(reader, mock, "pause")
        clock.shift(3000)
        act(reader, mock, "continuation")
        clock.shift(30)
        give(reader, mock, "太短")

    assert answers_of(mock)[0].seconds_used == 60  # of the 90, 30 were for thinking


def test_while_paused_one_can_save_but_not_go_on(browser, candidate):
    mock = start(candidate)
    reader, row = browser(candidate), open_answer(mock)
    act(reader, mock, "pause")

    assert (
        reader.submit(f"/practice/answers/{row.id}/text", {"text": "想到了", "revision": 0}).status_code
        == 200
    )
    assert give(reader, mock).status_code == 409


def test_the_last_answer_ends_the_session(browser, candidate):
    mock = start(candidate, questions=1)

    response = give(browser(candidate), mock, "太短")

    assert browser(candidate).get(response.location).location.endswith("/report")
    assert mocks()[0].status == MockStatus.FINISHED
    assert mocks()[0].is_live is None


def test_ending_early_keeps_what_was_saved(browser, candidate):
    mock = start(candidate)
    reader, row = browser(candidate), open_answer(mock)
    reader.submit(f"/practice/answers/{row.id}/text", {"text": "只说了一半", "revision": 0})

    act(reader, mock, "completion")

    assert [(one.status, one.text) for one in answers_of(mock)] == [
        (AnswerStatus.DONE, "只说了一半"), (AnswerStatus.WAITING, ""),
    ]  # fmt: skip


def test_an_abandoned_session_has_no_report_and_frees_the_way(browser, candidate):
    mock = start(candidate)
    reader = browser(candidate)

    act(reader, mock, "abandonment")

    assert reader.get(f"/practice/sessions/{mock.id}/report").status_code == 404
    assert reader.get(f"/practice/sessions/{mock.id}").status_code == 200
    assert start(candidate).status == MockStatus.RUNNING


def test_after_the_end_nothing_is_written_any_more(browser, candidate):
    mock = start(candidate)
    row = open_answer(mock)
    reader = browser(candidate)
    act(reader, mock, "completion")

    late = reader.submit(f"/practice/answers/{row.id}/text", {"text": "还有一点", "revision": 0})

    assert late.status_code == 409
    assert act(reader, mock, "pause").status_code == 409


def test_another_person_finds_nothing(browser, candidate, other_candidate):
    mock = start(candidate)
    row = open_answer(mock)
    stranger = browser(other_candidate)

    assert stranger.get(f"/practice/sessions/{mock.id}").status_code == 404
    assert stranger.get(f"/practice/sessions/{mock.id}/report").status_code == 404
    for path in (f"answers/{row.id}/text", f"answers/{row.id}/completion", f"sessions/{mock.id}/pause"):
        assert stranger.submit(f"/practice/{path}", {"text": "x", "revision": 0}).status_code == 404
    assert db.session.get(MockAnswer, row.id).text == ""


def test_a_session_can_be_left_for_days(browser, candidate):
    mock = start(candidate)

    with time_machine.travel(utcnow() + timedelta(days=3)):
        assert browser(candidate).get(f"/practice/sessions/{mock.id}").status_code == 200


def test_text_from_an_older_window_is_shown_with_the_newer_one(browser, candidate):
    mock = start(candidate)
    row = open_answer(mock)
    browser(candidate).submit(f"/practice/answers/{row.id}/text", {"text": "新窗口写的", "revision": 0})

    response = browser(candidate).submit(
        f"/practice/answers/{row.id}/completion", {"text": "旧窗口写的", "revision": 0}
    )

    assert response.status_code == 409
    assert "新窗口写的\n\n旧窗口写的" in response.text
    assert 'name="revision" type="hidden" value="1"' in response.text
    assert open_answer(mock).id == row.id


def test_text_for_a_question_that_was_closed_elsewhere_is_shown_to_copy(browser, candidate):
    mock = start(candidate)
    row = open_answer(mock)
    give(browser(candidate), mock, "第一个")

    response = browser(candidate).submit(
        f"/practice/answers/{row.id}/completion", {"text": "另一个窗口里的长回答", "revision": 0}
    )

    assert response.status_code == 409
    assert "另一个窗口里的长回答" in response.text
    assert answers_of(mock)[0].text == "第一个"


def test_text_for_a_session_that_is_over_is_shown_to_copy(browser, candidate):
    mock = start(candidate)
    row = open_answer(mock)
    act(browser(candidate), mock, "abandonment")

    response = browser(candidate).submit(
        f"/practice/answers/{row.id}/completion", {"text": "还没保存的话", "revision": 0}
    )

    assert response.status_code == 409
    assert "还没保存的话" in response.text


@pytest.mark.parametrize("name", ["pause", "completion"])
def test_leaving_the_question_keeps_what_was_typed(browser, candidate, name):
    mock = start(candidate)
    row = open_answer(mock)

    browser(candidate).submit(
        f"/practice/sessions/{mock.id}/{name}", {"answer": row.id, "text": "刚刚写的", "revision": 0}
    )

    assert answers_of(mock)[0].text == "刚刚写的"


def test_text_for_another_question_is_not_put_into_the_open_one(browser, candidate):
    mock = start(candidate)
    first = open_answer(mock)
    give(browser(candidate), mock, "第一个")

    response = browser(candidate).submit(
        f"/practice/sessions/{mock.id}/pause", {"answer": first.id, "text": "给第一题的话", "revision": 0}
    )

    assert response.status_code == 409
    assert [row.text for row in answers_of(mock)] == ["第一个", ""]


def test_a_question_that_is_not_reached_takes_no_answer(browser, candidate):
    mock = start(candidate)
    waiting = answers_of(mock)[1]

    response = browser(candidate).submit(
        f"/practice/answers/{waiting.id}/completion", {"text": "字" * 6001, "revision": 0}
    )

    assert response.status_code == 303
    assert answers_of(mock)[1].text == ""


def test_a_long_title_fits(browser, candidate, club):
    with transaction():
        club.name = "社" * 60
    drive = factories.make_drive(club=club, title="招" * 80)
    for slug in ("teamwork", "motivation"):
        make_question(category=make_category(slug))

    response = begin(browser(candidate), None, target=f"drive:{drive.id}")

    assert response.status_code == 303
    assert [len(mocks()[0].title_in(locale)) for locale in ("zh_Hans_CN", "en")] == [120, 120]


@pytest.mark.parametrize(("after", "used"), [(29, 29), (31, 30), (35, 30), (90, 60)])
def test_who_types_while_preparing_is_not_taken_for_fast(browser, candidate, after, used):
    begun = utcnow()
    with time_machine.travel(begun, tick=False) as clock:
        mock = start(candidate)
        clock.shift(after)
        give(browser(candidate), mock, "太短")

    assert answers_of(mock)[0].seconds_used == used


def test_a_session_whose_last_question_is_closed_while_it_is_read_is_read_again(browser, candidate):
    mock = start(candidate, questions=1)
    reader, page = browser(candidate), f"/practice/sessions/{mock.id}"
    closing = update(MockAnswer).where(MockAnswer.mock_id == mock.id).values(status=AnswerStatus.DONE)

    with just_before("SELECT mock_answer.", closing):
        assert reader.get(page).location == page
