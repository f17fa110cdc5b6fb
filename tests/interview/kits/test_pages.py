"""The pages of kits: officers write and draw, interviewers read, students see nothing of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.interview.bookings.services import live_booking
from clubinterview.interview.day.expectations import expectations_on
from clubinterview.interview.kits.draws import draw_for_everybody
from clubinterview.interview.kits.models import InterviewKit, KitDraw, KitPart
from clubinterview.questions.models import Question
from clubinterview.recruitment.models import Drive, DriveStatus
from tests import factories
from tests.acting import by
from tests.counting import counted
from tests.interview.kits.acts import (
    book,
    book_evening,
    drawn_for,
    form_of,
    make_bank,
    make_category,
    make_kit,
)

MOST = 6


@pytest.fixture
def path(club, drive, stage):
    return f"/manage/{club.slug}/drives/{drive.id}/stages/{stage.id}/kit"


@pytest.fixture
def kit(stage, club, officer):
    make_bank(club, make_category(), (3,) * 12)
    return make_kit(stage, officer)


@pytest.fixture
def booked(drive, interviewer, candidate):
    """The candidate's application, booked with the interviewer."""
    return book(drive, panel=(interviewer,), user=candidate)


@pytest.fixture
def desk(club, booked):
    return f"/manage/{club.slug}/candidates/{booked.id}"


def _count(model):
    db.session.commit()
    return db.session.scalar(select(func.count()).select_from(model))


def _secrets(application):
    """The words of what the application drew."""
    texts = db.session.scalars(select(Question.text_zh).where(Question.id.in_(drawn_for(application))))
    return list(texts)


def test_officer_writes_a_kit(browser, officer, stage, path):
    answer = browser(officer).submit(path, form_of(stage))

    assert (answer.status_code, answer.location) == (303, path)
    assert (_count(InterviewKit), _count(KitPart)) == (1, 4)


def test_kit_comes_back_as_it_was_written(browser, officer, stage, path):
    category = make_category(name="<团队>")
    make_kit(stage, officer, 5, category_id=category.id, difficulty=4)

    page = browser(officer).get(path)

    assert page.status_code == 200
    for text in ("欢迎你来", "有例子", "&lt;团队&gt;", "parts-4-anchor_5"):
        assert text in page.text
    assert "parts-5-" not in page.text


def test_empty_row_is_left_out(browser, officer, stage, path):
    fields = form_of(stage, 5, **{f"parts-4-anchor_{points}": "" for points in (1, 3, 5)})

    assert browser(officer).submit(path, fields).status_code == 303
    assert _count(KitPart) == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"opening": ""},
        {"opening": "长" * 1001},
        {"closing_minutes": "61"},
        {"opening_minutes": ""},
        {"parts-1-minutes": "0"},
        {"parts-1-minutes": ""},
        {"parts-1-minutes": "9" * 30},
        {"parts-1-anchor_3": ""},
        {"parts-1-anchor_5": "长" * 301},
        {"parts-1-anchor_5": "a\0b"},
        {"parts-1-criterion_id": "987654"},
        {"parts-1-criterion_id": "abc"},
        {"parts-1-category_id": "987654"},
        {"parts-1-difficulty": "6"},
        {"parts-1-kinds": "secret"},
        {f"parts-3-anchor_{points}": "" for points in (1, 3, 5)},
    ],
)
def test_kit_that_is_not_right_is_drawn_again(browser, officer, stage, path, wrong):
    answer = browser(officer).submit(path, form_of(stage, **wrong))

    assert (answer.status_code, "说得清" in answer.text) == (422, True)
    assert _count(InterviewKit) == 0


def test_row_is_added_without_scripts(browser, officer, stage, path):
    answer = browser(officer).submit(path, form_of(stage, add="part"))

    assert (answer.status_code, "parts-4-minutes" in answer.text, "说得清" in answer.text) == (
        200,
        True,
        True,
    )
    assert _count(InterviewKit) == 0


