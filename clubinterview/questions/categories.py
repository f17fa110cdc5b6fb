"""Categories: a tree of two levels, which administrators look after for all banks."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.questions.models import QuestionCategory


class CategoryRefused(DomainError):
    """The tree would have a third level."""

    status = 422


class SlugTaken(CategoryRefused):
    """Another category has the short name."""


@dataclass(frozen=True)
class CategoryFacts:
    """A category.  slug: its name in imports, which never changes.  parent_id: a category of the first level, or None."""

    slug: str
    name_zh: str
    name_en: str
    parent_id: int | None
    position: int = 0


@dataclass(frozen=True)
class Labelled:
    """A category as lists and choices show it.  label: with its parent's name.  ids: its own and its children's."""

    id: int
    slug: str
    name: str
    label: str
    parent_id: int | None
    ids: tuple[int, ...]


def categories() -> Sequence[QuestionCategory]:
    """Return all categories, parents and children in their order. One statement."""
    return db.session.scalars(
        select(QuestionCategory).order_by(QuestionCategory.position, QuestionCategory.id)
    ).all()


def categories_in(locale: str) -> list[Labelled]:
    """Return all categories as a tree walked from the top, named in a language. One statement."""
    return labelled(categories(), locale)


def labelled(rows: Sequence[QuestionCategory], locale: str) -> list[Labelled]:
    """Return the categories parents first, each followed by its children.  rows: all, in their order."""
    found = []
    for parent in (row for row in rows if row.parent_id is None):
        children = [row for row in rows if row.parent_id == parent.id]
        name = parent.name_in(locale)
        ids = (parent.id, *(child.id for child in children))
        found.append(Labelled(parent.id, parent.slug, name, name, None, ids))
        for child in children:
            label = f"{name} › {child.name_in(locale)}"
            found.append(Labelled(child.id, child.slug, child.name_in(locale), label, parent.id, (child.id,)))
    return found


def save_category(category_id: int | None, facts: CategoryFacts, *, by: By) -> QuestionCategory:
    """Add a category (None), or rename or move one, whose short name stays: the starter bank and imports go by it.

    Locks it and its parent. Raises NotFound, CategoryRefused, SlugTaken.
    """
    category = QuestionCategory(slug=facts.slug)
    if category_id is not None:
        category = _locked(category_id)
    _refuse_third_level(category, facts.parent_id)
    act = "question_category.edit" if category_id is not None else "question_category.add"
    old = category.name_zh or ""
    try:
        with db.session.begin_nested():
            category.parent_id, category.position = facts.parent_id, facts.position
            category.name_zh, category.name_en = facts.name_zh, facts.name_en
            db.session.add(category)
    except IntegrityError as error:
        raise SlugTaken(_l("Another category already uses this identifier.")) from error
    audit(act, by=by, target=f"category {category.id}", old=old, new=facts.name_zh)
    return category


def _refuse_third_level(category: QuestionCategory, parent_id: int | None) -> None:
    if parent_id is None:
        return
    parent = _locked(parent_id)
    if parent.parent_id is not None or parent.id == category.id:
        raise CategoryRefused(_l("Choose a top-level category."))
    child = select(QuestionCategory.id).where(QuestionCategory.parent_id == category.id).limit(1)
    if category.id is not None and db.session.scalar(child) is not None:
        raise CategoryRefused(_l("This category has subcategories, so it must stay at the top level."))


def _locked(category_id: int) -> QuestionCategory:
    category = lock(QuestionCategory, category_id)
    if category is None:
        raise NotFound("")
    return category
