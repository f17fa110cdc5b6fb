"""Verbs: the kit of an interview stage is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute

from clubinterview.club.models import Club
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.interview.kits.models import (
    ANCHORED,
    FEWEST_PARTS,
    MOST_PARTS,
    InterviewKit,
    KitDraw,
    KitDrawQuestion,
    KitPart,
)
from clubinterview.interview.kits.progress import locked_progress
from clubinterview.questions.models import QuestionCategory, QuestionKind
from clubinterview.questions.services import RUNNING
from clubinterview.recruitment.models import Drive, DriveStatus, Stage, StageKind
from clubinterview.recruitment.scorecards.models import Criterion


class KitClosed(DomainError):
    """The drive is a draft or archived, so its kit does not change."""


class KitIncomplete(DomainError):
    """A kit has 4 to 6 parts, each with its anchors."""

    status = 422


class KitInUse(DomainError):
    """A candidate was interviewed with this kit already, so the others are asked from the same parts."""


@dataclass(frozen=True)
class PartPlan:
    """One part as it will be; see KitPart. anchors: "1", "3", "5" → what such an answer is like."""

    criterion_id: int
    minutes: int
    anchors: Mapping[str, str]
    category_id: int | None = None
    kinds: Sequence[QuestionKind] = ()
    difficulty: int | None = None

    @property
    def asks(self) -> tuple[object, ...]:
        """What decides which questions are drawn."""
        return self.criterion_id, self.category_id, sorted(self.kinds), self.difficulty


@dataclass(frozen=True)
class KitPlan:
    """All that a kit says. The minutes are of opening and closing."""

    opening: str
    closing: str
    opening_minutes: int
    closing_minutes: int
    parts: Sequence[PartPlan]


def write_kit(stage_id: int, plan: KitPlan, *, by: By) -> tuple[InterviewKit, int]:
    """Write the stage's kit, or rewrite it. Returns it, flushed, and how many draws went with the old parts.

    Words, minutes and anchors may change while the drive runs. Parts that ask something else make all draws void;
    that is refused once the interview of a candidate who has drawn, or its scoring, has begun. Audited. Raises NotFound
    for a stage that is not for interviews, a criterion of another stage or an unknown category; KitIncomplete,
    KitClosed, KitInUse. Locks club and kit, or the stage while it has none; with other parts those who have drawn.
    """
    club_id = _locked_club(stage_id)
    _check(stage_id, plan)
    kit, parts = _locked_kit(stage_id)
    voided = 0
    if parts and [_asks(part) for part in parts] != [part.asks for part in plan.parts]:
        voided = _void_draws(kit, by.now)
        kit.version += 1
    kit.opening, kit.closing = plan.opening, plan.closing
    kit.opening_minutes, kit.closing_minutes = plan.opening_minutes, plan.closing_minutes
    db.session.add(kit)
    db.session.flush()
    _write_parts(kit, parts, plan.parts)
    audit("kit.write", by=by, club_id=club_id, target=f"stage {stage_id}", new=str(kit.version))
    return kit, voided


def _locked_club(stage_id: int) -> int:
    """Lock the club, shared, and return its id. Raises NotFound, KitClosed.

    Shared, since a draw refers to the club in the audit while it holds the kit that is locked next.
    """
    club_id, status = drive_facts(stage_id)
    db.session.execute(select(Club.id).where(Club.id == club_id).with_for_update(read=True))
    check_running(status)
    return club_id


def drive_facts(stage_id: int) -> tuple[int, DriveStatus]:
    """Return (club id, status) of the drive of an interview stage, freshly read. Raises NotFound."""
    found = db.session.execute(
        select(Drive.club_id, Drive.status)
        .join(Stage, Stage.drive_id == Drive.id)
        .where(Stage.id == stage_id, Stage.kind == StageKind.INTERVIEW)
    ).one_or_none()
    if found is None:
        raise NotFound("")
    club_id, status = found
    return club_id, status


def check_running(status: DriveStatus) -> None:
    """Raises KitClosed unless a drive with this status is published and not archived."""
    if status in RUNNING:
        return
    if status == DriveStatus.DRAFT:
        raise KitClosed(_l("Publish the drive first. Until then its criteria may still change."))
    raise KitClosed(_l("This drive is archived, so its interviews can't change."))


def _check(stage_id: int, plan: KitPlan) -> None:
    if not FEWEST_PARTS <= len(plan.parts) <= MOST_PARTS:
        raise KitIncomplete(_l("A kit has 4 to 6 questions."))
    if not all(part.anchors.get(points) for part in plan.parts for points in ANCHORED):
        raise KitIncomplete(_l("Describe what 1, 3 and 5 points mean for each question."))
    _check_known(Criterion.id, {part.criterion_id for part in plan.parts}, Criterion.stage_id == stage_id)
    categories = {part.category_id for part in plan.parts if part.category_id is not None}
    _check_known(QuestionCategory.id, categories)


def _check_known(column: InstrumentedAttribute[int], ids: set[int], *where: ColumnElement[bool]) -> None:
    known = set(db.session.scalars(select(column).where(column.in_(ids), *where)))
    if known != ids:
        raise NotFound("")


def _locked_kit(stage_id: int) -> tuple[InterviewKit, list[KitPart]]:
    """Return the kit and its parts, locked; a new one without parts when there is none.

    Only then the stage is locked. Bookings and scorecards refer to it while they hold the applications that are
    locked after an older kit.
    """
    kit = _older_kit(stage_id)
    if kit is None:
        db.session.execute(select(Stage.id).where(Stage.id == stage_id).with_for_update())
        kit = _older_kit(stage_id)
    if kit is None:
        return InterviewKit(stage_id=stage_id, version=1), []
    parts = db.session.scalars(
        select(KitPart)
        .where(KitPart.kit_id == kit.id)
        .order_by(KitPart.position)
        .execution_options(populate_existing=True)
    )
    return kit, list(parts)


def _older_kit(stage_id: int) -> InterviewKit | None:
    kit_id = db.session.scalar(select(InterviewKit.id).where(InterviewKit.stage_id == stage_id))
    return lock(InterviewKit, kit_id) if kit_id is not None else None


def _asks(part: KitPart) -> tuple[object, ...]:
    return part.criterion_id, part.category_id, sorted(part.kinds), part.difficulty


def _void_draws(kit: InterviewKit, now: datetime) -> int:
    """Delete the kit's draws and return how many there were. Raises KitInUse.

    The kit is locked. Locks the applications and bookings of those who have drawn, so that neither an interview nor
    its scoring begins meanwhile.
    """
    drawn = db.session.execute(
        select(KitDraw.id, KitDraw.application_id).where(KitDraw.kit_id == kit.id)
    ).all()
    progress = locked_progress(kit.stage_id, [row.application_id for row in drawn])
    if any(each.has_begun(now) for each in progress.values()):
        raise KitInUse(
            _l(
                "Interviews have already used this kit, so to be fair the questions' requirements can't change. "
                "You can still edit texts, minutes and scoring guides."
            )
        )
    return delete_draws([row.id for row in drawn])


def delete_draws(draw_ids: Sequence[int]) -> int:
    """Delete these draws with their questions, and return how many they were."""
    db.session.execute(delete(KitDrawQuestion).where(KitDrawQuestion.draw_id.in_(draw_ids)))
    db.session.execute(delete(KitDraw).where(KitDraw.id.in_(draw_ids)))
    return len(draw_ids)


def _write_parts(kit: InterviewKit, parts: list[KitPart], plans: Sequence[PartPlan]) -> None:
    for part in parts[len(plans) :]:
        db.session.delete(part)
    for position, plan in enumerate(plans):
        part = parts[position] if position < len(parts) else KitPart(kit_id=kit.id, position=position)
        part.criterion_id, part.minutes, part.category_id = plan.criterion_id, plan.minutes, plan.category_id
        part.kinds, part.difficulty = sorted(plan.kinds), plan.difficulty
        part.anchors = {points: plan.anchors[points] for points in ANCHORED}
        db.session.add(part)
    db.session.flush()
