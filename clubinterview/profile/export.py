"""A copy of everything about a person: readable pages, JSON and their own files in one zip, made by the worker."""

import io
import json
import zipfile
from datetime import datetime, timedelta
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import structlog
from flask import render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select, update

from clubinterview.auth.events import Event, record_event
from clubinterview.auth.models import User
from clubinterview.auth.origin import Origin
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import StorageFull, TooMany
from clubinterview.core.jobs import Job, Sweep
from clubinterview.core.transaction import after_commit, lock, transaction
from clubinterview.extensions import db
from clubinterview.messaging.services import notify
from clubinterview.profile import hooks
from clubinterview.profile.messages import EXPORT_FAILED, EXPORT_READY
from clubinterview.profile.models import DataExport, ExportStatus
from clubinterview.storage import files

log = structlog.get_logger(__name__)

KIND_OF_FILE = "export"
GOOD_FOR = timedelta(hours=24)
A_DAY = timedelta(days=1)
MOST_A_DAY = 3


def ask_for_export(user_id: int, *, origin: Origin, now: datetime) -> DataExport:
    """Have a copy made. While one is being made or is ready, it is that one. Locks the user. Raises TooMany."""
    lock(User, user_id)  # so that two requests at once see each other
    present = newest_export(user_id)
    if present is not None and present.status in {ExportStatus.WAITING, ExportStatus.READY}:
        return present
    recent = select(func.count(DataExport.id)).where(
        DataExport.user_id == user_id, DataExport.created_at > now - A_DAY
    )
    if (db.session.scalar(recent) or 0) >= MOST_A_DAY:
        raise TooMany(
            _l("You've exported your data three times today. Come back tomorrow."), retry_after=86400
        )
    export = DataExport(user_id=user_id, created_at=now)
    db.session.add(export)
    db.session.flush()
    record_event(Event.DATA_EXPORTED, user_id=user_id, origin=origin)
    MAKE_EXPORT.wake(export.id)
    return export


def newest_export(user_id: int) -> DataExport | None:
    """Return the newest copy that a person asked for. One statement."""
    mine = select(DataExport).where(DataExport.user_id == user_id).order_by(DataExport.id.desc())
    return db.session.scalar(mine.limit(1))


def make_export(export_id: int, *, now: datetime) -> None:
    """Make a copy that waits, and notify its owner. Run again after a worker died, it starts over; done is done."""
    export = db.session.get(DataExport, export_id)
    if export is None or export.status != ExportStatus.WAITING:
        return
    user = db.session.get(User, export.user_id)
    if user is None or not user.is_active:
        return
    with force_locale(user.locale):
        sections = [section for make in hooks.personal_data for section in make(user)]
        _record(export_id, percent=40)
        content = _zip_of(user, sections, now=now)
    _record(export_id, percent=90)
    try:
        key = files.save(KIND_OF_FILE, content)
    except StorageFull:
        log.exception("export failed", export_id=export_id)
        _finish(export_id, user.id, now=now, status=ExportStatus.FAILED)
        return
    if not _finish(
        export_id, user.id, now=now, status=ExportStatus.READY, storage_key=key, size_bytes=len(content)
    ):
        files.delete(key)


def _unmade(since: datetime) -> Select[int]:
    return select(DataExport.id).where(
        DataExport.status == ExportStatus.WAITING, DataExport.created_at <= since
    )


MAKE_EXPORT = Job(
    "make_export",
    _l("Export personal data"),
    lambda export_id: make_export(export_id, now=utcnow()),
    sweep=Sweep("make_exports_left_behind", _unmade, after=timedelta(minutes=5), at_once=10),
)


def end_exports(now: datetime) -> int:
    """Delete the files of copies whose day is over, and return how many."""
    over = db.session.scalars(
        select(DataExport).where(DataExport.status == ExportStatus.READY, DataExport.expires_at <= now)
    ).all()
    with transaction():
        for export in over:
            forget_file(export)
    return len(over)


def forget_file(export: DataExport) -> None:
    """Record that a copy is over, and delete its file. Runs in a transaction."""
    if export.storage_key:
        after_commit(partial(files.delete, export.storage_key))
    db.session.execute(
        update(DataExport)
        .where(DataExport.id == export.id)
        .values(status=ExportStatus.OVER, storage_key="", size_bytes=0)
    )


def known_files(keys: list[str]) -> set[str]:
    """Return those of the keys that a row refers to. One statement."""
    return set(db.session.scalars(select(DataExport.storage_key).where(DataExport.storage_key.in_(keys))))


def _record(export_id: int, **values: Any) -> None:
    with transaction():
        db.session.execute(update(DataExport).where(DataExport.id == export_id).values(**values))


def _finish(export_id: int, user_id: int, *, now: datetime, status: ExportStatus, **values: Any) -> bool:
    """Record the result and notify the owner, unless another worker has done so."""
    with transaction():
        user = lock(User, user_id)
        done = db.session.execute(
            update(DataExport)
            .where(DataExport.id == export_id, DataExport.status == ExportStatus.WAITING)
            .values(status=status, percent=100, expires_at=now + GOOD_FOR, **values)
        )
        if user is None or done.rowcount != 1:  # type: ignore[attr-defined]
            return False
        kind = EXPORT_READY if status == ExportStatus.READY else EXPORT_FAILED
        notify(user, kind, now=now, path="/me/privacy", until=now + GOOD_FOR)
    return True


def _zip_of(user: User, sections: list[hooks.Section], *, now: datetime) -> bytes:
    """Return the zip: index.html, data.json, and the files by their names, each once."""
    names = {key: _file_name(number, name) for number, (name, key) in enumerate(_files(sections), 1)}
    data = {section.name: section.rows for section in sections}
    page = render_template("profile/export.html", user=user, sections=sections, names=names, made_at=now)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2, default=str))
        for key, name in names.items():
            try:
                with files.open_file(key) as file:
                    archive.writestr(name, file.read())
            except FileNotFoundError:
                log.warning("file of export is missing", key=key)
    return buffer.getvalue()


def _files(sections: list[hooks.Section]) -> list[tuple[str, str]]:
    return [file for section in sections for file in section.files]


def _file_name(number: int, name: str) -> str:
    """Return where a file stands in the zip: numbered, so that two of one name have room, and without any path."""
    return f"files/{number:02d}-{PurePosixPath(name.replace(chr(92), '/')).name or 'file'}"
