"""How an application goes, in its writer's words: what was, what is now, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from clubinterview.core.formats import moment
from clubinterview.recruitment.models import Application, ApplicationEvent, Status
from clubinterview.recruitment.status import IN_PROGRESS


@dataclass(frozen=True)
class TimelineStep:
    """One line of the timeline. state: done, now, or next."""

    state: str
    title: str
    detail: str = ""
    when: str = ""


def timeline(application: Application, events: Sequence[ApplicationEvent]) -> list[TimelineStep]:
    """Return the steps, oldest first. The application has its drive with stages, its stage, and its offer loaded.

    Only what was published makes an event, so nothing here knows of a decision before that.
    """
    done = [step for event in events if (step := _happened(application, event.to_status, event.created_at))]
    return [*done, *_now(application), *_to_come(application)]


def _happened(application: Application, status: Status, at: datetime) -> TimelineStep | None:
    screening = application.drive.stages[0].label
    department = application.offer.department.name if application.offer else ""
    words: dict[Status, tuple[Any, str]] = {
        Status.SUBMITTED: (_("Application received"), _("Receipt %(number)s", number=application.reference)),
        Status.INTERVIEW: (_("Invited to interview"), _("Passed “%(stage)s”", stage=screening)),
        Status.WAITLISTED: (_("Added to the waiting list"), ""),
        Status.REJECTED: (
            _("Not selected this time"),
            _("Thank you for applying. There are other clubs to explore."),
        ),
        Status.OFFERED: (_("You have an offer"), department),
        Status.JOINED: (_("You joined"), department),
        Status.DECLINED: (_("You declined the offer"), ""),
        Status.EXPIRED: (_("Your offer has expired"), _("You didn't respond in time.")),
        Status.WITHDRAWN: (_("You withdrew"), ""),
    }
    if status not in words:
        return None
    title, detail = words[status]
    return TimelineStep("done", title, detail, moment(at))


def _now(application: Application) -> list[TimelineStep]:
    status, stage = application.status, application.stage
    if status == Status.WAITLISTED:
        return [
            TimelineStep(
                "now", _("Waiting for a place"), _("We'll let you know as soon as a place opens up.")
            )
        ]
    if status == Status.OFFERED and application.offer is not None:
        return [
            TimelineStep(
                "now", _("Your response"), _("By %(time)s", time=moment(application.offer.deadline_at))
            )
        ]
    if status == Status.SUBMITTED and stage is not None:
        return [TimelineStep("now", stage.label, _("Waiting for the club to review it. We'll let you know."))]
    if status == Status.INTERVIEW and stage is not None:
        return [TimelineStep("now", stage.label, "")]
    return []


def _to_come(application: Application) -> list[TimelineStep]:
    if application.status not in IN_PROGRESS:
        return []
    place = application.stage.position if application.stage else 0
    stages = [
        TimelineStep("next", stage.label) for stage in application.drive.stages if stage.position > place
    ]
    return [*stages, TimelineStep("next", _("Result"))]
