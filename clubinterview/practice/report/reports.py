"""What came of a session, for its page: sub-scores, losses, best and weakest, what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from clubinterview.extensions import db
from clubinterview.practice.models import AnswerStatus, MockAnswer, MockInterview
from clubinterview.practice.scoring import SCORER_VERSION, Result
from clubinterview.practice.scoring.model import Loss

LEAST_LOSS = 0.5
PARTS = ("coverage", "structure", "concreteness", "length", "style")


@dataclass(frozen=True)
class AnswerReport:
    """An answer with its result, and how it went before when the question was asked again.

    result: None for a skipped question.  earlier: the answer that it is compared with.
    """

    answer: MockAnswer
    result: Result | None
    earlier: MockAnswer | None = None

    @property
    def losses(self) -> list[Loss]:
        """What cost points, the most first: what would read alike is one entry, whichever parts lost by it."""
        found: dict[tuple[str, int | None, str], Loss] = {}
        for loss in self.result.losses if self.result else ():
            key = loss.reason, loss.point, loss.sentence
            found[key] = replace(loss, points=loss.points + found[key].points) if key in found else loss
        large = [loss for loss in found.values() if loss.points >= LEAST_LOSS]
        return sorted(large, key=lambda loss: -loss.points)

    @property
    def gain(self) -> int | None:
        """By how many points it is better than the earlier answer."""
        if self.earlier is None or self.earlier.score is None or self.answer.score is None:
            return None
        return self.answer.score - self.earlier.score


@dataclass(frozen=True)
class Report:
    """What a finished session shows.

    shares: part → percent of its points that were reached, over all answers.  best, weakest: None when all are alike.
    """

    mock: MockInterview
    answers: Sequence[AnswerReport]
    shares: dict[str, int]
    best: AnswerReport | None
    weakest: AnswerReport | None

    @property
    def is_outdated(self) -> bool:
        """Whether an older version of the scorer made it."""
        return any(one.result is not None and one.result.version != SCORER_VERSION for one in self.answers)

    @property
    def lowest_part(self) -> str | None:
        """The part in which most was lost."""
        return min(self.shares, key=lambda part: self.shares[part]) if self.shares else None


def report_of(mock: MockInterview) -> Report:
    """Return the report of a session whose answers are loaded. One statement at most."""
    ids = [answer.retry_of_id for answer in mock.answers if answer.retry_of_id]
    earlier = (
        {row.id: row for row in db.session.scalars(select(MockAnswer).where(MockAnswer.id.in_(ids)))}
        if ids
        else {}
    )
    answers = [
        AnswerReport(
            answer,
            Result.from_json(answer.result) if answer.result else None,
            earlier.get(answer.retry_of_id or 0),
        )
        for answer in mock.answers
        if answer.status in {AnswerStatus.DONE, AnswerStatus.SKIPPED}
    ]
    scored = sorted(
        (one for one in answers if one.result is not None),
        key=lambda one: (-(one.answer.score or 0), one.answer.position),
    )
    several = len(scored) > 1 and scored[0].answer.score != scored[-1].answer.score
    return Report(
        mock,
        answers,
        _shares([one.result for one in scored if one.result is not None]),
        scored[0] if several else None,
        scored[-1] if several else None,
    )


def _shares(results: Sequence[Result]) -> dict[str, int]:
    shares = {}
    for name in PARTS:
        parts = [part for result in results for part in result.parts if part.name == name]
        maximum = sum(part.maximum for part in parts)
        if maximum:
            shares[name] = round(100 * sum(part.points for part in parts) / maximum)
    return shares
