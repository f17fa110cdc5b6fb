"""Files: whole or not there at all, and swept away when nobody knows them."""

import errno
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clubinterview.core.errors import StorageFull
from clubinterview.storage import files

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_a_file_is_kept_under_a_random_name(folder: Path) -> None:
    keys = [files.save("resume", b"content") for _ in range(2)]

    assert keys[0] != keys[1]
    with files.open_file(keys[0]) as file:
        assert file.read() == b"content"
    assert sorted(f"resume/{path.name}" for path in folder.iterdir()) == sorted(keys)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_parts_become_one_file() -> None:
    key = files.save_parts("resume", iter([b"con", b"", b"tent"]))

    with files.open_file(key) as file:
        assert file.read() == b"content"


def test_a_part_that_cannot_be_read_leaves_no_half_file(folder: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b"con"
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        files.save_parts("resume", parts())

    assert list(folder.iterdir()) == []


def test_a_deleted_file_is_gone_and_deleting_twice_is_fine() -> None:
    key = files.save("resume", b"content")

    files.delete(key)
    files.delete(key)

    with pytest.raises(FileNotFoundError):
        files.open_file(key)


@pytest.mark.parametrize(
    "key", ["../secret", "resume/../../a", "/etc/passwd", "resume/a/b", "resume/.unfinished", ""]
)
def test_a_key_cannot_lead_elsewhere(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        files.open_file(key)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_no_half_file(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def no_room(descriptor: int) -> None:
        raise OSError(code, "no room")

    monkeypatch.setattr(os, "fsync", no_room)

    with pytest.raises(StorageFull) as full:
        files.save("resume", b"content")

    assert full.value.status == 507
    assert list(folder.iterdir()) == []


def test_another_failure_leaves_no_half_file_either(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Path, target: Any) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(Path, "rename", broken)

    with pytest.raises(OSError, match="broken"):
        files.save("resume", b"content")

    assert list(folder.iterdir()) == []


def test_old_files_that_nobody_knows_are_swept(folder: Path) -> None:
    known, orphan, young = (files.save("resume", b"a") for _ in range(3))
    (folder / "killed.unfinished").write_bytes(b"half")
    for name in (known, orphan, "resume/killed.unfinished"):
        old = (NOW - timedelta(days=2)).timestamp()
        os.utime(folder.parent / name, (old, old))
    os.utime(folder.parent / young, (NOW.timestamp(), NOW.timestamp()))
    asked = []

    def knows(keys: list[str]) -> set[str]:
        asked.extend(keys)
        return {known}

    assert files.sweep("resume", knows, before=NOW - timedelta(days=1)) == 2

    assert {path.name for path in folder.iterdir()} == {known.split("/")[1], young.split("/")[1]}
    assert young not in asked


def test_sweeping_nothing_is_fine() -> None:
    assert files.sweep("resume", lambda keys: set(), before=NOW) == 0