def test_no_more_than_six_rows(browser, officer, stage, path):
    answer = browser(officer).submit(path, form_of(stage, 9, add="part"))

    assert "parts-6-" not in answer.text


def test_parts_in_use_are_refused_beside_what_was_typed(
    browser, officer, stage, path, kit, drive, interviewer
):
    application = book(drive, panel=(interviewer,), starts_at=utcnow() - timedelta(minutes=5))
    browser(officer).submit(f"/manage/{drive.club.slug}/candidates/{application.id}/kit")

    answer = browser(officer).submit(path, form_of(stage, 5, opening="新的开场"))

    assert (answer.status_code, "新的开场" in answer.text, _count(KitPart)) == (409, True, 4)


@pytest.mark.parametrize("status", [DriveStatus.DRAFT, DriveStatus.ARCHIVED])
def test_kit_of_a_drive_that_does_not_run_cannot_be_written(browser, officer, stage, drive, path, status):
    with transaction():
        lock(Drive, drive.id).status = status

    assert browser(officer).get(path).status_code == 200
    assert browser(officer).submit(path, form_of(stage)).status_code == 409
    assert _count(InterviewKit) == 0


def test_everybody_booked_draws(browser, officer, path, kit, drive, interviewer):
    evening = book_evening(drive, (interviewer,), 3)

    answer = browser(officer).submit(f"{path}/draws")

    assert (answer.status_code, answer.location) == (303, path)
    assert [len(drawn_for(application)) for application in evening] == [4, 4, 4]


def test_drawing_is_offered_when_all_have_drawn_too(browser, officer, path, kit, drive, interviewer):
    book_evening(drive, (interviewer,), 2)
    window = browser(officer)
    window.submit(f"{path}/draws")

    assert f'action="{path}/draws"' in window.get(path).text
    assert window.submit(f"{path}/draws").status_code == 303


@pytest.mark.parametrize("page", ["", "/kit"])
def test_page_says_when_it_was_drawn_and_drawn_anew(browser, officer, interviewer, kit, drive, page):
    application = book(drive, panel=(interviewer,))
    address = f"/manage/{drive.club.slug}/candidates/{application.id}"
    browser(officer).submit(f"{address}/kit")
    with transaction():
        officer.locale = "en"
        draw = db.session.scalars(select(KitDraw)).one()
        draw.created_at = datetime(2027, 3, 4, 11, 30, tzinfo=UTC)

    def said():
        text = browser(officer).get(f"{address}{page}").text
        return [each in text for each in ("Drawn ", "19:30", "Redrawn ", "20:45")]

    assert said() == [True, True, False, False]
    with transaction():
        db.session.scalars(select(KitDraw)).one().redrawn_at = datetime(2027, 3, 4, 12, 45, tzinfo=UTC)
    assert said() == [True, True, True, True]


def test_preview_shows_an_example_and_keeps_nothing(browser, officer, path, kit):
    window = browser(officer)

    pages = [window.get(f"{path}/preview").text for _ in range(2)]

    assert "经历" in pages[0]
    assert _count(KitDraw) == 0


def test_preview_of_an_empty_bank_says_so(browser, officer, stage, path):
    make_kit(stage, officer)

    page = browser(officer).get(f"{path}/preview")

    assert (page.status_code, 'class="flash warning"' in page.text) == (200, True)


def test_preview_without_a_kit_is_not_there(browser, officer, path):
    assert browser(officer).get(f"{path}/preview").status_code == 404


def test_interviewer_draws_and_reads_everything(browser, interviewer, kit, booked, desk, stage):
    window = browser(interviewer)

    answer = window.submit(f"{desk}/kit")

    assert (answer.status_code, answer.location) == (303, f"{desk}#kit")
    for page in (window.get(desk), window.get(f"{desk}/kit")):
        for text in (*_secrets(booked), "要点", "追问", "欢迎你来", "有什么想问我们的吗", "有例子"):
            assert text in page.text


