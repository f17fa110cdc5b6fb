"""What publishing the decisions of a stage would do, for the page that asks before it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from clubinterview.auth.models import User
from clubinterview.extensions import db
from clubinterview.recruitment import hooks
from clubinterview.recruitment.decisions.ranking import MOST_COUNTED
from clubinterview.recruitment.models import Application, Decision, Outcome, Stage, StageKind, Status
from clubinterview.recruitment.scorecards.models import StageScore
from clubinterview.recruitment.status import IN_STAGE


@dataclass(frozen=True)
class Preview:
    """What would be published.

    outcomes: how many of each.  rejected, unscored: names of those who would be rejected, and of those who are decided
    about without any scorecard.  falling_away: (name, what they would lose), such as an interview still to come.
    """

    outcomes: Counter[Outcome]
    rejected: list[str]
    unscored: list[str]
    falling_away: list[tuple[str, str]]


def preview_of(stage: Stage, reader_id: int, now: datetime) -> Preview:
    """Return what publishing would do, of at most 1000 decisions. The reader's own application is left out.

    One statement, and those of hooks.lost_by_leaving.
    """
    rows = db.session.execute(
        select(Application.id, User.name_for_others(), Application.status, Decision.outcome, StageScore.id)
        .select_from(Decision)
        .join(Application, Application.id == Decision.application_id)
        .join(User, User.id == Application.user_id)
        .outerjoin(
            StageScore, and_(StageScore.application_id == Application.id, StageScore.stage_id == stage.id)
        )
        .where(
            Decision.stage_id == stage.id,
            Decision.is_waiting(),
            Application.stage_id == stage.id,
            Application.status.in_([IN_STAGE[stage.kind], Status.WAITLISTED]),
            Application.user_id != reader_id,
        )
        .order_by(Application.id)
        .limit(MOST_COUNTED)
    ).all()
    return Preview(
        outcomes=Counter(row.outcome for row in rows),
        rejected=[row[1] for row in rows if row.outcome == Outcome.REJECT],
        unscored=[row[1] for row in rows if row[4] is None] if stage.kind == StageKind.INTERVIEW else [],
        falling_away=_falling_away({row[0]: row[1] for row in rows if row.status == Status.INTERVIEW}, now),
    )


def _falling_away(names: dict[int, str], now: datetime) -> list[tuple[str, str]]:
    ids: Sequence[int] = list(names)
    lost = (
        {key: words for look in hooks.lost_by_leaving for key, words in look(ids, now).items()} if ids else {}
    )
    return [(names[key], words) for key, words in sorted(lost.items())]
