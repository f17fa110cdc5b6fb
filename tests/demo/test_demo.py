"""The demo shows every state, keeps every invariant, and is the same each time."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.transaction import transaction
from clubinterview.demo.accounts import ACCOUNTS, PASSWORD
from clubinterview.demo.builder import fill
from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Slot
from clubinterview.messaging.models import OutboxMessage
from clubinterview.practice.models import MockInterview
from clubinterview.profile.base_data import load_base_data
from clubinterview.questions.starter import load_starter_bank
from clubinterview.recruitment.models import (
    Application,
    ApplicationAnswer,
    Drive,
    DriveCount,
    FieldKind,
    FormField,
    Offer,
    Status,
)
from clubinterview.recruitment.scorecards.models import Scorecard, StageScore
from clubinterview.resume.models import Resume
from clubinterview.storage import files

NOW = datetime(2026, 9, 26, 4, 0, tzinfo=UTC)


def _make_demo() -> None:
    with transaction():
        load_base_data()
        load_starter_bank()
    fill(NOW)
    db.session.expire_all()


def test_demo_is_one_season_that_holds_together(app: Flask, client: Any) -> None:
    _make_demo()

    statuses = Counter(db.session.scalars(select(Application.status)))
    applicants = db.session.scalar(select(func.count(func.distinct(Application.user_id))))

    assert db.session.scalar(select(func.count()).select_from(Club)) == 4
    assert len({drive.phase_at(NOW) for drive in db.session.scalars(select(Drive))}) == 2
    assert applicants == 120
    assert set(statuses) == set(Status) - {Status.WITHDRAWN, Status.EXPIRED}
    _check_counts()
    _check_seats()
    _check_scores()
    _check_offers()
    _check_answers()
    _check_resumes()
    _check_practice()
    _check_names()
    assert db.session.scalars(select(OutboxMessage)).all() == []
    _check_signing_in(client)


def _check_practice() -> None:
    """The student's second mock interview went better."""
    first, second = db.session.scalars(select(MockInterview.score).order_by(MockInterview.id))

    assert 0 < first < 50 < second


def _check_counts() -> None:
    counted = Counter(
        (drive_id, status)
        for drive_id, status in db.session.execute(select(Application.drive_id, Application.status))
    )
    kept = {
        (row.drive_id, row.status): row.total for row in db.session.scalars(select(DriveCount)) if row.total
    }
    assert kept == dict(counted)


def _check_seats() -> None:
    live = Counter(db.session.scalars(select(Booking.slot_id).where(Booking.is_live.is_(True))))
    slots = db.session.scalars(select(Slot)).all()
    assert {slot.id: slot.booked for slot in slots} == {slot.id: live[slot.id] for slot in slots}
    assert any(slot.starts_at > NOW for slot in slots)


def _check_scores() -> None:
    totals: dict[tuple[int, int], list[Decimal]] = {}
    for card in db.session.scalars(select(Scorecard)):
        totals.setdefault((card.application_id, card.stage_id), []).append(card.total or Decimal(0))
    for score in db.session.scalars(select(StageScore)):
        cards = totals.pop((score.application_id, score.stage_id))
        assert score.scorecards == len(cards)
        assert abs(score.average - sum(cards) / len(cards)) <= Decimal("0.005")
    assert totals == {}


def _check_offers() -> None:
    answered = {Status.OFFERED, Status.JOINED, Status.DECLINED}
    with_offer = set(db.session.scalars(select(Offer.application_id)))
    assert with_offer == set(
        db.session.scalars(select(Application.id).where(Application.status.in_(answered)))
    )


def _check_answers() -> None:
    texts = db.session.scalars(
        select(ApplicationAnswer.text)
        .join(FormField, FormField.id == ApplicationAnswer.form_field_id)
        .where(FormField.kind == FieldKind.LONG_TEXT)
    ).all()
    assert len(texts) > 120
    assert [text for text, times in Counter(texts).items() if times > 1] == []


def _check_resumes() -> None:
    resumes = db.session.scalars(select(Resume)).all()
    assert len(resumes) == 120
    with files.open_file(resumes[0].storage_key) as file:
        assert file.read(2) == b"PK"


def _check_signing_in(client: Any) -> None:
    student = ACCOUNTS[0]

    answer = client.submit("/login", {"address": student.email, "password": PASSWORD})

    assert answer.status_code in {302, 303}
    assert client.get("/me").status_code == 200


def _check_names() -> None:
    names = set(db.session.scalars(select(User.name)))

    assert {"欧阳子涵", "𠮷雅宁", "Zoë O'Brien-Ng", "Nguyễn Thị Hồng"} <= names