def test_reading_draws_nothing(browser, interviewer, kit, booked, desk):
    window = browser(interviewer)

    assert (window.get(desk).status_code, window.get(f"{desk}/kit").status_code) == (200, 200)
    assert _count(KitDraw) == 0


def test_what_was_drawn_is_shown_as_it_was_then(browser, interviewer, kit, booked, desk):
    window = browser(interviewer)
    window.submit(f"{desk}/kit")
    texts = [db.session.get(Question, question_id).text_zh for question_id in drawn_for(booked)]
    with transaction():
        db.session.execute(update(Question).values(text_zh="后来改掉的题", points=[]))

    page = window.get(desk).text

    assert all(text in page for text in texts)
    assert "后来改掉的题" not in page


def test_kit_longer_than_the_slot_is_warned_of(browser, interviewer, club, booked, stage, officer, desk):
    make_kit(stage, officer, minutes=4)  # 21 minutes in a slot of 20
    assert "flash warning" in browser(interviewer).get(desk).text

    make_kit(stage, officer, minutes=3)
    assert "flash warning" not in browser(interviewer).get(desk).text


def test_running_interview_shows_when_each_part_should_end(
    browser, interviewer, stage, officer, booked, desk
):
    make_kit(stage, officer)
    began_at = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
    with transaction():
        live_booking(booked.id, stage.id).began_at = began_at

    pages = [browser(interviewer).get(address).text for address in (desk, f"{desk}/kit")]

    for page in pages:
        shown = [
            datetime.fromisoformat(text) for text in re.findall(r'datetime="([^"]*)" data-kit-end', page)
        ]
        assert [at - began_at for at in shown] == [timedelta(minutes=each) for each in (2, 6, 10, 14, 18, 21)]
        assert "19:06" in page


@pytest.mark.parametrize("ended", [False, True])
def test_interview_that_does_not_run_shows_no_ends(browser, interviewer, stage, officer, booked, desk, ended):
    make_kit(stage, officer)
    with transaction():
        booking = live_booking(booked.id, stage.id)
        booking.began_at = booking.ended_at = utcnow() if ended else None

    page = browser(interviewer).get(desk).text

    assert ('id="kit"' in page, "data-kit-" in page) == (True, False)


def test_queue_counts_with_the_minutes_of_the_kit(club, drive, stage, interviewer, officer):
    make_kit(stage, officer)  # 21 minutes, a minute more than the slots have
    begin = datetime(2027, 3, 5, 11, 0, tzinfo=UTC)
    running, waiting = (
        book(drive, panel=(interviewer,), starts_at=begin + timedelta(minutes=20 * number))
        for number in range(2)
    )
    with transaction():
        live_booking(running.id, stage.id).began_at = begin

    expected = expectations_on(club.id, begin.date(), begin)

    booking = live_booking(waiting.id, stage.id)
    assert {key: each.expected_at for key, each in expected.items()} == {
        booking.id: begin + timedelta(minutes=21)
    }


def test_candidate_page_without_a_kit_has_no_card(browser, interviewer, desk):
    assert 'id="kit"' not in browser(interviewer).get(desk).text
    assert browser(interviewer).get(f"{desk}/kit").status_code == 404
    assert browser(interviewer).submit(f"{desk}/kit").status_code == 404


def test_too_small_a_bank_is_said(browser, interviewer, stage, officer, desk):
    make_kit(stage, officer)

    assert browser(interviewer).submit(f"{desk}/kit").status_code == 409


def test_english_reader_gets_english_points(browser, interviewer, kit, booked, desk):
    with transaction():
        interviewer.locale = "en"
    browser(interviewer).submit(f"{desk}/kit")

    page = browser(interviewer).get(desk).text

    assert "Point " in page
    assert "Listen for" in page


