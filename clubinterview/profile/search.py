"""Finding schools and majors by part of their name."""

from typing import Any

from sqlalchemy import case, func, select

from clubinterview.extensions import db
from clubinterview.profile.models import Major, School

MOST_SUGGESTIONS = 10


def schools_like(text: str, limit: int = MOST_SUGGESTIONS) -> list[School]:
    """Return schools whose names hold `text`: the one of just that name first, then those that begin with it; short names first."""
    return list(db.session.scalars(_named_like(select(School), School.name, text).limit(limit)))


def majors_like(text: str, limit: int = MOST_SUGGESTIONS) -> list[Major]:
    """Return majors whose names hold `text`: the one of just that name first, then those that begin with it."""
    return list(db.session.scalars(_named_like(select(Major), Major.name, text).limit(limit)))


def _named_like(query: Any, name: Any, text: str) -> Any:
    order = case((name == text, 0), (name.startswith(text, autoescape=True), 1), else_=2)
    return query.where(name.contains(text, autoescape=True)).order_by(order, func.char_length(name), name)
