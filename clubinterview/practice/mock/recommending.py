"""What to practise next, and why: weak subjects, those of the clubs applied to, those not seen for long."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Department
from clubinterview.core.clock import utcnow
from clubinterview.extensions import db
from clubinterview.practice.mock.fields_of_work import categories_spoken_of
from clubinterview.practice.queries import Practised, practised
from clubinterview.questions.models import QuestionCategory
from clubinterview.recruitment.models import Application, ApplicationChoice, Status

MOST = 3
WEAK_BELOW = 60.0
LONG_AGO = timedelta(days=14)
GOES_ON = (Status.DRAFT, Status.SUBMITTED, Status.INTERVIEW, Status.WAITLISTED)
SPOKEN_OF = 1.0  # categories heavier than what suits every person


class Reason(enum.StrEnum):
    WEAK = "weak"
    APPLIED = "applied"
    LONG_AGO = "long_ago"
    NEW = "new"


@dataclass(frozen=True)
class Suggestion:
    """A category to practise, and why.  detail: the mean score, or the department's name.  last_at: None for never."""

    category: QuestionCategory
    reason: Reason
    detail: str = ""
    last_at: datetime | None = None


def suggestions(user: User, subjects: Sequence[QuestionCategory]) -> list[Suggestion]:
    """Return up to three categories with the reason, the most useful first. Two statements.

    subjects: the categories that have questions for the person (queries.subjects_of).
    """
    now = utcnow()
    results = practised(user.id)
    found = [
        *_weak(subjects, results),
        *_applied(user, subjects, results, now),
        *_long_ago(subjects, results, now),
    ]
    chosen: dict[int, Suggestion] = {}
    for one in found:
        chosen.setdefault(one.category.id, one)
    return list(chosen.values())[:MOST]


def _weak(subjects: Sequence[QuestionCategory], results: dict[int, Practised]) -> list[Suggestion]:
    weak = [one for one in subjects if one.id in results and results[one.id].mean < WEAK_BELOW]
    weak.sort(key=lambda one: (results[one.id].mean, one.id))
    return [
        Suggestion(one, Reason.WEAK, str(round(results[one.id].mean)), results[one.id].last_at)
        for one in weak[:2]
    ]


def _applied(
    user: User, subjects: Sequence[QuestionCategory], results: dict[int, Practised], now: datetime
) -> list[Suggestion]:
    departments = db.session.scalars(
        select(Department)
        .join(ApplicationChoice, ApplicationChoice.department_id == Department.id)
        .join(Application, Application.id == ApplicationChoice.application_id)
        .where(Application.user_id == user.id, Application.status.in_(GOES_ON))
        .order_by(Application.id.desc(), ApplicationChoice.rank)
        .limit(10)
    )
    by_slug = {one.slug: one for one in subjects}
    found = []
    for department in departments:
        weights = categories_spoken_of([department.name, department.description])
        for slug in sorted(weights, key=lambda slug: (-weights[slug], slug)):
            category = by_slug.get(slug)
            if category is None or weights[slug] < SPOKEN_OF or _is_fresh(results.get(category.id), now):
                continue
            last = results.get(category.id)
            found.append(
                Suggestion(category, Reason.APPLIED, department.name, last.last_at if last else None)
            )
    return found


def _long_ago(
    subjects: Sequence[QuestionCategory], results: dict[int, Practised], now: datetime
) -> list[Suggestion]:
    old = [one for one in subjects if one.id in results and not _is_fresh(results[one.id], now)]
    old.sort(key=lambda one: (results[one.id].last_at, one.id))
    new = [one for one in subjects if one.id not in results]
    return [Suggestion(one, Reason.LONG_AGO, last_at=results[one.id].last_at) for one in old] + [
        Suggestion(one, Reason.NEW) for one in new
    ]


def _is_fresh(result: Practised | None, now: datetime) -> bool:
    return result is not None and now - result.last_at < LONG_AGO