@pytest.mark.parametrize(("who", "status"), [("candidate", 404), ("outsider", 404), ("interviewer", 403)])
def test_kit_is_for_officers(request, browser, path, kit, who, status):
    window = browser(request.getfixturevalue(who))

    for end in ("", "/preview"):
        assert window.get(path + end).status_code == status
    for end in ("", "/draws"):
        assert window.submit(path + end).status_code == status


@pytest.mark.parametrize(("who", "status"), [("candidate", 404), ("outsider", 404)])
def test_candidates_kit_is_for_the_club(request, browser, desk, kit, who, status):
    window = browser(request.getfixturevalue(who))

    assert window.get(f"{desk}/kit").status_code == status
    assert window.submit(f"{desk}/kit").status_code == status
    assert _count(KitDraw) == 0


def test_interviewer_of_somebody_else_neither_draws_nor_reads(browser, club, desk, kit):
    other = factories.make_user(school=club.school)
    factories.make_membership(club=club, user=other)

    assert browser(other).get(f"{desk}/kit").status_code == 403
    assert browser(other).submit(f"{desk}/kit").status_code == 403
    assert _count(KitDraw) == 0


def test_member_who_applied_does_not_see_the_own_kit(browser, club, drive, stage, kit, interviewer):
    own = book(drive, user=interviewer)

    answer = browser(interviewer).get(f"/manage/{club.slug}/candidates/{own.id}/kit")

    assert answer.status_code == 403


def test_stage_of_another_drive_is_not_there(browser, officer, club, drive):
    other = factories.make_drive(club=club)
    foreign = factories.make_drive()
    start = f"/manage/{club.slug}/drives"

    for address in (
        f"{start}/{drive.id}/stages/{other.stages[-1].id}/kit",
        f"{start}/{drive.id}/stages/{drive.stages[0].id}/kit",
        f"{start}/{foreign.id}/stages/{foreign.stages[-1].id}/kit",
    ):
        assert browser(officer).get(address).status_code == 404
        assert browser(officer).submit(f"{address}/draws").status_code == 404


def test_students_find_nothing_of_a_draw(browser, candidate, officer, kit, booked, drive, stage):
    with transaction():
        draw_for_everybody(stage.id, by=by(officer.id))
    window = browser(candidate)

    secret = [*_secrets(booked), "要点", "有例子", "欢迎你来"]
    for address in (
        "/", "/applications", f"/applications/{booked.id}", f"/applications/{booked.id}/slots",
        f"/clubs/{drive.club.slug}", "/notifications", "/me",
    ):  # fmt: skip
        page = window.get(address)
        assert page.status_code == 200
        assert not [text for text in secret if text in page.text]


def test_nothing_is_drawn_without_a_token(browser, officer, path, kit, desk):
    for address in (f"{path}/draws", f"{desk}/kit", path):
        assert browser(officer).post(address).status_code == 400

    assert _count(KitDraw) == 0


def test_pages_ask_little_whatever_there_is(
    browser, path, desk, kit, stage, club, drive, officer, interviewer
):
    windows = {"officer": browser(officer), "interviewer": browser(interviewer)}
    pages = [
        ("officer", path), ("officer", f"{path}/preview"), ("officer", desk), ("officer", f"{desk}/kit"),
        ("interviewer", desk), ("interviewer", f"{desk}/kit"),
    ]  # fmt: skip
    few = {page: _cost(windows[page[0]], page[1]) for page in pages}
    make_bank(club, make_category(), (1, 2, 3, 4, 5) * 12)
    book_evening(drive, (officer,), 20)
    with transaction():
        draw_for_everybody(stage.id, by=by(officer.id))

    many = {page: _cost(windows[page[0]], page[1]) for page in pages}

    for page in pages:
        assert few[page].sql == many[page].sql <= MOST, (page, many[page].statements)
        assert (many[page].redis, few[page].written, many[page].written) == (1, [], []), page


def _cost(window, address):
    assert window.get(address).status_code == 200
    with counted() as count:
        window.get(address)
    return count
