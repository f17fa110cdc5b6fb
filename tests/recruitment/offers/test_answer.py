"""Offers are accepted or declined in time, once, and expire after it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification, OutboxMessage
from clubinterview.recruitment.models import DriveCount, Offer, Status
from clubinterview.recruitment.offers.services import OfferExpired, accept_offer, decline_offer
from clubinterview.recruitment.offers.tasks import expire_offers
from clubinterview.recruitment.status import WrongState
from tests.factories import make_application, make_user
from tests.recruitment.cast import make_offer
from tests.recruitment.pages import status_of


@pytest.fixture
def offered(candidate, drive):
    return make_offer(user=candidate, drive=drive)


def kinds() -> list[str]:
    return list(db.session.scalars(select(Notification.kind)))


def test_the_page_shows_the_offer_with_both_answers(browser, candidate, offered):
    page = browser(candidate).get(f"/applications/{offered.id}").text

    assert "技术部" in page
    assert f'action="/applications/{offered.id}/offer/acceptance"' in page
    assert f'action="/applications/{offered.id}/offer/refusal"' in page


@pytest.mark.parametrize(
    ("act", "status", "kind"),
    [
        ("acceptance", Status.JOINED, "application_joined"),
        ("refusal", Status.DECLINED, "application_declined"),
    ],
)
def test_an_offer_is_answered(browser, candidate, offered, act, status, kind):
    answer = browser(candidate).submit(f"/applications/{offered.id}/offer/{act}")

    assert answer.location == f"/applications/{offered.id}"
    assert status_of(offered) == status
    assert db.session.scalars(select(Offer)).one().answered_at is not None
    assert kinds() == [kind]


@pytest.mark.parametrize("act", ["acceptance", "refusal"])
def test_answering_twice_is_answering_once(browser, candidate, offered, act):
    page = browser(candidate)
    page.submit(f"/applications/{offered.id}/offer/{act}")

    assert page.submit(f"/applications/{offered.id}/offer/{act}").status_code == 302
    assert len(kinds()) == 1


def test_an_answer_cannot_be_changed(browser, candidate, offered):
    page = browser(candidate)
    page.submit(f"/applications/{offered.id}/offer/acceptance")

    assert page.submit(f"/applications/{offered.id}/offer/refusal").status_code == 409
    assert status_of(offered) == Status.JOINED


@pytest.mark.parametrize("status", ["submitted", "interview", "waitlisted", "rejected", "withdrawn"])
def test_without_an_offer_there_is_nothing_to_accept(candidate, drive, status):
    application = make_application(drive=drive, user=candidate, status=Status(status))

    with pytest.raises(WrongState), transaction():
        accept_offer(candidate.id, application.id, now=utcnow())


@pytest.mark.parametrize("answer", [accept_offer, decline_offer])
@pytest.mark.parametrize(("seconds", "is_in_time"), [(-1, True), (0, True), (0.9, True), (1, False)])
def test_the_deadline_includes_its_second(candidate, drive, answer, seconds, is_in_time):
    deadline = (utcnow() + timedelta(hours=1)).replace(microsecond=0)
    offered = make_offer(user=candidate, drive=drive, deadline_at=deadline)
    now = deadline + timedelta(seconds=seconds)

    if is_in_time:
        with transaction():
            answer(candidate.id, offered.id, now=now)
        assert status_of(offered) in {Status.JOINED, Status.DECLINED}
    else:
        with pytest.raises(OfferExpired), transaction():
            answer(candidate.id, offered.id, now=now)
        assert status_of(offered) == Status.OFFERED


def test_too_late_is_a_page_that_says_so(browser, candidate, drive):
    offered = make_offer(user=candidate, drive=drive, deadline_at=utcnow() - timedelta(seconds=2))
    page = browser(candidate)

    assert "/offer/acceptance" not in page.get(f"/applications/{offered.id}").text
    assert page.submit(f"/applications/{offered.id}/offer/acceptance").status_code == 409


def test_reading_lets_no_offer_expire(browser, candidate, drive):
    offered = make_offer(user=candidate, drive=drive, deadline_at=utcnow() - timedelta(days=1))

    browser(candidate).get(f"/applications/{offered.id}")

    assert status_of(offered) == Status.OFFERED


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, Status.OFFERED), (0.9, Status.OFFERED), (1, Status.EXPIRED)]
)
def test_offers_expire_right_after_their_deadline(candidate, drive, seconds, status):
    deadline = utcnow().replace(microsecond=0)
    offered = make_offer(user=candidate, drive=drive, deadline_at=deadline)

    expire_offers(deadline + timedelta(seconds=seconds))

    assert status_of(offered) == status
    assert kinds() == (["application_expired"] if status == Status.EXPIRED else [])


def test_offers_expire_once_and_answered_ones_never(club, drive, candidate, other_candidate):
    past = utcnow() - timedelta(hours=1)
    late = make_offer(user=candidate, drive=drive, deadline_at=past)
    answered = make_offer(user=other_candidate, drive=drive, deadline_at=past)
    with transaction():
        accept_offer(other_candidate.id, answered.id, now=past)

    assert expire_offers(utcnow()) == 1
    assert expire_offers(utcnow()) == 0

    assert (status_of(late), status_of(answered)) == (Status.EXPIRED, Status.JOINED)
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 2


def test_many_offers_expire_in_batches(monkeypatch, club, drive):
    monkeypatch.setattr("clubinterview.recruitment.offers.services.EXPIRED_AT_ONCE", 2)
    for _ in range(5):
        make_offer(
            user=make_user(school=club.school), drive=drive, deadline_at=utcnow() - timedelta(minutes=1)
        )

    assert expire_offers(utcnow()) == 5
    assert db.session.get(DriveCount, (drive.id, Status.EXPIRED)).total == 5


def test_accepting_and_expiring_at_the_same_moment_has_one_winner(app, candidate, drive):
    deadline = utcnow().replace(microsecond=0)
    offered = make_offer(user=candidate, drive=drive, deadline_at=deadline)
    start, outcomes = threading.Barrier(2), []
    user_id, application_id = candidate.id, offered.id
    db.session.remove()

    def accept() -> None:
        with app.app_context():
            start.wait()
            try:
                in_transaction(lambda: accept_offer(user_id, application_id, now=deadline))
                outcomes.append(Status.JOINED)
            except OfferExpired:
                outcomes.append(Status.EXPIRED)

    def expire() -> None:
        with app.app_context():
            start.wait()
            expire_offers(deadline + timedelta(seconds=1))

    threads = [threading.Thread(target=accept), threading.Thread(target=expire)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [status_of(offered)] == outcomes
    assert len(kinds()) == 1
