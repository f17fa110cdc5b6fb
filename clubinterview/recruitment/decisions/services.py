"""What the club decides about an application at a stage. Until it is published, only officers know."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotAllowed, NotFound
from clubinterview.core.transaction import lock_all
from clubinterview.extensions import db
from clubinterview.recruitment.models import (
    Application,
    ApplicationChoice,
    Decision,
    DriveDepartment,
    Outcome,
    Stage,
    StageKind,
    Status,
)
from clubinterview.recruitment.status import IN_STAGE, WrongState


@dataclass(frozen=True)
class Verdict:
    """What an officer chose for one application.

    outcome: None takes an unpublished decision back.  department_id: of the offer, when the outcome is to advance
    after the last stage; None for the applicant's first choice.  note: None leaves the note as it is.  version: of
    the decision that the officer saw, 0 where there was none; None to go by whatever it is now.
    """

    application_id: int
    outcome: Outcome | None
    department_id: int | None = None
    note: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class Saved:
    """What became of verdicts.

    changed: how many changed anything.  missed: the ids of applications about which somebody else decided, or that
    moved on, after the officer saw them. Nothing was saved about these.
    """

    changed: int
    missed: list[int]


class NotInStage(DomainError):
    """Another officer moved an application on in the meantime."""


def is_last(stage: Stage) -> bool:
    """Whether an offer comes after the stage."""
    return stage.kind == StageKind.INTERVIEW


def may_decide(application: Application, stage: Stage) -> bool:
    """Whether the application waits for a decision of the stage: in it, or on its waiting list."""
    return application.stage_id == stage.id and application.status in {
        IN_STAGE[stage.kind],
        Status.WAITLISTED,
    }


def decide(stage: Stage, club_id: int, verdicts: Sequence[Verdict], *, by: By) -> Saved:
    """Save the verdicts as decisions of the stage.

    A verdict with a version is saved if the decision still has that one and the application is still in the stage;
    else it is missed, and the others are saved. An application or a department of another drive, or a draft, refuses
    all of it (NotFound), and so does, without a version, an application that is no longer in the stage (WrongState for one,
    NotInStage among several). A decision that is taken back keeps its note. What was published stays, except that an applicant on the waiting list may still be advanced or rejected: then the decision is
    unpublished again, and the status as the student knows it stays until it is published.
    Locks the applications. Each change is audited.
    """
    locked = lock_all(Application, (verdict.application_id for verdict in verdicts))
    if len(locked) < len({verdict.application_id for verdict in verdicts}):
        raise NotFound("")
    if any(
        application.drive_id != stage.drive_id or application.status == Status.DRAFT
        for application in locked.values()
    ):
        raise NotFound("")
    if any(application.user_id == by.actor_id for application in locked.values()):
        raise NotAllowed(_l("You can't decide on your own application. Ask another officer."))
    _refuse_foreign_departments(stage, verdicts)
    present = _decisions(stage, list(locked))
    changed, missed = 0, []
    for verdict in verdicts:
        application, decision = locked[verdict.application_id], present.get(verdict.application_id)
        if may_decide(application, stage):
            try:
                changed += _save(application, stage, verdict, decision, club_id=club_id, by=by)
            except _Outdated:
                missed.append(application.id)
        elif verdict.version is None:
            raise _no_longer_there(application, alone=len(verdicts) == 1)
        else:
            missed.append(application.id)
    return Saved(changed, missed)


class _Outdated(Exception):
    """The decision is another one than the officer saw."""


def _no_longer_there(application: Application, *, alone: bool) -> DomainError:
    if alone:
        return WrongState(application.status)
    return NotInStage(_l("Some applications have moved on. Reload the page and check again."))


def _refuse_foreign_departments(stage: Stage, verdicts: Sequence[Verdict]) -> None:
    named = {verdict.department_id for verdict in verdicts if verdict.department_id is not None}
    if not named:
        return
    own = db.session.scalars(
        select(DriveDepartment.department_id).where(
            DriveDepartment.drive_id == stage.drive_id, DriveDepartment.department_id.in_(named)
        )
    ).all()
    if set(own) != named:
        raise NotFound("")


def _decisions(stage: Stage, application_ids: Sequence[int]) -> dict[int, Decision]:
    rows = db.session.scalars(
        select(Decision)
        .where(Decision.stage_id == stage.id, Decision.application_id.in_(application_ids))
        .execution_options(populate_existing=True)
    )
    return {decision.application_id: decision for decision in rows}


def _save(
    application: Application,
    stage: Stage,
    verdict: Verdict,
    decision: Decision | None,
    *,
    club_id: int,
    by: By,
) -> bool:
    """Save one verdict and return whether it changed anything. The application is locked and may be decided.

    Raises _Outdated.
    """
    is_waitlisted = application.status == Status.WAITLISTED
    outcome = verdict.outcome or (Outcome.WAITLIST if is_waitlisted else None)
    department_id = _department(application, stage, outcome, verdict.department_id)
    old, note, version = (decision.outcome, decision.note, decision.version) if decision else (None, "", 0)
    written = (outcome, department_id, note if verdict.note is None else verdict.note)
    if written == (old, decision.department_id if decision else None, note):
        return False
    if verdict.version not in {None, version}:
        raise _Outdated
    if decision is None:
        decision = Decision(application_id=application.id, stage_id=stage.id)
        db.session.add(decision)
    decision.outcome, decision.department_id, decision.note = written
    decision.decided_by_id, decision.version = by.person_id, version + 1
    # The student knows of the waiting list already; anything else is news that is still to be published.
    decision.published_at = by.now if is_waitlisted and outcome == Outcome.WAITLIST else None
    audit(
        "decision.save",
        by=by,
        subject_user_id=application.user_id,
        club_id=club_id,
        target=f"application {application.id}",
        old=old or "",
        new=outcome or "",
    )
    return True


def _department(
    application: Application, stage: Stage, outcome: Outcome | None, department_id: int | None
) -> int | None:
    """Return the department of the offer: None when there will be no offer, else the given one or the first choice."""
    if not is_last(stage) or outcome != Outcome.ADVANCE:
        return None
    if department_id is not None:
        return department_id
    return db.session.scalar(
        select(ApplicationChoice.department_id)
        .where(ApplicationChoice.application_id == application.id)
        .order_by(ApplicationChoice.rank)
        .limit(1)
    )
