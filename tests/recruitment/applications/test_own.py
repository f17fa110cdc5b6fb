"""An officer who applies to their own club neither reads nor decides about their own application."""

from typing import Any

import pytest

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.errors import NotAllowed
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.recruitment.decisions.services import Verdict, decide
from clubinterview.recruitment.models import Application, Decision, Outcome
from tests import factories
from tests.acting import by


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

    assert changed == 1
