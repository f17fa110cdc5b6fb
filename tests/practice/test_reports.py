"""Reports: scored once, read by their owner alone, shared by a link that can be taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.practice.mock.services import finish_mock
from clubinterview.practice.models import AnswerStatus, MockAnswer, MockInterview
from clubinterview.practice.report import services as reports
from clubinterview.practice.report.charts import radar, trend
from clubinterview.practice.report.reports import AnswerReport
from clubinterview.practice.scoring import Result
from clubinterview.practice.scoring.model import Loss
from clubinterview.recruitment.models import Status
from tests import factories
from tests.counting import counted
from tests.meanwhile import just_before
from tests.practice.acts import GOOD, answer, answers_of, finished, open_answer, start


def path(mock, *more):
    return "/".join([f"/practice/sessions/{mock.id}", *more])


def end(mock):
    with transaction():
        finish_mock(mock.user_id, mock.id, now=utcnow())


def test_a_report_shows_score_losses_and_a_sample(browser, candidate):
    mock = finished(candidate)

    page = browser(candidate).get(path(mock, "report")).text

    assert f"<b>{mock.score}</b>" in page
    assert "遇到过的分歧" in page  # the key point that the answer leaves out
    assert "示范回答：我负责联络" in page


@pytest.mark.parametrize("place", ["/practice/history", "/practice", "{report}"])
def test_sessions_are_named_in_the_readers_language(browser, candidate, place):
    mock = finished(candidate)
    place = place.format(report=path(mock, "report"))
    reader = browser(candidate)

    chinese = reader.get(place).text
    with transaction():
        lock(User, candidate.id).locale = "en"
    english = reader.get(place).text

    assert ("团队协作" in chinese, "Teamwork" in chinese) == (True, False)
    assert ("团队协作" in english, "Teamwork" in english) == (False, True)


def test_until_it_is_scored_the_page_says_how_far_it_is(browser, candidate):
    mock = start(candidate, questions=1)
    answer(mock, "太短")

    response = browser(candidate).get(path(mock, "report"))

    assert response.headers["Refresh"] == "2"
    assert "0/1" in response.text


def test_a_report_is_made_once(candidate):
    mock = start(candidate, questions=1)
    answer(mock, "太短")

    assert [reports.score_mock(mock.id, now=utcnow()) for _ in range(2)] == [True, False]


def test_a_session_that_a_worker_left_is_taken_up(candidate):
    mock = start(candidate, questions=1)
    answer(mock, "太短", after=timedelta())

    assert reports.SCORE_MOCK.left_behind(utcnow()) == []
    assert reports.SCORE_MOCK.left_behind(utcnow() + timedelta(seconds=31)) == [mock.id]
    reports.score_mock(mock.id, now=utcnow())
    assert reports.SCORE_MOCK.left_behind(utcnow() + timedelta(seconds=31)) == []


def test_a_report_that_is_renewed_while_it_is_scored_is_not_over(candidate):
    mock = start(candidate, questions=1)
    answer(mock)
    end(mock)
    renewal = update(MockAnswer).where(MockAnswer.mock_id == mock.id).values(score=None, result=None)

    with just_before("UPDATE mock_interview ", renewal):
        assert not reports.score_mock(mock.id, now=utcnow())

    db.session.expire_all()
    assert reports.SCORE_MOCK.left_behind(utcnow() + timedelta(seconds=31)) == [mock.id]
    assert reports.score_mock(mock.id, now=utcnow())
    assert answers_of(mock)[0].result is not None


def test_a_worker_that_died_between_two_answers_goes_on(candidate, monkeypatch):
    mock = start(candidate)
    while any(row.status == AnswerStatus.OPEN for row in answers_of(mock)):
        answer(mock)
    real, calls = reports.score_answer, []

    def die_at_the_second(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(reports, "score_answer", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        reports.score_mock(mock.id, now=utcnow())
    first = answers_of(mock)[0].score
    monkeypatch.undo()

    assert reports.score_mock(mock.id, now=utcnow())
    assert [row.score is not None for row in answers_of(mock)] == [True] * 4
    assert answers_of(mock)[0].score == first


def test_a_report_can_be_made_anew_with_the_same_result(browser, candidate):
    mock = finished(candidate)
    before = [(row.score, row.result) for row in answers_of(mock)]
    reader = browser(candidate)

    reader.submit(path(mock, "report", "renewal"))
    assert "0/4" in reader.get(path(mock, "report")).text
    reports.score_mock(mock.id, now=utcnow())

    assert [(row.score, row.result) for row in answers_of(mock)] == before


def test_a_report_of_an_older_scorer_offers_to_be_made_anew(browser, candidate):
    mock = finished(candidate)
    reader = browser(candidate)
    button = path(mock, "report", "renewal")
    assert button not in reader.get(path(mock, "report")).text
    with transaction():
        row = lock(MockAnswer, answers_of(mock)[0].id)
        row.result = row.result | {"version": "0"}

    assert button in reader.get(path(mock, "report")).text


def test_skipped_questions_do_not_count(browser, candidate):
    mock = start(candidate)
    answer(mock)
    answer(mock)  # the follow-up
    browser(candidate).submit(f"/practice/answers/{open_answer(mock).id}/skipping")
    reports.score_mock(mock.id, now=utcnow())
    db.session.refresh(mock)

    scores = [row.score for row in answers_of(mock)]
    assert scores[-1] is None
    assert mock.score == round((scores[0] + scores[1]) / 2)


def test_a_session_without_answers_has_a_report_without_a_score(browser, candidate):
    mock = start(candidate)
    end(mock)
    reports.score_mock(mock.id, now=utcnow())

    response = browser(candidate).get(path(mock, "report"))

    assert response.status_code == 200
    assert db.session.get(MockInterview, mock.id).score is None


def test_one_question_again_is_compared_with_before(browser, candidate):
    before = finished(
        candidate, text="我们做了一个活动，还不错，大家都很开心，我学到很多东西，下次会继续努力做得更好一些。"
    )
    reader = browser(candidate)
    first = answers_of(before)[0]

    response = reader.submit(f"/practice/answers/{first.id}/repetition", {"start_key": "k" * 20})
    mock = db.session.scalars(select(MockInterview).order_by(MockInterview.id.desc())).first()
    answer(mock)
    while any(row.status == AnswerStatus.OPEN for row in answers_of(mock)):
        answer(mock)
    reports.score_mock(mock.id, now=utcnow())

    assert response.location == path(mock)
    again = answers_of(mock)[0]
    assert (again.retry_of_id, again.asked) == (first.id, first.asked)
    assert f"+{again.score - first.score}" in reader.get(path(mock, "report")).text


def test_all_questions_again_leave_the_follow_ups_to_the_answers(browser, candidate):
    before = finished(candidate)

    browser(candidate).submit(path(before, "repetition"), {"start_key": "k" * 20})

    mock = db.session.scalars(select(MockInterview).order_by(MockInterview.id.desc())).first()
    assert [row.question_id for row in answers_of(mock)] == [
        row.question_id for row in answers_of(before) if row.follow_up is None
    ]


def test_a_shared_report_opens_without_signing_in_and_says_no_name(browser, candidate):
    mock = finished(candidate)
    reader = browser(candidate)
    reader.submit(path(mock, "sharing"))
    db.session.refresh(mock)
    link = f"/practice/shared/{mock.share_token}"
    assert link in reader.get(path(mock, "report")).text

    response = browser().get(link)

    assert response.status_code == 200
    assert GOOD[:20] in response.text
    assert candidate.name not in response.text
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_sharing_twice_is_one_link(browser, candidate):
    mock = finished(candidate)
    reader = browser(candidate)
    tokens = set()
    for _ in range(2):
        reader.submit(path(mock, "sharing"))
        db.session.refresh(mock)
        tokens.add(mock.share_token)

    assert len(tokens) == 1


def test_a_link_that_was_taken_back_opens_nothing(browser, candidate):
    mock = finished(candidate)
    reader = browser(candidate)
    reader.submit(path(mock, "sharing"))
    db.session.refresh(mock)
    token = mock.share_token
    reader.submit(path(mock, "sharing", "end"))

    assert browser().get(f"/practice/shared/{token}").status_code == 404


def shared_link(mock):
    with transaction():
        reports.share(mock.user_id, mock.id)
    db.session.refresh(mock)
    return f"/practice/shared/{mock.share_token}"


@pytest.mark.parametrize(
    ("status", "is_found"),
    [
        (Status.DRAFT, False), (Status.SUBMITTED, False), (Status.INTERVIEW, False), (Status.WAITLISTED, False),
        (Status.OFFERED, False), (Status.JOINED, False), (Status.WITHDRAWN, True), (Status.REJECTED, True),
        (Status.DECLINED, True), (Status.EXPIRED, True),
    ],
)  # fmt: skip
def test_a_club_that_is_applied_to_finds_nothing_behind_the_link(
    browser, candidate, club, officer, interviewer, status, is_found
):
    link = shared_link(finished(candidate))
    factories.make_application(drive=factories.make_drive(club=club), user=candidate, status=status)

    answers = [browser(member).get(link).status_code for member in (officer, interviewer)]

    assert answers == [200 if is_found else 404] * 2


def test_the_link_opens_for_everybody_else(browser, candidate, club, other_candidate):
    link = shared_link(finished(candidate))
    drive = factories.make_drive(club=club)
    factories.make_application(drive=drive, user=candidate, status=Status.SUBMITTED)
    factories.make_application(drive=drive, user=other_candidate, status=Status.SUBMITTED)
    elsewhere = factories.make_user()
    factories.make_membership(club=factories.make_club(school=club.school), user=elsewhere)

    for reader in (None, candidate, other_candidate, elsewhere):
        assert (browser(reader) if reader else browser()).get(link).status_code == 200


def test_the_owner_is_told_who_can_open_the_link(browser, candidate):
    with transaction():
        lock(User, candidate.id).locale = "en"
    mock = finished(candidate)
    reader = browser(candidate)

    before = reader.get(path(mock, "report")).text
    shared_link(mock)
    after = reader.get(path(mock, "report")).text

    for page in (before, after):
        assert "without signing in" in page
        assert "Members of a club you applied to" in page


def test_others_can_neither_read_nor_share_a_report(browser, candidate, officer):
    mock = finished(candidate)
    reader = browser(officer)

    assert reader.get(path(mock, "report")).status_code == 404
    for more in (("sharing",), ("sharing", "end"), ("repetition",), ("report", "renewal")):
        assert reader.submit(path(mock, *more), {"start_key": "k" * 20}).status_code == 404


def test_the_history_lists_sessions_and_subjects(browser, candidate):
    for _ in range(2):
        finished(candidate)

    page = browser(candidate).get("/practice/history").text

    assert page.count('class="score-mark') == 2
    assert "<polyline" in page
    assert "teamwork 类" in page


def test_pages_cost_the_same_for_few_and_many_sessions(browser, candidate):
    reader = browser(candidate)
    mock = finished(candidate)
    for _ in range(2):
        finished(candidate)
    pages = ("/practice", "/practice/new", "/practice/history", path(mock, "report"))
    few = [_cost(reader, page) for page in pages]
    for _ in range(8):
        finished(candidate)

    many = [_cost(reader, page) for page in pages]

    assert many == few
    assert all(sql <= 6 and redis == 1 for sql, redis in many), many


def _cost(reader, page):
    assert reader.get(page).status_code == 200
    with counted() as count:
        reader.get(page)
    assert count.written == []
    return count.sql, count.redis


def test_a_radar_has_one_corner_for_each_part():
    shape = radar([("a", 100), ("b", 0), ("c", 50)])

    assert [axis.label for axis in shape.axes] == ["a", "b", "c"]
    assert shape.shape.split()[0] == "120.0,36.0"
    assert shape.shape.split()[1] == "120.0,120.0"


def test_a_trend_runs_from_the_oldest_to_the_newest():
    line = trend([0, 100])

    assert [(y, score) for _x, y, score in line.points] == [(204.0, 0), (16.0, 100)]
    assert line.points[0][0] < line.points[1][0]


def test_a_shared_report_is_hidden_with_its_owner(browser, candidate):
    mock = finished(candidate)
    browser(candidate).submit(path(mock, "sharing"))
    db.session.refresh(mock)
    link = f"/practice/shared/{mock.share_token}"
    with transaction():
        lock(User, candidate.id).erase_at = utcnow() + timedelta(days=14)

    assert browser().get(link).status_code == 404


def test_a_shared_report_shows_nothing_of_an_earlier_one(browser, candidate):
    before = finished(
        candidate,
        text="我当时很慌张，只说了独角鲸三个字，后来什么都没做成，大家都走了，我也走了，就这样结束了。",
    )
    reader = browser(candidate)
    reader.submit(path(before, "repetition"), {"start_key": "k" * 20})
    mock = db.session.scalars(select(MockInterview).order_by(MockInterview.id.desc())).first()
    while any(row.status == AnswerStatus.OPEN for row in answers_of(mock)):
        answer(mock)
    reports.score_mock(mock.id, now=utcnow())
    reader.submit(path(mock, "sharing"))
    db.session.refresh(mock)
    assert "独角鲸" in reader.get(path(mock, "report")).text

    assert "独角鲸" not in browser().get(f"/practice/shared/{mock.share_token}").text


def test_what_cost_points_in_several_parts_is_told_once():
    losses = (
        Loss("structure", 3.0, "off_topic"),
        Loss("coverage", 6.0, "point_missing", point=1),
        Loss("length", 4.0, "off_topic"),
        Loss("style", 0.2, "repetition"),
    )
    result = Result(0, "", (), losses, (), (), "1")

    told = AnswerReport(MockAnswer(), result).losses

    assert [(loss.reason, loss.points) for loss in told] == [("off_topic", 7.0), ("point_missing", 6.0)]
