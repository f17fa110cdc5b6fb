"""scoring: what a scorecard says, when it closes, and what all of them come to."""

from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotFound
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.recruitment.models import Outcome, Status
from clubinterview.recruitment.scorecards.models import Criterion, Scorecard, ScorecardScore, StageScore
from clubinterview.recruitment.scorecards.services import (
    AlreadySubmitted,
    ScorecardClosed,
    ScorecardIncomplete,
    average_of,
    save_scorecard,
    weighted_total,
)
from tests import factories
from tests.interview.seats import at_once, fresh


def _save(application, stage, interviewer, *given, note="", submit=True, now=None):
    points = {criterion.id: each for criterion, each in zip(stage.criteria, given, strict=False)}
    with transaction():
        return save_scorecard(
            application.id,
            stage.id,
            interviewer.id,
            points=points,
            note=note,
            submit=submit,
            now=now or utcnow(),
        )


def _stage_scores():
    return db.session.execute(select(StageScore.average, StageScore.scorecards)).all()


def _publish(application, stage, officer):
    factories.make_decision(
        application=application, stage=stage, officer=officer, outcome=Outcome.REJECT, published_at=utcnow()
    )


@pytest.mark.parametrize(
    ("weights", "points", "total"),
    [
        ((40, 60), (5, 5), "5.00"),
        ((40, 60), (1, 1), "1.00"),
        ((40, 60), (3, 4), "3.60"),
        ((33, 33, 34), (1, 2, 2), "1.67"),
        ((1, 1, 1), (1, 1, 2), "1.33"),
        ((1, 199), (1, 2), "2.00"),  # 1.995: halves go up
        ((199, 1), (1, 2), "1.01"),  # 1.005
    ],
)
def test_total_is_the_mean_by_weight(weights, points, total):
    criteria = [Criterion(id=number, weight_percent=weight) for number, weight in enumerate(weights)]

    assert weighted_total(criteria, dict(enumerate(points))) == Decimal(total)


def test_average_rounds_halves_up():
    assert average_of([Decimal("3.60"), Decimal("3.61")]) == Decimal("3.61")


def test_submitted_scorecard_is_kept(invited, stage, interviewer):
    card = _save(invited, stage, interviewer, 3, 4, note="思路清楚 😀")

    kept = fresh(card)
    assert (kept.total, kept.note, kept.submitted_at is not None) == (Decimal("3.60"), "思路清楚 😀", True)
    assert db.session.scalars(select(ScorecardScore.points).order_by(ScorecardScore.id)).all() == [3, 4]


def test_stage_score_follows_the_submitted_scorecards(invited, stage, interviewer, officer):
    _save(invited, stage, interviewer, 3, 4)
    assert _stage_scores() == [(Decimal("3.60"), 1)]

    _save(invited, stage, officer, 5, 5)
    assert _stage_scores() == [(Decimal("4.30"), 2)]


def test_draft_may_be_incomplete_and_counts_nowhere(invited, stage, interviewer):
    card = _save(invited, stage, interviewer, 3, submit=False)

    assert (fresh(card).total, fresh(card).submitted_at, _stage_scores()) == (None, None, [])


def test_complete_draft_does_not_count_in_the_average(invited, stage, interviewer, officer):
    draft = _save(invited, stage, interviewer, 1, 1, submit=False)

    _save(invited, stage, officer, 5, 5)

    assert (fresh(draft).total, _stage_scores()) == (Decimal("1.00"), [(Decimal("5.00"), 1)])


def test_draft_forgets_points_that_were_taken_back(invited, stage, interviewer):
    _save(invited, stage, interviewer, 3, 4, submit=False)

    _save(invited, stage, interviewer, 2, submit=False)

    assert db.session.scalars(select(ScorecardScore.points)).all() == [2]


def test_incomplete_scorecard_is_not_submitted(invited, stage, interviewer):
    with pytest.raises(ScorecardIncomplete):
        _save(invited, stage, interviewer, 3)

    assert db.session.scalars(select(Scorecard)).all() == []


def test_submitted_scorecard_can_be_submitted_again(invited, stage, interviewer):
    first = _save(invited, stage, interviewer, 3, 4).submitted_at

    card = _save(invited, stage, interviewer, 5, 5)

    assert fresh(card).submitted_at > first
    assert len(db.session.scalars(select(Scorecard)).all()) == 1
    assert _stage_scores() == [(Decimal("5.00"), 1)]


def test_submitted_scorecard_is_no_draft_again(invited, stage, interviewer):
    card = _save(invited, stage, interviewer, 3, 4)

    with pytest.raises(AlreadySubmitted):
        _save(invited, stage, interviewer, 1, submit=False)

    assert fresh(card).total == Decimal("3.60")


def test_published_decision_closes_the_scorecards(invited, stage, interviewer, officer):
    card = _save(invited, stage, interviewer, 3, 4)
    _publish(invited, stage, officer)

    with pytest.raises(ScorecardClosed):
        _save(invited, stage, interviewer, 5, 5)

    assert fresh(card).total == Decimal("3.60")


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REJECTED, Status.OFFERED, Status.SUBMITTED])
def test_scorecards_are_open_in_the_stage_only(drive, stage, candidate, interviewer, status):
    application = factories.make_application(drive=drive, user=candidate, status=status)

    with pytest.raises(ScorecardClosed):
        _save(application, stage, interviewer, 3, 4)


def test_criterion_of_another_stage_is_not_there(invited, stage, interviewer, club):
    foreign = factories.make_drive(club=club).stages[-1].criteria[0]

    with pytest.raises(NotFound), transaction():
        save_scorecard(
            invited.id, stage.id, interviewer.id, points={foreign.id: 3}, note="", submit=False, now=utcnow()
        )


def _submitting(application, stage, user, points):
    submit = partial(
        save_scorecard, application.id, stage.id, user.id, points=points, note="", submit=True, now=utcnow()
    )
    return partial(in_transaction, submit)


def _make_invited(drive):
    return factories.make_application(drive=drive, status=Status.INTERVIEW)


def test_double_submit_makes_one_scorecard(app, drive, stage, interviewer):
    points = {criterion.id: 4 for criterion in stage.criteria}
    for round_ in range(1, 4):
        submit = _submitting(_make_invited(drive), stage, interviewer, points)

        results = at_once(app, [submit] * 4)

        assert [type(each) for each in results] == [Scorecard] * 4
        assert len(db.session.scalars(select(Scorecard)).all()) == round_
        assert _stage_scores() == [(Decimal("4.00"), 1)] * round_


def test_scorecards_submitted_at_once_all_count(app, drive, stage, interviewer, officer, owner):
    points = {criterion.id: number for number, criterion in enumerate(stage.criteria, 3)}
    for round_ in range(1, 4):
        invited = _make_invited(drive)

        results = at_once(
            app, [_submitting(invited, stage, user, points) for user in (interviewer, officer, owner)]
        )

        assert [type(each) for each in results] == [Scorecard] * 3
        assert _stage_scores() == [(Decimal("3.60"), 3)] * round_
