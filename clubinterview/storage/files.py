"""Files in a folder of ours: whole or not there at all, under random names that say nothing.

A key is "<kind>/<random name>", as "resume/3f9c…". A file lives as long as a row holds its key: what no row holds is
swept away a day later.
"""

import errno
import os
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from flask_babel import lazy_gettext as _l

from clubinterview.core.errors import StorageFull

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
KEY = re.compile(r"[a-z]+/[A-Za-z0-9_-]{1,64}")
UNFINISHED = ".unfinished"
AT_ONCE = 500


def save(kind: str, content: bytes) -> str:
    """Save `content` and return its key. It is on the disk when this returns; a reader never sees half of it.

    kind: a lower-case word, the folder.  Raises StorageFull when there is no room; nothing is left behind then.
    """
    return save_parts(kind, [content])


def save_parts(kind: str, parts: Iterable[bytes]) -> str:
    """Save the parts one after another as one file and return its key, as `save`; only one part is in memory at a time.

    Whatever reading the parts raises is raised, and nothing is left behind.
    """
    key = f"{kind}/{secrets.token_hex(24)}"
    path = _path(key)
    unfinished = path.with_suffix(UNFINISHED)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with unfinished.open("xb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        _sync_folder(path.parent)
    except BaseException as error:
        unfinished.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise StorageFull(_l("There's no space for another file. Try again later.")) from error
        raise
    return key


def open_file(key: str) -> BinaryIO:
    """Return the file for reading. Raises FileNotFoundError."""
    return _path(key).open("rb")


def is_there(key: str) -> bool:
    """Whether the file is there."""
    return _path(key).is_file()


def delete(key: str) -> None:
    """Forget the file; one that is not there is fine."""
    _path(key).unlink(missing_ok=True)


def sweep(kind: str, known: Callable[[list[str]], set[str]], *, before: datetime) -> int:
    """Delete the files of a kind that no row holds, and return how many.

    known: returns those of the given keys that a row holds; called with at most 500.  before: only files last
    written before this are looked at, so that one whose row is just being written stays.
    """
    folder = Path(current_app.config["FILES_PATH"]) / kind
    if not folder.is_dir():
        return 0
    old = sorted(path for path in folder.iterdir() if path.stat().st_mtime < before.timestamp())
    swept = 0
    for start in range(0, len(old), AT_ONCE):
        paths = old[start : start + AT_ONCE]
        kept = known([f"{kind}/{path.name}" for path in paths])
        for path in paths:
            if f"{kind}/{path.name}" not in kept:
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def _path(key: str) -> Path:
    if not KEY.fullmatch(key):
        raise ValueError("not the key of a file")
    return Path(current_app.config["FILES_PATH"]) / key


def _sync_folder(folder: Path) -> None:
    """Make the new name itself outlive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
