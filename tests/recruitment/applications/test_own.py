"""An officer who applies to their own club neither reads nor decides about their own application."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotAllowed
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.decisions.services import Saved, Verdict, decide
from clubinterview.recruitment.models import Application, Decision, Outcome, Stage, Status
from clubinterview.recruitment.scorecards.services import save_scorecard
from tests import factories
from tests.acting import by
from tests.recruitment.pages import ranking_of


@pytest.fixture
def own(officer: User, club: Club) -> Application:
    return factories.make_application(drive=factories.make_drive(club=club), user=officer)


def test_own_application_is_not_shown(browser: Any, officer: User, club: Club, own: Application) -> None:
    answer = browser(officer).get(f"/manage/{club.slug}/drives/{own.drive_id}/applicants/{own.id}")

    assert answer.status_code == 403


def test_nobody_decides_about_their_own(officer: User, club: Club, own: Application) -> None:
    stage = own.drive.stages[0]

    with pytest.raises(NotAllowed), transaction():
        decide(stage, club.id, [Verdict(own.id, Outcome.ADVANCE)], by=by(officer.id))

    assert db.session.query(Decision).all() == []


def test_another_officer_decides(owner: User, club: Club, own: Application) -> None:
    stage = own.drive.stages[0]

    with transaction():
        changed = decide(stage, club.id, [Verdict(own.id, Outcome.ADVANCE)], by=by(owner.id))

    assert changed == Saved(1, [])


def test_the_ranking_shows_and_asks_nothing_about_ones_own(
    browser: Any, officer: User, owner: User, club: Club, interview: Stage
) -> None:
    own, other = (
        factories.make_application(drive=interview.drive, user=user, status=Status.INTERVIEW)
        for user in (officer, factories.make_user())
    )
    with transaction():
        points = {criterion.id: 5 for criterion in interview.criteria}
        save_scorecard(own.id, interview.id, owner.id, points=points, note="", submit=True, now=utcnow())
    factories.make_decision(application=own, stage=interview, officer=owner, outcome=Outcome.REJECT)
    desk, path = browser(officer), ranking_of(interview)

    page = desk.get(path).text
    asked = re.findall(r'name="(rows-\d+-)application_id"[^>]* value="(\d+)"', page)
    fields = {f"{row}application_id": application_id for row, application_id in asked}
    answer = desk.submit(path, fields | {f"{row}outcome": "advance" for row, _ in asked})

    assert ("5.0<" in page, [int(application_id) for _, application_id in asked]) == (False, [other.id])
    assert answer.status_code == 302
    outcomes = {row.application_id: row.outcome for row in db.session.scalars(select(Decision))}
    assert outcomes == {own.id: Outcome.REJECT, other.id: Outcome.ADVANCE}
