"""Publishing the decisions of a stage: from then on the students know, all at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Department
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock, lock_all
from clubinterview.extensions import db
from clubinterview.messaging.services import notify
from clubinterview.recruitment import messages
from clubinterview.recruitment.decisions.services import is_last, may_decide
from clubinterview.recruitment.models import (
    Application,
    Decision,
    Drive,
    Offer,
    Outcome,
    Stage,
    Status,
)
from clubinterview.recruitment.status import change_statuses

KINDS = {
    Status.INTERVIEW: messages.INVITED,
    Status.WAITLISTED: messages.WAITLISTED,
    Status.REJECTED: messages.REJECTED,
    Status.OFFERED: messages.OFFERED,
}


class DeadlinePassed(DomainError):
    """The deadline for answers to offers is missing or lies in the past."""


def release_decisions(stage_id: int, *, deadline_at: datetime | None, by: By) -> int:
    """Release what was decided at the stage and is not released yet; returns how many applications that is.

    deadline_at: until when offers can be answered; needed after the last stage.  Each application moves on through
    the one door, the applicant is notified, and an offer is made after the last stage. What is undecided stays as it is;
    releasing again releases only what was decided since.
    Locks the people, the drive, and the applications, so that two officers release each decision once.
    Raises DeadlinePassed, NotFound.
    """
    stage = db.session.get(Stage, stage_id)
    if stage is None:
        raise NotFound("")
    if is_last(stage) and (deadline_at is None or deadline_at <= by.now):
        raise DeadlinePassed(_l("Choose a time in the future."))
    users = _lock_people(stage)
    drive = lock(Drive, stage.drive_id)
    if drive is None:
        raise NotFound("")
    applications = lock_all(Application, _waiting(stage, users))
    decisions = [
        decision
        for decision in _unpublished(stage, applications)
        if may_decide(applications[decision.application_id], stage)
    ]
    old = {decision.id: applications[decision.application_id].status for decision in decisions}
    following = _next(stage)
    change_statuses(
        [(decision.application_id, *_step(decision, following)) for decision in decisions],
        now=by.now,
        actor_id=by.actor_id,
    )
    names = _names(drive)
    for decision in decisions:
        application = applications[decision.application_id]
        decision.published_at = by.now
        if application.status == Status.OFFERED:
            _make_offer(decision, deadline_at)
        _record(decision, application, drive, old=old[decision.id], by=by)
        notify(
            users[application.user_id],
            KINDS[application.status],
            now=by.now,
            path=f"/applications/{application.id}",
            dedupe_key=f"{application.status}-{application.id}-{stage.id}",
            drive=drive.title,
            **_words(application, decision, following, deadline_at, names),
        )
    return len(decisions)


def _words(
    application: Application,
    decision: Decision,
    following: Stage | None,
    deadline_at: datetime | None,
    names: tuple[str, dict[int, str]],
) -> dict[str, Any]:
    """Return what the message about the decision names besides the drive. names: as `_names` gives them."""
    club, departments = names
    if application.status == Status.OFFERED:
        return {
            "club": club,
            "department": departments[decision.department_id or 0],
            "deadline": deadline_at,
        }
    return {"club": club, "stage": following.phrase if following is not None else ""}


def _lock_people(stage: Stage) -> dict[int, User]:
    """Lock those whose decisions wait, in the order of their ids, and return them by id."""
    people = (
        select(Application.user_id)
        .join(Decision, Decision.application_id == Application.id)
        .where(Decision.stage_id == stage.id, Decision.is_waiting())
    )
    return lock_all(User, db.session.scalars(people))


def _waiting(stage: Stage, user_ids: Iterable[int]) -> Sequence[int]:
    return db.session.scalars(
        select(Application.id)
        .join(Decision, Decision.application_id == Application.id)
        .where(
            Decision.stage_id == stage.id,
            Decision.is_waiting(),
            Application.user_id.in_(list(user_ids)),
        )
    ).all()


def _unpublished(stage: Stage, application_ids: Iterable[int]) -> Sequence[Decision]:
    """Return the decisions as they are now that their applications are locked."""
    return db.session.scalars(
        select(Decision)
        .where(
            Decision.stage_id == stage.id,
            Decision.is_waiting(),
            Decision.application_id.in_(list(application_ids)),
        )
        .order_by(Decision.application_id)
        .execution_options(populate_existing=True)
    ).all()


def _next(stage: Stage) -> Stage | None:
    return db.session.scalar(
        select(Stage)
        .where(Stage.drive_id == stage.drive_id, Stage.position > stage.position)
        .order_by(Stage.position)
        .limit(1)
    )


def _step(decision: Decision, following: Stage | None) -> tuple[Status, Stage | None]:
    """Return (status, stage) that the decision leads to. following: the next stage, None after the last one."""
    if decision.outcome == Outcome.ADVANCE:
        return (Status.OFFERED if following is None else Status.INTERVIEW), following
    return (Status.WAITLISTED if decision.outcome == Outcome.WAITLIST else Status.REJECTED), None


def _names(drive: Drive) -> tuple[str, dict[int, str]]:
    """Return the club's name and the names of its departments by id."""
    club = db.session.get_one(Club, drive.club_id)
    departments = db.session.scalars(select(Department).where(Department.club_id == drive.club_id))
    return club.name, {department.id: department.name for department in departments}


def _make_offer(decision: Decision, deadline_at: datetime | None) -> None:
    db.session.add(
        Offer(
            application_id=decision.application_id,
            department_id=decision.department_id,
            deadline_at=deadline_at,
        )
    )


def _record(decision: Decision, application: Application, drive: Drive, *, old: Status, by: By) -> None:
    audit(
        "decision.publish",
        by=by,
        subject_user_id=application.user_id,
        club_id=drive.club_id,
        target=f"application {decision.application_id}",
        old=old,
        new=application.status,
    )
