"""What a person can practise for: a drive, a department, a category, their own resume, or what we suggest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import LazyString, force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotFound
from clubinterview.extensions import db
from clubinterview.practice.mock.fields_of_work import categories_spoken_of
from clubinterview.practice.mock.queries import subjects_of
from clubinterview.practice.mock.recommending import suggestions
from clubinterview.practice.models import Source
from clubinterview.questions.models import QuestionCategory
from clubinterview.recruitment.models import Application, Drive, DriveStatus, Status
from clubinterview.resume.services import current_resume

MOST_DRIVES = 20


@dataclass(frozen=True)
class Target:
    """What questions are drawn for.

    value: as forms send it, "drive:3".  category_weights: by category id.  club_id: whose bank comes beside the
    platform's, its questions of all categories.  is_whole_interview: whether it runs as an interview does, from introduction to closing.
    """

    value: str
    source: Source
    title_zh: str
    title_en: str
    category_weights: Mapping[int, float] = field(default_factory=dict)
    club_id: int | None = None
    category_id: int | None = None
    is_whole_interview: bool = True

    def title_in(self, locale: str) -> str:
        """Return what it is called in a language ("en", anything else is Chinese)."""
        return self.title_en if locale.startswith("en") else self.title_zh


def targets_of(user: User) -> dict[str, list[Target]]:
    """Return everything that the person can practise for, by group; those are named in the present language.

    Six statements at most.
    """
    subjects = subjects_of(user)
    by_slug = {subject.slug: subject.id for subject in subjects}
    drives = _drives(user)
    groups = {
        _("Recommended for me"): [*_suggested(user, subjects), *_resume(user, by_slug)],
        _("By drive"): [_of_drive(drive, by_slug) for drive in drives],
        _("By department"): [
            _of_department(drive, number, by_slug)
            for drive in drives
            for number in range(len(drive.departments))
        ],
        _("By subject"): [_of_category(subject) for subject in subjects],
    }
    seen: set[str] = set()
    for targets in groups.values():  # a department of two drives is one
        targets[:] = [one for one in targets if one.value not in seen and not seen.add(one.value)]  # type: ignore[func-returns-value]
    return {name: targets for name, targets in groups.items() if targets}


def target_of(user: User, value: str) -> Target:
    """Return the target that a form names. Raises NotFound for one that is not the person's."""
    for targets in targets_of(user).values():
        for target in targets:
            if target.value == value:
                return target
    raise NotFound("")


def _drives(user: User) -> Sequence[Drive]:
    """Return drives that are open at the person's school, and those that the person has applied to."""
    applied = select(Application.drive_id).where(
        Application.user_id == user.id, Application.status != Status.WITHDRAWN
    )
    return (
        db.session.scalars(
            select(Drive)
            .join(Drive.club)
            .options(joinedload(Drive.club), joinedload(Drive.departments))
            .where(
                Club.school_id == user.school_id,
                Drive.status != DriveStatus.DRAFT,
                or_(
                    (Drive.status == DriveStatus.OPEN) & (Drive.closes_at >= utcnow()), Drive.id.in_(applied)
                ),
            )
            .order_by(Drive.id.desc())
            .limit(MOST_DRIVES)
        )
        .unique()
        .all()
    )


def _suggested(user: User, subjects: Sequence[QuestionCategory]) -> list[Target]:
    found = suggestions(user, subjects)
    if not found:
        return []
    weights = {one.category.id: 2.0 for one in found}
    return [
        Target(
            "suggested",
            Source.SUGGESTED,
            *_in_both_languages(_l("Recommended practice")),
            weights,
            is_whole_interview=False,
        )
    ]


def _resume(user: User, by_slug: Mapping[str, int]) -> list[Target]:
    resume = current_resume(user.id)
    if resume is None or not resume.text:
        return []
    weights = _weights([resume.text], by_slug)
    return [Target("resume", Source.RESUME, *_in_both_languages(_l("My resume")), weights)]


def _of_drive(drive: Drive, by_slug: Mapping[str, int]) -> Target:
    words = [drive.title, drive.body, *(f"{one.name} {one.description}" for one in drive.departments)]
    title = f"{drive.club.name} · {drive.title}"
    return Target(
        f"drive:{drive.id}", Source.DRIVE, title, title, _weights(words, by_slug),
        club_id=drive.club_id,
    )  # fmt: skip


def _of_department(drive: Drive, number: int, by_slug: Mapping[str, int]) -> Target:
    department = drive.departments[number]
    title = f"{drive.club.name} · {department.name}"
    return Target(
        f"department:{department.id}", Source.DEPARTMENT, title, title,
        _weights([department.name, department.name, department.description], by_slug), club_id=drive.club_id,
    )  # fmt: skip


def _of_category(category: QuestionCategory) -> Target:
    return Target(
        f"category:{category.id}", Source.CATEGORY, category.name_zh, category.name_en, {category.id: 1.0},
        category_id=category.id, is_whole_interview=False,
    )  # fmt: skip


def _in_both_languages(title: LazyString) -> tuple[str, str]:
    """Return the title in Chinese and in English."""
    with force_locale("zh_Hans_CN"):
        chinese = str(title)
    with force_locale("en"):
        return chinese, str(title)


def _weights(texts: Sequence[str], by_slug: Mapping[str, int]) -> dict[int, float]:
    return {by_slug[slug]: weight for slug, weight in categories_spoken_of(texts).items() if slug in by_slug}
