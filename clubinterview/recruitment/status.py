"""The one door to an application's status."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import update
from sqlalchemy.dialects import mysql, sqlite

from clubinterview.core.errors import DomainError
from clubinterview.core.transaction import change_rows, lock_all
from clubinterview.extensions import db
from clubinterview.recruitment import hooks
from clubinterview.recruitment.models import (
    Application,
    ApplicationEvent,
    DriveCount,
    Stage,
    StageKind,
    Status,
)

NEXT: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED}),
    Status.SUBMITTED: frozenset({Status.INTERVIEW, Status.WAITLISTED, Status.REJECTED, Status.WITHDRAWN}),
    Status.INTERVIEW: frozenset({Status.OFFERED, Status.WAITLISTED, Status.REJECTED, Status.WITHDRAWN}),
    Status.WAITLISTED: frozenset({Status.INTERVIEW, Status.OFFERED, Status.REJECTED, Status.WITHDRAWN}),
    Status.OFFERED: frozenset({Status.JOINED, Status.DECLINED, Status.EXPIRED}),
    Status.JOINED: frozenset(),
    Status.REJECTED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.DECLINED: frozenset(),
    Status.EXPIRED: frozenset(),
}
IN_STAGE = {StageKind.SCREENING: Status.SUBMITTED, StageKind.INTERVIEW: Status.INTERVIEW}
IN_PROGRESS = frozenset({Status.SUBMITTED, Status.INTERVIEW, Status.WAITLISTED})


class WrongState(DomainError):
    """The application is not where this act needs it to be; the text names where it is."""

    def __init__(self, present: Status) -> None:
        self.present = present
        super().__init__(
            _l(
                "You can't do this now: the application's status is “%(state)s”. Reload the page to see it.",
                state=present.label,
            )
        )


def change_status(
    application: Application,
    to: Status,
    *,
    now: datetime,
    actor_id: int | None,
    reason: str = "",
    stage: Stage | None = None,
) -> Application:
    """Move the application to another status and return it, locked and freshly read.

    stage: the stage that it is in from now on; without one it stays in its stage.  actor_id: who did it, None for
    the clock.  Follows: an event, the drive's counts, and every listener of hooks.status_changed.
    Locks the application's row until the transaction ends. Raises WrongState when NEXT does not allow the step.
    """
    [locked] = change_statuses([(application.id, to, stage)], now=now, actor_id=actor_id, reason=reason)
    return locked


def change_statuses(
    steps: Iterable[tuple[int, Status, Stage | None]],
    *,
    now: datetime,
    actor_id: int | None,
    reason: str = "",
) -> list[Application]:
    """Take the steps of many applications of one drive: (application id, status, stage or None) each.

    Returns the applications in the order of the steps. All rows are locked first, in the order of their ids, and
    the counts change last, so that the most contended rows are held for the shortest time.
    """
    steps = list(steps)
    locked = lock_all(Application, (application_id for application_id, _, _ in steps))
    moved: Counter[tuple[int, Status]] = Counter()
    for application_id, to, stage in steps:
        application = locked[application_id]
        moved[application.drive_id, application.status] -= 1
        moved[application.drive_id, to] += 1
        _step(application, to, now=now, actor_id=actor_id, reason=reason, stage=stage)
    db.session.flush()
    _count(moved)
    return [locked[application_id] for application_id, _, _ in steps]


def begin(application: Application, *, now: datetime, actor_id: int) -> None:
    """Add a new application as a draft, with its first event and its count. Raises IntegrityError when it exists."""
    application.status = Status.DRAFT
    db.session.add(application)
    db.session.flush()
    db.session.add(
        ApplicationEvent(
            application_id=application.id, actor_id=actor_id, to_status=Status.DRAFT, created_at=now
        )
    )
    _count(Counter({(application.drive_id, Status.DRAFT): 1}))


def _step(
    application: Application,
    to: Status,
    *,
    now: datetime,
    actor_id: int | None,
    reason: str,
    stage: Stage | None,
) -> None:
    old = application.status
    if to not in NEXT[old]:
        raise WrongState(old)
    application.status = to
    if stage is not None:
        application.stage = stage
    db.session.add(
        ApplicationEvent(
            application_id=application.id,
            actor_id=actor_id,
            from_status=old,
            to_status=to,
            reason=reason,
            created_at=now,
        )
    )
    for listener in hooks.status_changed:
        listener(application, old, to, now)


def _count(moved: Counter[tuple[int, Status]]) -> None:
    """Add the differences to the drives' counts, always in the same order, so that two never wait for each other."""
    for (drive_id, status), difference in sorted(moved.items()):
        if difference and not _add(drive_id, status, difference):
            _make_count(drive_id, status)
            _add(drive_id, status, difference)


def _add(drive_id: int, status: Status, difference: int) -> bool:
    """Change a count and return whether it exists."""
    counts = update(DriveCount).where(DriveCount.drive_id == drive_id, DriveCount.status == status)
    return bool(change_rows(counts.values(total=DriveCount.total + difference)))


def _make_count(drive_id: int, status: Status) -> None:
    """Make a count of 0, unless another transaction made it in this moment.

    On MySQL a plain INSERT that meets the other's row would share its lock, and two who then want to change it
    would wait for each other; the update of nothing takes the lock alone.
    """
    row = {"drive_id": drive_id, "status": status, "total": 0}
    if db.session.connection().dialect.name == "sqlite":
        db.session.execute(sqlite.insert(DriveCount).values(row).on_conflict_do_nothing())
    else:
        unchanged = mysql.insert(DriveCount).values(row).on_duplicate_key_update(total=DriveCount.total)
        db.session.execute(unchanged)
