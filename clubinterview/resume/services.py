"""Verbs: a resume is uploaded, replaced and removed. Versions that something refers to stay."""

from datetime import datetime
from functools import partial

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from clubinterview.auth.models import User
from clubinterview.core.errors import NotFound
from clubinterview.core.transaction import after_commit, lock
from clubinterview.extensions import db
from clubinterview.resume import hooks
from clubinterview.resume.checks import CheckedFile, FileRefused
from clubinterview.resume.extraction import EXTRACT_TEXT
from clubinterview.resume.models import Resume
from clubinterview.storage import files, quota

KIND_OF_FILE = "resume"


def current_resume(user_id: int) -> Resume | None:
    """Return the resume that the person would apply with now. One statement."""
    return db.session.scalar(select(Resume).where(Resume.user_id == user_id, Resume.is_current.is_(True)))


def add_version(user_id: int, file: CheckedFile, storage_key: str, *, now: datetime) -> Resume:
    """Make the stored file the person's current resume and return it, flushed; the worker reads its words.

    storage_key: where the file already is; the caller deletes it when this raises.
    The same content again changes nothing and returns the present version. The version before stays as long
    as a keeper refers to it. Raises FileRefused when the person's files would take too much room.
    Locks the user.
    """
    _lock_owner(user_id)
    current = current_resume(user_id)
    if current is not None and current.sha256 == file.sha256:
        after_commit(partial(files.delete, storage_key))
        return current
    if current is not None:
        current.is_current = None
        if not _is_in_use(current):
            _forget(current, now=now)
        db.session.flush()  # before the new row, which takes over the unique key
    if not quota.has_room_for(user_id, file.size_bytes):
        raise FileRefused(_l("Your files would exceed 100 MB in total. Choose a smaller one."))
    resume = Resume(
        user_id=user_id,
        is_current=True,
        kind=file.kind,
        filename=file.filename,
        storage_key=storage_key,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        created_at=now,
    )
    db.session.add(resume)
    db.session.flush()
    EXTRACT_TEXT.wake(resume.id)
    return resume


def remove_current(user_id: int, *, now: datetime) -> None:
    """Remove the person's resume. Clubs that were applied to with it still have it; otherwise the file is deleted.

    Removing twice is removing once. Locks the user.
    """
    _lock_owner(user_id)
    current = current_resume(user_id)
    if current is None:
        return
    current.is_current = None
    current.deleted_at = now
    if not _is_in_use(current):
        _forget(current, now=now)


def forget_if_unreferenced(resume_id: int, *, now: datetime) -> None:
    """Delete the file of an earlier version when no keeper refers to it any more. Locks the user."""
    owner_id = db.session.scalar(select(Resume.user_id).where(Resume.id == resume_id))
    if owner_id is None:
        return
    _lock_owner(owner_id)
    resume = lock(Resume, resume_id)
    if resume is not None and resume.is_current is None and resume.size_bytes and not _is_in_use(resume):
        _forget(resume, now=now)


def _is_in_use(resume: Resume) -> bool:
    return any(keeper(resume.id) for keeper in hooks.is_referred_to)


def _forget(resume: Resume, *, now: datetime) -> None:
    """Delete the file with its words; the row stays until the account is purged, with a size of 0."""
    resume.deleted_at = resume.deleted_at or now
    resume.size_bytes, resume.text = 0, ""
    after_commit(partial(files.delete, resume.storage_key))


def _lock_owner(user_id: int) -> None:
    if lock(User, user_id) is None:
        raise NotFound("")


def bytes_stored(user_id: int) -> int:
    """Return how much room the person's resumes take, earlier versions included."""
    return int(db.session.scalar(select(func.sum(Resume.size_bytes)).where(Resume.user_id == user_id)) or 0)
