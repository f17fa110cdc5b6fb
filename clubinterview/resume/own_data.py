"""What becomes of resumes when a person wants a copy of their data, or goes."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from clubinterview.auth.models import User
from clubinterview.core.transaction import after_commit
from clubinterview.extensions import db
from clubinterview.profile.hooks import Section
from clubinterview.resume.models import Resume
from clubinterview.storage import files


def resume_sections(user: User) -> Iterable[Section]:
    """Give the resumes that are still stored, with their files and the words that were read from them."""
    rows = db.session.scalars(
        select(Resume).where(Resume.user_id == user.id, Resume.size_bytes > 0).order_by(Resume.id)
    ).all()
    columns = ("filename", "size_bytes", "created_at", "is_current", "text")
    yield Section(
        "resumes",
        _l("Resumes"),
        [{name: getattr(row, name) for name in columns} for row in rows],
        [(row.filename, row.storage_key) for row in rows],
    )


def forget_resumes(user: User, now: datetime) -> None:
    """Delete all versions with their files. What referred to them has let go before."""
    for key in db.session.scalars(select(Resume.storage_key).where(Resume.user_id == user.id)).all():
        after_commit(partial(files.delete, key))
    db.session.execute(delete(Resume).where(Resume.user_id == user.id))
